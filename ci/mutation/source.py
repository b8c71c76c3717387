"""What the operators ask about a file, and what they answer."""
from dataclasses import dataclass

from .tokens import match_brackets


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

    def end_of_expression(self, i, ends):
        """The first token from `i` on that is one of `ends`, or closes what is around."""
        nested = 0
        while i < len(self.tokens):
            text = self.at(i)
            if self.partner.get(i, -1) > i:
                i = self.partner[i] + 1
                continue
            if text == "?":
                nested += 1
            elif text == ":" and nested:
                nested -= 1
            elif text in ends or text in (")", "]", "}", ";"):
                return i
            i += 1
        return i
