"""The sets of mutants: which files, and what must notice."""
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from . import curated, deletions, steps
from .mutants import mutants_of

# Kernel code, but for what runs on a GPU alone.
_KERNEL = ("kernels/production/*.h", "kernels/production/*.cpp", "kernels/chunk_alignment.h",
           "kernels/element.h", "kernels/fp8.h")
_CONTRACT = ("kernels/support.cpp", "kernels/contract_rules.cpp", "kernels/tensor_view.h",
             "kernels/thread_order.h", "kernels/our_description.h")
# What decides what is right, and what a case's data are.
_REFERENCE = tuple(f"reference/{name}" for name in (
    "accept_set.cpp", "accept_set.h", "branch_free.h", "cache_model.cpp", "cache_model.h",
    "code_arrays.cpp", "code_counts.cpp", "compare.cpp", "compare_cached_k.cpp", "data.h",
    "declarations.cpp", "declared_arith.cpp", "first_look.cpp", "float_codes.h", "fp8_codes.h",
    "indices.cpp", "inputs.cpp", "layout.cpp", "layout.h", "layout_builder.cpp",
    "numeric_report.cpp", "pair_block.cpp", "pair_block.h", "philox_rows.cpp", "quantise.cpp",
    "row_codes.cpp", "trig.cpp"))


def _automatic(patterns):
    def mutants(root):
        files = [path.relative_to(root).as_posix() for pattern in patterns
                 for path in sorted(Path(root).glob(pattern))]
        return [mutant for file in files
                for mutant in mutants_of(file, (Path(root) / file).read_text())]
    return mutants


@dataclass(frozen=True)
class Target:
    name: str
    about: str
    mutants: Callable  # of the root of a tree
    _steps: Callable = None  # of a file and all tests' names: for mutants that name none

    def steps_for(self, mutant, tests):
        """What must notice the mutant, cheapest first."""
        if mutant.steps:
            return tuple(steps.named_steps(mutant.steps))
        return self._steps(mutant.file, tests)


TARGETS = {target.name: target for target in (
    Target("kernel", "the production kernel, by operators", _automatic(_KERNEL),
           steps.steps_of_kernel),
    Target("contract", "support, the contract's rules and the host lane, by operators",
           _automatic(_CONTRACT), steps.steps_of_contract),
    Target("reference", "what decides what is right, by operators", _automatic(_REFERENCE),
           steps.steps_of_reference),
    Target("harness", "wrong references and wrong harnesses, by hand (wrong_harness.toml)",
           curated.mutants),
    Target("deletions", "each property, dimension and kind of memory left out",
           deletions.mutants),
    Target("guards", "each statement that paints, fences in or scans memory left out",
           deletions.guards),
)}
