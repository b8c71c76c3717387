"""What judges a mutant: steps, each a build of a few targets and a command that must end as it does
on the tree as it is."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    name: str
    targets: tuple
    command: tuple  # {bin} is the build's folder of executables
    wanted: tuple = (0,)  # exit statuses of the right tree


def gtest(name):
    """`room.some_test`, or `room.some_test:Filter*` for a part of it."""
    binary, _, pattern = name.partition(":")
    arguments = (f"--gtest_filter={pattern}",) if pattern else ()
    quick = ("--gtest_brief=1", "--gtest_fail_fast")
    return Step(name, (binary,), ("{bin}/tests/" + binary,) + quick + arguments,
                (0, 4))  # 4: some of its cases want a GPU


def campaign(name, kernel, runs, size="small", wanted=(0,)):
    return Step(name, ("ropekv",),
                ("{bin}/ropekv", "fuzz", "--kernel", kernel, "--device", "host", "--seed",
                 "1", "--size", size, "--runs", str(runs), "--workers", "1",
                 "--stop-on-first", "--shrink-time", "0", "--timeout", "10s"), wanted)


def is_found(mutant):
    """A registered mutant, which a harness that accepts too much would let through."""
    return campaign(f"finds/{mutant}", f"mutant/{mutant}", 300, wanted=(1,))


# What sees a kernel's fault, cheapest first.
_KERNEL_CAMPAIGNS = (
    campaign("campaign", "production", 100),
    campaign("campaign/large", "production/large", 100),
)
_KERNEL_TESTS = tuple(gtest(f"kernels.{name}") for name in (
    "support_test", "registry_test:*Refuses*", "production_plan_test", "fp8_test",
    "thread_order_test",
    "production_vs_naive_test:*ForwardOrder*:*Reach*:*TooLarge*"))  # campaigns have the orders
_LONG_CAMPAIGNS = (
    campaign("campaign/long", "production", 1000),
    campaign("campaign/large_long", "production/large", 600),
    campaign("campaign/default", "production", 100, "default"),
    campaign("campaign/huge", "production", 60, "huge"),
)
# The same body, computing nothing.
_FLOOR = (gtest("kernels.bench.yardsticks_test:*HostLane"),)

# Faults of all kinds that small cases show at once: of numbers, bits, places and padding.
_FOUND = tuple(is_found(name) for name in (
    "table_rounded_to_input", "fp8_quantises_rounded_k", "v_through_float", "tail_through_float",
    "minus_one_wraps_to_last_slot", "q_row_runs_one_element_over", "k_rope_not_written",
    "interleaved_treated_as_neox", "hnd_read_as_nhd", "nan_not_stored", "input_k_scribbled"))
_REFERENCE_CAMPAIGNS = (
    campaign("campaign", "production", 100),
    campaign("campaign/naive", "naive", 100),
)
_PROPERTY_TESTS = tuple(gtest(f"properties.{name}") for name in (
    "checks_bite_test", "each_alone_test", "judge_test", "digest_test", "case_gen_test",
    "serving_judge_test"))


def steps_of_kernel(_file, _tests):
    return _KERNEL_CAMPAIGNS + _KERNEL_TESTS + _LONG_CAMPAIGNS + _FLOOR


def steps_of_contract(_file, _tests):
    return _KERNEL_TESTS + _KERNEL_CAMPAIGNS + _LONG_CAMPAIGNS


def steps_of_reference(file, tests):
    """The file's own tests, then whether right kernels are still right, the room's other tests,
    whether wrong kernels are still wrong, and the properties' tests. A header is compiled into
    nearly all of the command: for one the room's tests are the cheaper ones."""
    stem = file.rsplit("/", 1)[1].split(".")[0]
    room = [name for name in tests if name.startswith("reference.")]
    own = [name for name in room if name.startswith(f"reference.{stem}")]
    rest = [name for name in room if name not in own]
    others = (tuple(map(gtest, rest)), _REFERENCE_CAMPAIGNS)
    cheap, dear = others if file.endswith(".h") else reversed(others)
    return tuple(map(gtest, own)) + cheap + dear + _FOUND + _PROPERTY_TESTS + \
        _LONG_CAMPAIGNS[:1]


def named_steps(names):
    """For faults that say themselves who must notice: tests by name, `campaign` for what right
    kernels show, `finds/NAME` for a registered mutant."""
    for name in names:
        if name == "campaign":
            yield campaign("campaign/300", "production", 300)
        elif name.startswith("finds/"):
            yield is_found(name.removeprefix("finds/"))
        else:
            yield gtest(name)
