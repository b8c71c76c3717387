#include "fuzz/tests/plugins/right.h"

#define ropekv_describe right_describe
#define ropekv_launch right_launch
#include "kernels/plugin/minimal_host.c"
