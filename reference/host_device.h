// Marks functions that run on both lanes. The reference's own: it shares no helper with kernels.
#pragma once

#if defined(__CUDACC__)
#define ROPEKV_REF_HD __host__ __device__
#else
#define ROPEKV_REF_HD
#endif
