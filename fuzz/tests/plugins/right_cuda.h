// The right parts of plug-ins that go wrong elsewhere: those of kernels/plugin/minimal_cuda.cu.
#pragma once

#include "kernels/contract.h"

extern "C" ropekv_status right_describe(ropekv_description* out);
extern "C" ropekv_status right_launch(const ropekv_args* args, void* stream, ropekv_error* error);
