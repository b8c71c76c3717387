"""The ledger of survivors that no test can tell from the right program (equivalent.txt): a line for
each, `ID  REASON`. Comments begin with #."""
from pathlib import Path

from .refused import Refused

FILE = "ci/mutation/equivalent.txt"
REVIEWED = "ci/mutation/reviewed.txt"  # by one who did not write the entry


def read(root):
    entries = {}
    path = Path(root) / FILE
    for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        identity, _, reason = line.partition(" ")
        if identity.count(":") != 2 or len(reason.strip()) < 10:
            raise Refused(f"{FILE}:{number}: '{line}': an entry is an id, a blank and a reason of "
                            f"ten letters and more")
        if identity in entries:
            raise Refused(f"{FILE}:{number}: {identity} is there twice")
        entries[identity] = reason.strip()
    return entries


def reviewed(root):
    """The ids of REVIEWED; Refused for one that does not say what was looked at."""
    ids = set()
    for number, line in enumerate((Path(root) / REVIEWED).read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        identity, _, note = line.partition(" ")
        if identity.count(":") != 2 or len(note.strip()) < 10:
            raise Refused(f"{REVIEWED}:{number}: '{line}': a review is the id of an entry, a blank "
                            f"and what was looked at, in ten letters and more")
        ids.add(identity)
    return ids


def stale(entries, all_ids, rows):
    """Sentences about entries that no mutant has any more, or whose mutant is killed now."""
    killed = {row["id"]: row["step"] for row in rows if row["outcome"] == "killed"}
    for identity in entries:
        if identity not in all_ids:
            yield (f"{FILE}: no mutant has the id {identity}: its line has changed, or only "
                   "another processor runs it")
        elif identity in killed:
            yield f"{FILE}: {identity} is killed by {killed[identity]}: it is not equivalent"
