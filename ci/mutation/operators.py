"""The operators: each says, for a file's tokens, which places it would write otherwise, and how."""
import re
from dataclasses import dataclass

from .tokens import match_brackets, opens_template


@dataclass(frozen=True)
class Edit:
    operator: str
    begin: int
    end: int
    now: str  # what stands there instead


class Source:
    """A file's text with what the operators ask about it."""

    def __init__(self, text, tokens):
        self.text = text
        self.tokens = tokens
        self.partner = match_brackets(tokens)

    def between(self, first, last):
        """The text from token `first` to token `last`."""
        return self.text[self.tokens[first].begin:self.tokens[last].end]

    def at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def in_parentheses(self):
        """For each token whether the nearest bracket around it is a round one."""
        stack, inside = [], []
        for i, token in enumerate(self.tokens):
            if self.partner.get(i, i) < i:
                stack.pop()
            inside.append(bool(stack) and stack[-1] == "(")
            if self.partner.get(i, i) > i:
                stack.append(token.text)
        return inside

    def replaced(self, operator, first, last, now):
        return Edit(operator, self.tokens[first].begin, self.tokens[last].end, now)


_RELATIONAL = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
               "==": ("!=",), "!=": ("==",)}
_ARITHMETIC = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "<<": ">>", ">>": "<<",
               "&": "|", "|": "&", "^": "&", "+=": "-=", "-=": "+=", "*=": "+=", "/=": "*=",
               "|=": "&=", "&=": "|=", "^=": "|="}
_LOGICAL = {"&&": "||", "||": "&&"}
_NARROWER = {"int64_t": "int32_t", "uint64_t": "uint32_t", "double": "float",
             "uint32_t": "uint16_t", "int32_t": "int16_t", "int128": "int64_t"}
_NO_CALL = {"if", "for", "while", "switch", "catch", "sizeof", "decltype", "alignas", "noexcept",
            "return", "operator", "requires", "constexpr"}
_SYNC = re.compile(r"sync|wait|fence|barrier|launch_dependents|have_(all_)?by_now", re.IGNORECASE)


def _binary(source, operator, table):
    for i, token in enumerate(source.tokens):
        if token.kind == "mark" and token.text in table and token.is_binary:
            if source.at(i - 1) in ("operator", "template") or opens_template(source.tokens, i):
                continue
            now = table[token.text]
            for other in (now if isinstance(now, tuple) else (now,)):
                yield source.replaced(operator, i, i, other)


def relational(source):
    yield from _binary(source, "relational", _RELATIONAL)


def arithmetic(source):
    yield from _binary(source, "arithmetic", _ARITHMETIC)
    for i, token in enumerate(source.tokens):  # a sign
        if token.text == "-" and token.spaced_left and not token.spaced_right:
            yield source.replaced("arithmetic", i, i, "")
        elif token.text == "-" and source.at(i - 1) in ("(", "[", "{"):
            yield source.replaced("arithmetic", i, i, "")


def constant(source):
    for i, token in enumerate(source.tokens):
        if token.kind != "number":
            continue
        text = token.text.lower()
        is_hex = text.startswith("0x")
        is_float = "." in text or ("p" in text if is_hex else "e" in text)
        if is_float:
            is_zero = not re.search("[1-9]", re.split("[ep]", text)[0])
            changes = ("({} + 1)",) if is_zero else ("({} * 2)", "({} / 2)")
        else:
            digits = text.rstrip("ulz").replace("'", "")
            changes = ("({} + 1)", "({} - 1)") if int(digits, 0) > 0 else ("({} + 1)",)
        for change in changes:
            yield source.replaced("constant", i, i, change.format(token.text))


def logical(source):
    yield from _binary(source, "logical", _LOGICAL)
    for i, token in enumerate(source.tokens):
        if token.text == "!" and not token.spaced_right and source.at(i + 1) != "=":
            yield source.replaced("logical", i, i, "")
        is_if = token.text == "if" or (token.text == "constexpr" and source.at(i - 1) == "if")
        if not is_if or source.at(i + 1) != "(" or i + 1 not in source.partner:
            continue
        inside = source.tokens[i + 2:source.partner[i + 1]]
        is_plain = all(t.text not in (";", "&&", "||", "!", "=") and t.text not in _RELATIONAL
                       for t in inside)
        if is_plain and inside:  # no other operator turns it round
            first, last = i + 2, source.partner[i + 1] - 1
            yield source.replaced("logical", first, last, f"!({source.between(first, last)})")


def ternary(source):
    for i, token in enumerate(source.tokens):
        if token.text != "?":
            continue
        colon = _end_of_expression(source, i + 1, (":",))
        if source.at(colon) != ":":
            continue
        end = _end_of_expression(source, colon + 1, (";", ",", ":"))
        yes, no = source.between(i + 1, colon - 1), source.between(colon + 1, end - 1)
        if yes != no:
            yield source.replaced("ternary", i + 1, end - 1, f"{no} : {yes}")


def _end_of_expression(source, i, ends):
    """The first token from `i` on that is one of `ends`, or closes what is around."""
    nested = 0
    while i < len(source.tokens):
        text = source.at(i)
        if source.partner.get(i, -1) > i:
            i = source.partner[i] + 1
            continue
        if text == "?":
            nested += 1
        elif text == ":" and nested:
            nested -= 1
        elif text in ends or text in (")", "]", "}", ";"):
            return i
        i += 1
    return i


def _arguments(source, opener):
    """(first, last) of each argument between the bracket and its partner."""
    spans, begin, i = [], opener + 1, opener + 1
    end = source.partner[opener]
    while i < end:
        if source.partner.get(i, -1) > i:
            i = source.partner[i] + 1
            continue
        if source.at(i) == ";":
            return []
        if source.at(i) == ",":
            spans.append((begin, i - 1))
            begin = i + 1
        i += 1
    if begin < end:
        spans.append((begin, end - 1))
    return spans


def _declares(source, first, last):
    """Whether an argument reads `Type name`: then it is a parameter."""
    i = first
    while i < last:
        if source.partner.get(i, -1) > i:
            i = source.partner[i]
        token, after = source.tokens[i], source.tokens[i + 1]
        ends_type = token.kind == "name" or token.text in (">", "*", "&", "&&")
        if ends_type and after.kind == "name" and token.spaced_right and not token.is_binary:
            return True
        if ends_type and after.kind == "name" and token.kind == "name":
            return True
        i += 1
    return source.at(last) in ("const", "&", "*")


def swapped_arguments(source):
    for i, token in enumerate(source.tokens):
        if token.text not in ("(", "{") or i not in source.partner or i == 0:
            continue
        before = source.tokens[i - 1]
        is_call = before.text in (">", "]") if before.kind != "name" else \
            before.text not in _NO_CALL
        is_list = token.text == "{" and (before.text == "return" or before.kind == "name")
        if token.text == "(" and not is_call or token.text == "{" and not is_list:
            continue
        spans = _arguments(source, i)
        if any(a > b or _declares(source, a, b) for a, b in spans):
            continue
        for (a, b), (c, d) in zip(spans, spans[1:]):
            first, second = source.between(a, b), source.between(c, d)
            tells_apart = {source.at(a), source.at(c)} & {".", "[", "&", "nullptr"}  # by its type
            is_text = any(source.tokens[i].kind == "string" for i in (a, c))
            if first == second or tells_apart or is_text:
                continue
            middle = source.text[source.tokens[b].end:source.tokens[c].begin]
            yield source.replaced("swapped_arguments", a, d, second + middle + first)


_NO_STATEMENT = {"using", "const", "auto", "constexpr", "static", "template", "struct", "class",
                 "enum", "namespace", "typedef", "case", "default", "goto", "friend", "public",
                 "private", "protected", "if", "for", "while", "do", "switch", "else", "return",
                 "inline", "extern", "union", "thread_local", "throw", "explicit", "virtual",
                 "alignas", "operator", "delete"}


def _is_declaration(source, first, last):
    i = first
    if source.at(i) in _NO_STATEMENT or source.tokens[i].kind != "name":
        return source.tokens[i].kind == "name"
    while i < last:  # name [:: name]... [<...>] [*&...] name
        after = i + 1
        if opens_template(source.tokens, after) and after in source.partner:
            after = source.partner[after] + 1
        if source.at(after) == "::":
            i = after + 1
            continue
        while source.at(after) in ("*", "&", "&&") and not source.tokens[after].is_binary:
            after += 1
        return after <= last and source.tokens[after].kind == "name"
    return False


def _guards(source, first):
    """Whether the statement is all that an `if` begins with: an early way out."""
    before = first - 1
    if source.at(before) == "{":
        before -= 1
    if source.at(before) != ")" or before not in source.partner:
        return False
    return source.at(source.partner[before] - 1) in ("if", "constexpr")


def dropped_statement(source):
    starts_statement = True
    in_for = source.in_parentheses()  # its semicolons end no statement
    for i, token in enumerate(source.tokens):
        if starts_statement and not in_for[i] and token.text not in "{}();":
            end = _end_of_expression(source, i, (";",))
            if source.at(end) == ";" and end > i:
                is_exit = token.text in ("return", "throw", "continue", "break")
                if is_exit and _guards(source, i) or not is_exit and not _is_declaration(
                        source, i, end - 1) and token.kind == "name":
                    name = "dropped_sync" if _SYNC.search(source.between(i, end)) else \
                        "dropped_statement"
                    yield source.replaced(name, i, end, ";")
        starts_statement = token.text in (";", "{", "}", "else") or (
            token.text == ")" and i in source.partner and
            source.at(source.partner[i] - 1) in ("if", "for", "while", "constexpr"))


def narrowed_type(source):
    for i, token in enumerate(source.tokens):
        if token.kind == "name" and token.text in _NARROWER:
            yield source.replaced("narrowed_type", i, i, _NARROWER[token.text])


OPERATORS = (relational, arithmetic, constant, logical, ternary, swapped_arguments,
             dropped_statement, narrowed_type)


def edits(source):
    """All edits of a file that keep clear of what is frozen, in the order of the text."""
    frozen = [(t.begin, t.end) for t in source.tokens if t.frozen]
    found = {}
    for operator in OPERATORS:
        for edit in operator(source):
            if any(edit.begin < end and begin < edit.end for begin, end in frozen):
                continue
            found.setdefault((edit.begin, edit.end, edit.now), edit)
    return [found[key] for key in sorted(found)]
