// One source, two lanes: what runs on the GPU also compiles as plain C++ for the host lane.
#pragma once

#ifdef __CUDACC__
#define ROPEKV_HOST_DEVICE __host__ __device__
#else
#define ROPEKV_HOST_DEVICE
#endif
