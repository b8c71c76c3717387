"""The ledger of survivors that no test can tell from the right program (equivalent.txt): a line for
each, `ID  REASON`, and of those that only a GPU can, `ID  on a GPU: WHO KILLS IT`. Comments begin
with #."""
from pathlib import Path

from .refused import Refused

FILE = "ci/mutation/equivalent.txt"
REVIEWED = "ci/mutation/reviewed.txt"  # by one who did not write the entry


def _noted(root, file, kind):
    """(line number, id, note) of each `ID  NOTE`; Refused, with `kind`, for what is none."""
    for number, line in enumerate((Path(root) / file).read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        identity, _, note = line.partition(" ")
        if identity.count(":") != 2 or len(note.strip()) < 10:
            raise Refused(f"{file}:{number}: '{line}': {kind} ten letters and more")
        yield number, identity, note.strip()


def read(root):
    entries = {}
    if not (Path(root) / FILE).exists():
        return entries
    for number, identity, reason in _noted(root, FILE,
                                           "an entry is an id, a blank and a reason of"):
        if identity in entries:
            raise Refused(f"{FILE}:{number}: {identity} is there twice")
        entries[identity] = reason
    return entries


def reviewed(root):
    """The ids of REVIEWED; Refused for one that does not say what was looked at."""
    kind = "a review is the id of an entry, a blank and what was looked at, in"
    return {identity for _, identity, _ in _noted(root, REVIEWED, kind)}


def stale(entries, all_ids, rows):
    """Sentences about entries that no mutant has any more, or whose mutant is killed now."""
    killed = {row["id"]: row["step"] for row in rows if row["outcome"] == "killed"}
    for identity in entries:
        if identity not in all_ids:
            yield (f"{FILE}: no mutant has the id {identity}: its line has changed, or only "
                   "another processor runs it")
        elif identity in killed:
            yield f"{FILE}: {identity} is killed by {killed[identity]}: it is not equivalent"
