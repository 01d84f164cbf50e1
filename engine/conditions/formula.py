"""Parses formulas such as `round(70% * price, 2)` into the tree of the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from ..model.facts import FactType
from ..model.nodes import Call, Expression, FactRef, Literal
from ..text.diagnostics import Diagnostics
from ..text.source import Span, sub_span
from ..text.suggest import did_you_mean
from .functions import FUNCTIONS

#: Words and signs in one formula; more is better said in several derived facts.
MAX_TOKENS = 300
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?:(?P<percent>\s*%)|\s?(?P<currency>[A-Z]{3})\b)?"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)"
    r"|(?P<sign>[-+(),]|\*(?!\*)|/(?!/))"
    r"|(?P<quoted>\"[^\"]*\"|'[^']*')"
    r"|(?P<other><=|>=|==|!=|\*\*|//|\S)"
    r")"
)
_BINARY = {
    "+": ("add", 1),
    "-": ("subtract", 1),
    "*": ("multiply", 2),
    "/": ("divide", 2),
}
#: Functions that are written as signs.
SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "negate": "-"}
_MEANT = {"×": "*", "·": "*", "÷": "/", "(": "(", ")": ")", ",": ",", "、": ",", "−": "-", "–": "-"}
_NOT_WORDS = frozenset({"if", "else", "then", "and", "or", "not"})
_COMPARISONS = frozenset({"<", ">", "=", "<=", ">=", "==", "!=", "≤", "≥", "≠"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


class _Stop(Exception):
    """The formula cannot be read further; the reason has been reported."""


def parse_formula(text: str, span: Span | None, diagnostics: Diagnostics) -> Expression | None:
    """Return the tree of a formula, or None when anything was reported.

    Percents stay percents (`70%` holds 70) and every name is taken for a fact: what they mean
    depends on the dictionary, which this parser does not know.

    Args:
        text: The formula.
        span: Where it stands; problems underline a part of it.
        diagnostics: Where problems are reported.
    """
    parser = _Parser(text, span, diagnostics)
    try:
        tree = parser.parse()
    except _Stop:
        return None
    return None if parser.failed else tree


class _Parser:
    """Reads one formula by operator precedence."""

    def __init__(self, text: str, span: Span | None, diagnostics: Diagnostics) -> None:
        self.failed = False
        self._text = text
        self._span = span
        self._diagnostics = diagnostics
        self._tokens: list[_Token] = []
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        self._tokens = self._split()
        if self._peek().kind == "end":
            self._stop("formula is empty", self._peek(), "write a fact, a number or a calculation")
        tree = self._sum(0)
        rest = self._peek()
        if rest.kind != "end":
            self._stop_at_rest(rest)
        return tree

    def _split(self) -> list[_Token]:
        tokens: list[_Token] = []
        end = len(self._text.rstrip())
        for match in _TOKEN.finditer(self._text, 0, end):
            kind = match.lastgroup or "other"
            if match["number"] is not None:
                kind = kind if kind in ("percent", "currency") else "number"
            start = match.start("number" if match["number"] is not None else kind)
            token = _Token(kind, match[0].strip(), start, match.end())
            self._refuse_foreign(token)
            tokens.append(token)
            if len(tokens) > MAX_TOKENS:
                self._stop(
                    f"formula has more than {MAX_TOKENS} words and signs",
                    _Token("all", self._text, 0, end),
                    "split it into several derived facts",
                )
        tokens.append(_Token("end", "", end, end))
        return tokens

    def _refuse_foreign(self, token: _Token) -> None:
        """Report a sign that formulas do not know, with the one that was meant."""
        if token.kind == "quoted":
            self._stop(
                "a formula holds no text",
                token,
                f"write `{{text: {token.text[1:-1]}}}` as the value of a case",
            )
        if token.kind != "other":
            return
        if token.text in _MEANT:
            help = f"write `{_MEANT[token.text]}`"
        elif token.text in _COMPARISONS:
            help = "a comparison is a condition: use `holds`, or `when` in `choose`"
        elif token.text == "//":
            help = "write `floor(a / b)`"
        elif token.text in ("**", "^"):
            help = "there are no powers; multiply the value with itself"
        elif token.text == "%":
            help = "a percent sign follows a number, as in `70%`"
        elif token.text in ("[", "{", "]", "}"):
            help = "use round brackets"
        else:
            help = "formulas have names, numbers, percents, `+ - * /`, brackets and functions"
        self._stop(f"`{token.text}` is not known in formulas", token, help)

    def _sum(self, strength: int) -> Expression:
        """Read operators that bind tighter than `strength`."""
        start = self._peek().start
        left = self._operand()
        while (sign := self._peek()).text in _BINARY and sign.kind == "sign":
            function, binds = _BINARY[sign.text]
            if binds <= strength:
                break
            self._next()
            right = self._sum(binds)
            left = Call(function, (left, right), self._between(start, self._last_end()))
        return left

    def _operand(self) -> Expression:
        token = self._next()
        span = self._between(token.start, token.end)
        if token.kind in ("number", "percent", "currency"):
            return _literal(token, span)
        if token.kind == "name":
            if self._peek().text == "(":
                return self._call(token)
            return self._name(token)
        if token.text == "(":
            return self._group(token)
        if token.text == "-":
            return self._negated(token)
        if token.kind == "end":
            before = self._tokens[self._at - 2] if self._at > 1 else token
            self._stop(f"formula ends after `{before.text}`", before, "add what comes next")
        self._stop(
            f"`{token.text}` stands where a fact or a number is expected", token, "remove it"
        )

    def _negated(self, sign: _Token) -> Expression:
        self._deeper(sign)
        value = self._sum(2)
        self._depth -= 1
        span = self._between(sign.start, self._last_end())
        if isinstance(value, Literal) and isinstance(value.value, Decimal):
            return Literal(-value.value, value.type, value.unit, span)
        return Call("negate", (value,), span)

    def _group(self, bracket: _Token) -> Expression:
        self._deeper(bracket)
        inner = self._sum(0)
        self._close(bracket)
        self._depth -= 1
        return inner

    def _call(self, name: _Token) -> Expression:
        bracket = self._next()
        self._deeper(bracket)
        arguments: list[Expression] = []
        if self._peek().text != ")":
            arguments.append(self._sum(0))
            while self._peek().text == ",":
                self._next()
                arguments.append(self._sum(0))
        self._close(bracket)
        self._depth -= 1
        self._check_call(name, len(arguments))
        span = self._between(name.start, self._last_end())
        return Call(name.text, tuple(arguments), span)

    def _name(self, token: _Token) -> Expression:
        self._refuse_word(token)
        return FactRef(token.text, self._between(token.start, token.end))

    def _refuse_word(self, token: _Token) -> None:
        if token.kind == "name" and token.text in _NOT_WORDS:
            self._stop(
                f"`{token.text}` is not known in formulas",
                token,
                "use `choose` with `when` and `otherwise`",
            )

    def _check_call(self, name: _Token, count: int) -> None:
        function = FUNCTIONS.get(name.text)
        if name.text in SIGNS:
            self._fail(
                "SKU-R041",
                f"`{name.text}` is written `{SIGNS[name.text]}`",
                name,
                f"write `a {SIGNS[name.text]} b`" if name.text != "negate" else "write `-a`",
            )
        elif function is None:
            known = [each for each in FUNCTIONS if each not in SIGNS]
            self._fail(
                "SKU-R041",
                f"unknown function `{name.text}`",
                name,
                did_you_mean(name.text, known) or f"functions: {', '.join(known)}",
            )
        elif count < function.minimum or (
            function.maximum is not None and count > function.maximum
        ):
            self._fail(
                "SKU-R042",
                f"`{name.text}` takes {_arity(function.minimum, function.maximum)}, not {count}",
                name,
                f"it gives {function.summary}" if function.summary else None,
            )

    def _close(self, bracket: _Token) -> None:
        token = self._peek()
        if token.text == ")":
            self._next()
        elif token.kind == "end":
            self._stop("this bracket is never closed", bracket, "add `)`")
        else:
            self._stop_at_rest(token)

    def _stop_at_rest(self, token: _Token) -> NoReturn:
        before = self._tokens[self._at - 1]
        self._refuse_word(token)
        if token.text == ")":
            self._stop("this bracket closes none", token, "remove it, or add `(` before")
        if token.text == ",":
            self._stop(
                "a comma stands outside a function",
                token,
                "decimals are written with a point, and thousands without a sign",
            )
        if before.kind == "number" and token.kind == "name" and token.text == "of":
            self._stop("`of` is not known in formulas", token, "write `70% * price`")
        if before.kind == "percent" and token.text == "of":
            self._stop("`of` is not known in formulas", token, "write `*` for `of`")
        self._stop(
            f"a sign is missing between `{before.text}` and `{token.text}`",
            token,
            "write `+`, `-`, `*` or `/` between them",
        )

    def _deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._stop(
                f"brackets are nested deeper than {MAX_DEPTH} levels",
                token,
                "split the formula into several derived facts",
            )

    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1 + (token.kind == "end"))
        return token

    def _last_end(self) -> int:
        return self._tokens[self._at - 1].end

    def _between(self, start: int, end: int) -> Span | None:
        return None if self._span is None else sub_span(self._span, start, end)

    def _fail(self, code: str, message: str, token: _Token, help: str | None) -> None:
        self.failed = True
        span = self._between(token.start, token.end)
        self._diagnostics.error(code, message, span=span, help=help)

    def _stop(self, message: str, token: _Token, help: str | None) -> NoReturn:
        self._fail("SKU-R040", message, token, help)
        raise _Stop


def _literal(token: _Token, span: Span | None) -> Literal:
    if token.kind == "percent":
        return Literal(Decimal(token.text.rstrip("% \t")), FactType.PERCENT, None, span)
    if token.kind == "currency":
        return Literal(Decimal(token.text[:-3].strip()), FactType.MONEY, token.text[-3:], span)
    value = Decimal(token.text)
    whole = "." not in token.text
    return Literal(value, FactType.INTEGER if whole else FactType.DECIMAL, None, span)


def _arity(minimum: int, maximum: int | None) -> str:
    if maximum is None:
        return f"{minimum} or more values"
    count = str(minimum) if minimum == maximum else f"{minimum} or {maximum}"
    return f"{count} value{'' if count == '1' else 's'}"
