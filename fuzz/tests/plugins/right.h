/* The right parts of plug-ins that go wrong elsewhere: those of kernels/plugin/minimal_host.c. */
#pragma once

#include "kernels/contract.h"

#ifdef __cplusplus
extern "C" {
#endif

ropekv_status right_describe(ropekv_description* out);
ropekv_status right_launch(const ropekv_args* args, void* stream, ropekv_error* error);

#ifdef __cplusplus
}
#endif
