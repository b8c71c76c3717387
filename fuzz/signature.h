// What tells one bug from another: failures with the same signature are one finding with a count.
#pragma once

#include <set>
#include <string>

#include "kernels/registry.h"
#include "properties/judge.h"

namespace ropekv {

// "naive|untouched_slots_keep_their_bytes|cache", "fault/segv|crashed|SIGSEGV".
std::string signature_of(const Judgement& judgement, const Kernel& kernel);

// A symptom is a signature without its kernel: "untouched_slots_keep_their_bytes|cache".
std::string symptom_of(const std::string& signature);
// All of them, not the first alone.
std::set<std::string> symptoms_of(const Judgement& judgement);

// Where the first bad element is, coarsely: a bug in the rotation shows in q_rope or in k_rope,
// whichever the case has, and is still one bug. For a crash: the signal or the CUDA error.
std::string place_class(const Judgement& judgement);

// "SIGSEGV" of "SIGSEGV while launching", "cudaErrorIllegalAddress" of a sentence that names it.
std::string death_name(const std::string& reason);

}  // namespace ropekv
