"""Things left out, one at a time: each property, each input dimension, each kind of memory, and
each statement that paints guards and poison, fences memory in, or scans it. A test must fail."""
import re
from pathlib import Path

from .mutants import Mutant, mutants_of
from .source import Source
from .tokens import tokenize

PROPERTIES = "properties/property_list.cpp"
DIMENSIONS = "properties/gen/dimensions_of_*.cpp"
# Where memory is painted, fenced in and scanned.
GUARDS = ("properties/fence_host.cpp", "properties/poison.h", "properties/trial_paint.cpp",
          "properties/trial_strays.cpp")

_OF_PROPERTY = ("properties.each_alone_test",)
_OF_DIMENSION = ("properties.case_gen_test", "properties.schedule_test", "fuzz.exit_code_test")
_OF_GUARD = ("properties.checks_bite_test", "properties.strays_test", "properties.fence_test",
             "properties.fence_host_test", "properties.poison_test", "properties.judge_test",
             "properties.digest_test", "properties.serving_judge_test",
             "properties.sparse_pool_test", "properties.each_alone_test",
             "properties.lane_work_test", "properties.trial_answers_test", "campaign")


def _elements(source, opener):
    """(first, last) of each element of a braced list, for lists of lists and calls."""
    spans, begin, i, end = [], opener + 1, opener + 1, source.partner[opener]
    while i < end:
        if source.at(i) == ",":
            spans.append((begin, i - 1))
            begin = i + 1
        i = source.partner[i] + 1 if source.partner.get(i, -1) > i else i + 1
    if begin < end:
        spans.append((begin, end - 1))
    return spans


def _left_out(file, source, opener, kind, steps):
    for first, last in _elements(source, opener):
        begin, end = source.tokens[first].begin, source.tokens[last].end
        if source.at(last + 1) == ",":
            end = source.tokens[last + 1].end
        named = re.search(r'"([^"]+)"', source.text[begin:end])
        is_call = source.tokens[first].kind == "name" and source.at(first + 1) == "("
        name = source.at(first) if is_call or not named else named[1]
        yield Mutant(f"{file}:{kind}:{name.replace(' ', '_')}", file, kind,
                     source.text.count("\n", 0, begin) + 1, begin, end, source.text[begin:end], "",
                     steps)


def _opener_after(source, names):
    """The index of the brace that follows these tokens."""
    for i in range(len(source.tokens) - len(names)):
        if all(source.at(i + j) == name for j, name in enumerate(names)):
            return i + len(names)
    raise ValueError(f"there is no {' '.join(names)} any more")


def _source(root, file):
    text = (Path(root) / file).read_text()
    return Source(text, tokenize(text))


def _properties(root):
    source = _source(root, PROPERTIES)
    opener = _opener_after(source, ("kProperties", "[", "]", "="))
    return list(_left_out(PROPERTIES, source, opener, "property", _OF_PROPERTY))


def _dimensions(root):
    found = []
    for path in sorted(Path(root).glob(DIMENSIONS)):
        file = path.relative_to(root).as_posix()
        source = _source(root, file)
        for i, token in enumerate(source.tokens):
            if token.text.endswith("_dimensions") and source.at(i + 3) == "{":
                opener = _opener_in(source, i + 3)
                found += _left_out(file, source, opener, "dimension", _OF_DIMENSION)
            elif token.text == '"memory"':  # its choices: kinds of guards
                found += _left_out(file, source, i + 2, "memory_kind", _OF_DIMENSION)
    return found


def _opener_in(source, body):
    for i in range(body, source.partner[body]):
        if source.at(i) == "return" and source.at(i + 1) == "{":
            return i + 1
    raise ValueError("a function of dimensions that returns no list")


def guards(root):
    """Each statement of the files that guard memory."""
    found = []
    for file in GUARDS:
        text = (Path(root) / file).read_text()
        for mutant in mutants_of(file, text, ("dropped_statement", "dropped_sync")):
            found.append(Mutant(**{**vars(mutant), "operator": "guard", "steps": _OF_GUARD,
                                   "id": mutant.id.replace(mutant.operator, "guard")}))
    return found


def mutants(root):
    """Each property, dimension and kind of memory."""
    return _properties(root) + _dimensions(root)
