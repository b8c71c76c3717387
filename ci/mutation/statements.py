"""The operators that look at calls and statements as a whole."""
import re

from .tokens import opens_template

_NO_CALL = {"if", "for", "while", "switch", "catch", "sizeof", "decltype", "alignas", "noexcept",
            "return", "operator", "requires", "constexpr"}
_SYNC = re.compile(r"sync|wait|fence|barrier|launch_dependents|have_(all_)?by_now", re.IGNORECASE)


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


_SYMMETRIC = {"min", "max"}


def _callee(source, opener):
    i = opener - 1
    if source.at(i) == ">" and i in source.partner:
        i = source.partner[i] - 1
    return source.at(i)


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
        if _callee(source, i) in _SYMMETRIC:
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
            end = source.end_of_expression(i, (";",))
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
