// The worker's side: answers requests until nobody asks any more. It may die of a case at any
// moment, and is replaced then.
//
//   {"op":"block", ...}        the cases of a block -> {"count", "block"}
//   {"op":"judge", "line":s}   a case -> {"judgement"}
//   {"op":"devices"}           -> {"devices"}
//   {"op":"describe"}          of a plug-in -> its KernelRef
// and, with workers of its own:
//   {"op":"autopsy", ...}      why did a worker die? -> {"given", "observation"}
//   {"op":"investigate", ...}  shrinks a failing case -> {"finding"}
#pragma once

#include <functional>

#include "fuzz/worker_page.h"

namespace ropekv {

inline constexpr const char* kWorkerVerb = "__worker";  // hidden
inline constexpr int kWorkerSocket = 3;
inline constexpr int kWorkerPageFile = 4;

// What the harness throws is left as a word on the page, and ends the process with its exit status.
void end_process_if_it_throws(WorkerPage* page, const std::function<void()>& work);

// Does not return: a worker that ends runs no destructors, which a case may have damaged.
[[noreturn]] void be_a_worker();

}  // namespace ropekv
