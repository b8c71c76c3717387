"""The verdict on one mutant."""
import re
import time

from .mutants import text_hash
from .refused import Refused

FIRST_BUILD_LIMIT, BUILD_LIMIT = 7200, 1200
# A test that ran a second before may be as slow as the machine is busy, and no slower.
SLACK_SECONDS, SLACK_FACTOR = 30, 8
# What a campaign says of a case after ten seconds; then it takes its time to make sure.
_HANGING_CASE = re.compile(r"^\d+:HUNG .*", re.MULTILINE)


def _limit(step, usual_seconds):
    return SLACK_SECONDS + SLACK_FACTOR * usual_seconds.get(step.name, 10)


def _last_words(output, pattern):
    lines = [line.strip() for line in output.splitlines() if re.search(pattern, line)]
    return lines[0][:160] if lines else ""


def baseline(workshop, step, say):
    """Seconds of the step on the tree as it is, which must pass it: else no verdict on a
    mutant would mean anything."""
    ran = workshop.run(step, 600)
    if ran.status not in step.wanted:
        raise Refused(f"{step.name} of the tree as it is ends with {ran.status}, not in "
                      f"{step.wanted}:\n{ran.output[-2000:]}")
    say(f"baseline {step.name}: {ran.seconds:.1f} s")
    return {step.name: round(ran.seconds, 2)}


def judge(workshop, mutant, steps, usual_seconds):
    """Judges the mutant and puts the file back. A row: outcome, by which step, in how long."""
    begin = time.monotonic()
    texts = {change.file: change.applied_to(workshop.read(change.file))
             for change in (mutant, *mutant.also)}
    row = {"id": mutant.id, "file": mutant.file, "line": mutant.line, "operator": mutant.operator,
           "was": mutant.was, "now": mutant.now,
           "file_hash": text_hash(workshop.read(mutant.file))}
    with workshop.changed(texts):
        row |= _outcome(workshop, steps, usual_seconds)
    return row | {"seconds": round(time.monotonic() - begin, 1)}


def _outcome(workshop, steps, usual_seconds):
    """What a step that takes too long does not tell, a later one may."""
    hung = ""
    for step in steps:
        built = workshop.build(step.targets, BUILD_LIMIT)
        if built.status is None:
            return {"outcome": "timeout", "step": f"build {step.name}"}
        if built.status != 0:
            # A test binary that cannot even list its tests was built, and has noticed.
            if "--gtest_list_tests failed" in built.output:
                return {"outcome": "killed", "step": step.name, "detail": "does not start"}
            return {"outcome": "not_compiling", "step": step.name,
                    "detail": _last_words(built.output, "error|undefined reference|ld:")}
        ran = workshop.run(step, _limit(step, usual_seconds))
        if ran.status is None:
            if case := _HANGING_CASE.search(ran.output):
                return {"outcome": "killed", "step": step.name, "detail": case.group()[:160]}
            hung = hung or step.name
        elif ran.status not in step.wanted:
            words = _last_words(ran.output, r"^FAILED|\[  FAILED|Failure|^CRASHED|^HUNG")
            return {"outcome": "killed", "step": step.name, "status": ran.status, "detail": words}
    return {"outcome": "timeout" if hung else "survived", "step": hung}
