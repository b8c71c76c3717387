"""Mutants: an edit of one file, with an id that survives when its line moves."""
import hashlib
from collections import Counter
from dataclasses import dataclass

from .operators import edits
from .source import Source
from .tokens import tokenize


@dataclass(frozen=True)
class Mutant:
    id: str
    file: str
    operator: str
    line: int
    begin: int  # in the file's text
    end: int
    was: str
    now: str
    steps: tuple = ()  # names of what must notice it; empty: what its set asks
    why: str = ""
    also: tuple = ()  # changes of other files at the same time

    def applied_to(self, text):
        if text[self.begin:self.end] != self.was:
            raise ValueError(f"{self.file} is not the text that {self.id} was made for")
        return text[:self.begin] + self.now + text[self.end:]

    def describe(self):
        was, now = (" ".join(part.split()) for part in (self.was, self.now))
        return f"{self.file}:{self.line}: {was!r} -> {now!r}"


def hashed(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def text_hash(text):
    """Of a file as it was when a mutant of it was judged."""
    return hashed(text)[:16]


def mutants_of(file, text, chosen=None):
    """The mutants of a file by all operators, or by `chosen` ones. An id is the file, the operator
    and a hash of the line's text, of the place in it and of the change; the same line a second time
    in the file has another."""
    source = Source(text, tokenize(text))
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    same = Counter()
    twin_of_line, found, line = {}, [], 0
    for number, stripped in enumerate(l.strip() for l in text.splitlines()):
        twin_of_line[number] = same[stripped]
        same[stripped] += 1
    for edit in edits(source):
        while starts[line + 1] <= edit.begin:
            line += 1
        if chosen and edit.operator not in chosen:
            continue
        whole = text[starts[line]:starts[line + 1]]
        column = edit.begin - starts[line] - (len(whole) - len(whole.lstrip()))
        was = text[edit.begin:edit.end]
        key = hashed(whole.strip(), str(column), was, edit.now, str(twin_of_line[line]))[:10]
        found.append(Mutant(f"{file}:{edit.operator}:{key}", file, edit.operator, line + 1,
                            edit.begin, edit.end, was, edit.now))
    return found


def sample(mutants, count, seed):
    """`count` of them, in proportion from each file and operator. A larger sample of the same seed
    holds the smaller one."""
    strata = {}
    for mutant in mutants:
        strata.setdefault((mutant.file, mutant.operator), []).append(mutant)
    ranked = []
    for members in strata.values():
        members.sort(key=lambda m: hashed(str(seed), m.id))
        for i, mutant in enumerate(members):
            ranked.append(((i + 0.5) / len(members), hashed(str(seed), mutant.id), mutant))
    ranked.sort(key=lambda entry: entry[:2])
    return [mutant for _, _, mutant in ranked[:count]]
