#include "fuzz/tests/plugins/right_cuda.h"

#define ropekv_describe right_describe
#define ropekv_launch right_launch
#include "kernels/plugin/minimal_cuda.cu"
