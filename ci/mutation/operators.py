"""The operators: each says, for a file's tokens, which places it would write otherwise, and how."""
import re

from .statements import dropped_statement, swapped_arguments
from .tokens import opens_template

_RELATIONAL = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
               "==": ("!=",), "!=": ("==",)}
_ARITHMETIC = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "<<": ">>", ">>": "<<",
               "&": "|", "|": "&", "^": "&", "+=": "-=", "-=": "+=", "*=": "+=", "/=": "*=",
               "|=": "&=", "&=": "|=", "^=": "|="}
_LOGICAL = {"&&": "||", "||": "&&"}
_NARROWER = {"int64_t": "int32_t", "uint64_t": "uint32_t", "double": "float",
             "uint32_t": "uint16_t", "int32_t": "int16_t", "int128": "int64_t"}


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
        colon = source.end_of_expression(i + 1, (":",))
        if source.at(colon) != ":":
            continue
        end = source.end_of_expression(colon + 1, (";", ",", ":"))
        yes, no = source.between(i + 1, colon - 1), source.between(colon + 1, end - 1)
        if yes != no:
            yield source.replaced("ternary", i + 1, end - 1, f"{no} : {yes}")


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
