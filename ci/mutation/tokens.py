"""C++ source as tokens, with a mark on those that no mutant may touch.

Frozen are preprocessor lines, what only a GPU compiles or only another processor runs, and
static_asserts. Comments and blanks are no tokens. The sources are formatted by clang-format, and
that is used: a binary operator has blanks on both sides, a template's angle bracket, a pointer's
star and a reference's ampersand lack one of them.
"""
import re
from dataclasses import dataclass
from pathlib import Path

_TOKEN = re.compile(r"""
    (?P<blank>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<raw>R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)")
  | (?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
  | (?P<char>(?:u8|[uUL])?'(?:\\.|[^'\\\n])*')
  | (?P<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<mark><=>|<<=|>>=|\.\.\.|->\*|::|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||
      [-+*/%&|^]=|[^\s\w])
""", re.VERBOSE | re.DOTALL)

_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(?P<word>\w*)(?P<rest>(?:\\\n|[^\n])*)")
_GPU_ONLY = ("__CUDA_ARCH__", "__CUDACC__", "ROPEKV_CUDA")
_CPU_MACROS = {"__AVX2__": ("avx2",),
               "ROPEKV_AVX512": ("avx512f", "avx512bw", "avx512dq", "avx512vl")}


def _cpu_flags():
    """Of this machine; none if it does not say."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return set(next((line for line in lines if line.startswith("flags")), "").split())


def _macros(flags):
    """(those that stand for what runs here, those that stand for what does not)"""
    here = {name for name, needs in _CPU_MACROS.items() if flags.issuperset(needs)}
    return here, set(_CPU_MACROS) - here | set(_GPU_ONLY)


_HERE, _ELSEWHERE = _macros(_cpu_flags())


@dataclass
class Token:
    kind: str  # name, number, string, char, mark
    text: str
    begin: int
    end: int
    frozen: bool
    spaced_left: bool
    spaced_right: bool = False

    @property
    def is_binary(self):
        return self.spaced_left and self.spaced_right


class _Conditions:
    """Which branches of #if do not run here: a GPU's, and those for other processors."""

    def __init__(self, here, elsewhere):
        self._here, self._elsewhere = here, elsewhere
        self._stack = []  # of [this branch does not run, the other one does not]

    def directive(self, word, rest):
        if word in ("if", "ifdef", "ifndef"):
            names = set(re.findall(r"\w+", rest))
            branches = [bool(names & self._elsewhere),
                        bool(names & self._here) and not names & self._elsewhere]
            is_negated = word == "ifndef" or rest.strip().startswith("!")
            self._stack.append(branches[::-1] if is_negated else branches)
        elif word in ("else", "elif") and self._stack:
            self._stack[-1].reverse()
        elif word == "endif" and self._stack:
            self._stack.pop()

    @property
    def elsewhere(self):
        return any(branch[0] for branch in self._stack)


def tokenize(text, here=_HERE, elsewhere=_ELSEWHERE):
    """The tokens of a source file, in order; `here` and `elsewhere` are macros."""
    tokens = []
    conditions = _Conditions(here, elsewhere)
    at, spaced, line_start = 0, True, True
    while at < len(text):
        directive = _DIRECTIVE.match(text, at) if line_start else None
        if directive:
            conditions.directive(directive["word"], directive["rest"])
            at, spaced = directive.end(), True
            continue
        found = _TOKEN.match(text, at)
        if not found:
            raise ValueError(f"no C++ token at {text[at:at + 20]!r}")
        if found.lastgroup == "blank" or found["blank"] is not None:
            spaced = True
            if tokens:
                tokens[-1].spaced_right = True
            line_start = line_start and "\n" not in found[0] or found[0].endswith("\n") or (
                "\n" in found[0] and found[0].rsplit("\n", 1)[1].strip() == "")
        else:
            kind = next(k for k in ("raw", "string", "char", "number", "name", "mark") if found[k])
            kind = "string" if kind == "raw" else kind
            tokens.append(Token(kind, found[0], at, found.end(), conditions.elsewhere, spaced))
            spaced = line_start = False
        at = found.end()
    _freeze_static_asserts(tokens)
    return tokens


def _freeze_static_asserts(tokens):
    inside = False
    for token in tokens:
        inside = inside or token.text == "static_assert"
        token.frozen = token.frozen or inside
        inside = inside and token.text != ";"


_CLOSERS = {"(": ")", "[": "]", "{": "}"}


def opens_template(tokens, i):
    """Whether tokens[i] is the < of a template: declared, or given arguments."""
    token = tokens[i]
    if token.text != "<" or i == 0:
        return False
    return tokens[i - 1].text == "template" or not token.spaced_left


def match_brackets(tokens):
    """For each bracket its partner's index, for templates' angle brackets too."""
    partner, stack = {}, []
    for i, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text in _CLOSERS or opens_template(tokens, i):
            stack.append(i)
        elif token.text in (")", "]", "}"):
            while stack and tokens[stack[-1]].text == "<":
                stack.pop()  # it was none
            if stack:
                partner[stack[-1]] = i
                partner[i] = stack.pop()
        elif token.text in (">", ">>") and not token.spaced_left:
            for _ in token.text:
                if stack and tokens[stack[-1]].text == "<":
                    partner[stack[-1]] = i
                    partner[i] = stack.pop()
    return partner
