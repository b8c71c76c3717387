#!/usr/bin/env python3
"""Mutates the sources, builds the host lane, and tells which mutants the tests and campaigns kill.

Exit status: 0 every mutant was killed, or has a reason in ci/mutation/equivalent.txt; 2 bad usage,
or the tree fails as it is; 3 a survivor without a reason, or an entry that no longer fits; 72
interrupted, what is done is kept."""
import argparse
import os
import signal
import sys
from pathlib import Path

from mutation import ledger, results
from mutation.mutants import sample, text_hash
from mutation.refused import Refused
from mutation.run import Run
from mutation.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                     epilog="See ci/mutation/README.md.")
    add = parser.add_argument
    add("--set", choices=sorted(TARGETS), default="kernel", dest="target",
        help="; ".join(f"{t.name}: {t.about}" for t in TARGETS.values()))
    add("--list", action="store_true", help="print the mutants, and judge none")
    add("--check", action="store_true",
        help="of all sets: are ledger and faults by hand about this tree? builds nothing")
    add("--report", action="store_true", help="print the table of what is known, and judge none")
    add("--sample", type=int, metavar="N", help="N mutants, in proportion by file and operator")
    add("--seed", type=int, default=1, help="of the sample (default 1)")
    add("--only-file", action="append", default=[], metavar="FILE")
    add("--only-id", action="append", default=[], metavar="ID")
    add("--jobs", type=int, default=0, metavar="N", help="workers (default one per core)")
    add("--work", type=Path, default=ROOT / "build" / "mutants", metavar="DIR",
        help="copies, builds and results (default build/mutants)")
    add("--results", type=Path, metavar="FILE", help="default DIR/SET.jsonl; appended to")
    add("--again", action="store_true", help="judge what is known of this tree once more")
    add("--keep", action="store_true",
        help="kills and entries of the ledger in other trees count where a mutant's file is the "
             "same: while tests are being added")
    return parser.parse_args(arguments)


def chosen(options, mutants):
    """Those that the options name; Refused for a name that is none."""
    files, ids = {m.file for m in mutants}, {m.id for m in mutants}
    for value, known, option in [(v, files, "--only-file") for v in options.only_file] + \
            [(v, ids, "--only-id") for v in options.only_id]:
        if value not in known:
            raise Refused(f"{option} is '{value}': set {options.target} has no such mutant")
    for name in ("sample", "jobs"):
        value = getattr(options, name)
        if value is not None and value < (1 if name == "sample" else 0):
            raise Refused(f"--{name} is {value}: it must be positive")
    if options.only_file:
        mutants = [m for m in mutants if m.file in options.only_file]
    if options.only_id:
        mutants = [m for m in mutants if m.id in options.only_id]
    if options.sample:
        mutants = sample(mutants, options.sample, options.seed)
    return mutants


def check(entries):
    """Whether every fault by hand still says something about this tree (else Refused). Entries of
    the ledger that no longer do are named: whoever changes such a line may leave them to the next
    run, which tells whether the new line has a survivor as well."""
    ids = {mutant.id for target in TARGETS.values() for mutant in target.mutants(ROOT)}
    wrong = list(ledger.stale(entries, ids, []))
    for sentence in wrong:
        print(sentence)
    reviewed = ledger.reviewed(ROOT)
    for identity in sorted(reviewed - entries.keys()):
        print(f"{ledger.REVIEWED}: {identity} is no entry of {ledger.FILE} any more")
    open_reviews = sorted(entries.keys() - reviewed)
    for identity in open_reviews:
        print(f"{ledger.FILE}: {identity} was reviewed by nobody but its author")
    print(f"{len(ids)} mutants, {len(entries)} entries in the ledger, {len(wrong)} of them stale, "
          f"{len(open_reviews)} not reviewed")
    return 0


def report(options, rows, total, entries):
    rows = results.with_ledger(rows, entries)
    if not rows:
        print("nothing was judged")
        return 3
    print("\n" + results.table(rows, "operator") + "\n\n" + results.table(rows, "file"))
    ids = {row["id"] for row in rows}
    wrong = [s for s in ledger.stale({i: r for i, r in entries.items() if i in ids}, ids, rows)]
    survivors = [row for row in rows if row["outcome"] == "survived"]
    for title, found in (("survived", survivors),
                         ("timeout", [r for r in rows if r["outcome"] == "timeout"])):
        for row in sorted(found, key=lambda r: (r["file"], r["line"])):
            was, now = (" ".join(row[part].split()) for part in ("was", "now"))
            print(f"{title} {row['file']}:{row['line']}: {was!r} -> {now!r}  {row['id']}")
    for sentence in wrong:
        print(sentence)
    print(f"set {options.target}: {len(rows)} of {total} mutants judged, {len(survivors)} survived")
    return 3 if survivors or wrong else 0


def main(arguments):
    options = parse(arguments)
    entries = ledger.read(ROOT)
    if options.check:
        return check(entries)
    target = TARGETS[options.target]
    mutants = chosen(options, target.mutants(ROOT))
    if options.list:
        for mutant in mutants:
            print(f"{mutant.id}  {mutant.describe()}")
        print(f"set {options.target}: {len(mutants)} mutants")
        return 0

    tests = sorted(f"{path.parent.parent.relative_to(ROOT).as_posix().replace('/', '.')}."
                   f"{path.stem}" for path in ROOT.glob("*/tests/*_test.cpp"))
    known_steps = {m.id: target.steps_for(m, tests) for m in mutants}
    found = results.Results(options.results or options.work / f"{options.target}.jsonl")
    run = Run(ROOT, options.work.resolve(), found, lambda m: known_steps[m.id],
              lambda text: print(text, flush=True))
    known = {} if options.again else found.known(run.tree)
    if options.keep:
        hashes = {m.file: text_hash((ROOT / m.file).read_text()) for m in mutants}
        known = found.settled(hashes, entries) | known
    todo = [] if options.report else [m for m in mutants if m.id not in known]
    print(f"set {options.target}, tree {run.tree}: {len(mutants)} mutants, "
          f"{len(mutants) - len(todo)} known, {len(todo)} to judge", flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: run.commands.stop())
    if todo:
        run.run(todo, options.jobs or len(os.sched_getaffinity(0)))
    if run.failure:
        raise run.failure
    known |= found.known(run.tree)
    status = report(options, [known[m.id] for m in mutants if m.id in known], len(mutants), entries)
    return 72 if run.commands.stopped else status


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as wrong:
        print(f"source_mutants: {wrong}", file=sys.stderr)
        sys.exit(2)
