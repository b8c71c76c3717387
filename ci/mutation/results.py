"""What is known of mutants: a file of JSON lines that only grows, and its table."""
import json
from collections import Counter
from pathlib import Path

OUTCOMES = ("killed", "survived", "equivalent", "on_a_gpu", "not_compiling", "timeout")
_ON_A_GPU = "on a GPU: "  # so begins a reason that says who kills the mutant there


class Results:
    """The last row of a mutant counts. A line cut short by a power failure is no row."""

    def __init__(self, path):
        self._path = Path(path)
        self.rows = []
        text = self._path.read_text() if self._path.exists() else ""
        for line in text.splitlines():
            try:
                self.rows.append(json.loads(line))
            except ValueError:
                continue
        self._is_cut = bool(text) and not text.endswith("\n")

    def add(self, row):
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a") as file:
            file.write(("\n" if self._is_cut else "") + json.dumps(row, sort_keys=True) + "\n")
        self._is_cut = False
        self.rows.append(row)

    def known(self, tree):
        """By id, of this very tree."""
        return {row["id"]: row for row in self.rows if row.get("tree") == tree and "id" in row}

    def settled(self, file_hashes, ledger):
        """By id, kills and entries of the ledger in other trees where the mutant's file was the
        same: more tests do not change them."""
        return {row["id"]: row for row in self.rows
                if (row.get("outcome") in ("killed", "not_compiling") or row.get("id") in ledger)
                and file_hashes.get(row.get("file")) == row.get("file_hash")}

    def baseline(self, tree):
        merged = {}
        for row in self.rows:
            if row.get("tree") == tree and "baseline" in row:
                merged |= row["baseline"]
        return merged


def with_ledger(rows, ledger):
    """What survived and has a reason in the ledger is equivalent, or is killed on a GPU alone."""
    def reasoned(row):
        if row["outcome"] != "survived" or row["id"] not in ledger:
            return row
        on_a_gpu = ledger[row["id"]].startswith(_ON_A_GPU)
        return row | {"outcome": "on_a_gpu" if on_a_gpu else "equivalent"}
    return [reasoned(row) for row in rows]


def score(counts):
    """Killed of those that are mutants of the program at all. A timeout is no kill."""
    judged = counts["killed"] + counts["survived"] + counts["timeout"]
    return 100 * counts["killed"] / judged if judged else 100.0


def table(rows, by):
    """A line for each value of `by`, and for all."""
    counts = {}
    for row in rows:
        counts.setdefault(row[by], Counter())[row["outcome"]] += 1
    names = sorted(counts) + ["all"]
    counts["all"] = Counter(row["outcome"] for row in rows)
    width = max(map(len, names))
    lines = [f"{by:<{width}} mutants killed survived equivalent on-a-gpu no-build timeout  score"]
    for name in names:
        c = counts[name]
        lines.append(f"{name:<{width}} {sum(c.values()):7} " + " ".join(
            f"{c[outcome]:{size}}" for outcome, size in zip(OUTCOMES, (6, 8, 10, 9, 8, 7))) +
            f" {score(c):5.1f}%")
    return "\n".join(lines)
