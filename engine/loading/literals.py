"""Reads a value written in a rule as the type that the fact beside it has."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

from ..model.facts import MOMENTS, NUMBERS, WORDS, FactType
from ..model.nodes import Literal
from ..text.decimal_text import parse_decimal
from ..text.diagnostics import Diagnostics
from ..text.nodes import Scalar
from ..text.suggest import did_you_mean
from .reading import parse_day, report_bad_day
from .scope import Scope, Shape

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_MONEY = re.compile(rf"({_NUMBER})\s?([A-Z]{{3}})")
_AMOUNT = re.compile(
    rf"(?:[A-Za-z]{{3}}|[$€¥£¥])\s?({_NUMBER})|({_NUMBER})\s?(?:[A-Za-z]{{3}}|[$€¥£¥元])"
)
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LEADING_NUMBER = re.compile(rf"({_NUMBER})\s*[^\W\d].*")
_CURRENCY = re.compile("[A-Z]{3}")
_BOOLEANS = {
    **dict.fromkeys(("yes", "y", "on", "true", "1", "是"), "true"),
    **dict.fromkeys(("no", "n", "off", "false", "0", "否"), "false"),
}

#: How a type is called in messages.
CALLED = {
    FactType.BOOLEAN: "true or false",
    FactType.INTEGER: "a whole number",
    FactType.DECIMAL: "a number",
    FactType.MONEY: "an amount of money",
    FactType.PERCENT: "a percent",
    FactType.DATE: "a date",
    FactType.DATETIME: "a date with time",
    FactType.TEXT: "text",
    FactType.ENUM: "one of a list of words",
    FactType.LIST: "a list",
    FactType.TABLE: "a table",
}


def read_literal(node: Scalar, shape: Shape, name: str, scope: Scope) -> Literal | None:
    """Return the value that stands behind an operator, or report why it does not suit.

    Args:
        node: The value as written.
        shape: What the value is compared with.
        name: The fact it is compared with, for messages.
        scope: The names that are known.
    """
    if node.value is None:
        scope.diagnostics.error(
            "SKU-R022", f"no value for `{name}`", span=node.span, help="write the value here"
        )
        return None
    if _is_name_of_fact(node, shape, scope):
        return None
    if shape.type is FactType.BOOLEAN:
        return _boolean(node, name, scope.diagnostics)
    if shape.type in WORDS:
        return _word(node, shape, name, scope)
    if shape.type in MOMENTS:
        return _moment(node, shape.type, scope.diagnostics)
    if shape.type is FactType.PERCENT:
        return _percent(node, name, scope.diagnostics)
    if shape.type is FactType.MONEY:
        return _money(node, shape, name, scope.diagnostics)
    return _number(node, shape, name, scope.diagnostics)


def read_free_literal(node: Scalar, diagnostics: Diagnostics) -> Literal | None:
    """Return the value of a parameter, whose type is told by how it is written."""
    text = node.raw
    if isinstance(node.value, bool):
        return Literal(node.value, FactType.BOOLEAN, None, node.span)
    if isinstance(node.value, Decimal):
        whole = node.value == node.value.to_integral_value()
        kind = FactType.INTEGER if whole else FactType.DECIMAL
        return Literal(node.value, kind, None, node.span)
    if match := _PERCENT.fullmatch(text):
        return Literal(Decimal(match[1]), FactType.PERCENT, None, node.span)
    if match := _MONEY.fullmatch(text):
        return Literal(Decimal(match[1]), FactType.MONEY, match[2], node.span)
    if re.match(r"[0-9]{4}-[0-9]", text):
        kind = FactType.DATETIME if len(text) > 10 else FactType.DATE
        return _moment(node, kind, diagnostics)
    if not text:
        diagnostics.error("SKU-R002", "the value is empty", span=node.span)
        return None
    return Literal(text, FactType.TEXT, None, node.span)


def is_currency(unit: str | None) -> bool:
    """Tell whether a unit is the code of a currency."""
    return unit is not None and _CURRENCY.fullmatch(unit) is not None


def parse_datetime(text: str) -> datetime | None:
    """Return an ISO 8601 date with time, or None; one with a zone is brought to UTC."""
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _is_name_of_fact(node: Scalar, shape: Shape, scope: Scope) -> bool:
    text = node.raw
    if text in shape.values or not isinstance(node.value, str):
        return False
    if shape.type in WORDS and not node.plain:
        return False
    if text in scope.dictionary.facts:
        kind, what = "fact", "a fact"
    elif text in scope.parameters:
        kind, what = "parameter", "a parameter"
    else:
        return False
    quotes = ", or put it in quotes if the text is meant" if shape.type is FactType.TEXT else ""
    scope.diagnostics.error(
        "SKU-R027",
        f"`{text}` is the name of {what}, but is read as text here",
        span=node.span,
        help=f"write `{{{kind}: {text}}}`{quotes}",
    )
    return True


def _boolean(node: Scalar, name: str, diagnostics: Diagnostics) -> Literal | None:
    if isinstance(node.value, bool):
        return Literal(node.value, FactType.BOOLEAN, None, node.span)
    meant = _BOOLEANS.get(node.raw.lower())
    _report_unlike(
        node, name, FactType.BOOLEAN, f"write `{meant or 'true` or `false'}`", diagnostics
    )
    return None


def _word(node: Scalar, shape: Shape, name: str, scope: Scope) -> Literal | None:
    if not shape.values or node.raw in shape.values:
        return Literal(node.raw, shape.type, None, node.span)
    listed = ", ".join(f"`{value}`" for value in shape.values[:12])
    more = ", …" if len(shape.values) > 12 else ""
    scope.diagnostics.error(
        "SKU-R026",
        f"`{node.raw}` is not a value of `{name}`",
        span=node.span,
        help=did_you_mean(node.raw, shape.values) or f"its values: {listed}{more}",
    )
    return None


def _moment(node: Scalar, kind: FactType, diagnostics: Diagnostics) -> Literal | None:
    day = parse_day(node.raw)
    if kind is FactType.DATE:
        if day is not None:
            return Literal(day, FactType.DATE, None, node.span)
    else:
        moment = parse_datetime(node.raw)
        if moment is None and day is not None:
            moment = datetime(day.year, day.month, day.day)
        if moment is not None:
            return Literal(moment, FactType.DATETIME, None, node.span)
    report_bad_day(node.raw, node.span, diagnostics)
    return None


def _percent(node: Scalar, name: str, diagnostics: Diagnostics) -> Literal | None:
    if match := _PERCENT.fullmatch(node.raw):
        return Literal(Decimal(match[1]), FactType.PERCENT, None, node.span)
    if isinstance(node.value, Decimal):
        help = f"write `{node.raw}%`"
        if 0 < node.value < 1:
            share = f"{(node.value * 100).normalize():f}%"
            help = f"write `{share}`, or `{node.raw}%` if less than one percent is meant"
        diagnostics.error(
            "SKU-R024",
            f"`{name}` is a percent, but `{node.raw}` has no percent sign",
            span=node.span,
            help=help,
        )
    else:
        _report_unlike(node, name, FactType.PERCENT, "write a percent such as `95%`", diagnostics)
    return None


def _money(node: Scalar, shape: Shape, name: str, diagnostics: Diagnostics) -> Literal | None:
    currency = shape.unit if is_currency(shape.unit) else "USD"
    if match := _MONEY.fullmatch(node.raw):
        if is_currency(shape.unit) and match[2] != shape.unit:
            diagnostics.error(
                "SKU-R025",
                f"`{name}` is in {shape.unit}, but `{node.raw}` is in {match[2]}",
                span=node.span,
                help=f"write the amount in {shape.unit}",
            )
            return None
        return Literal(Decimal(match[1]), FactType.MONEY, match[2], node.span)
    if isinstance(node.value, Decimal):
        diagnostics.error(
            "SKU-R024",
            f"`{name}` is money, but `{node.raw}` has no currency",
            span=node.span,
            help=f"write `{node.raw} {currency}`",
        )
        return None
    if _PERCENT.fullmatch(node.raw):
        help = f"say of what: `{node.raw} of FACT`"
    elif match := _AMOUNT.fullmatch(node.raw):
        help = f"write `{match[1] or match[2]} {currency}`"
    else:
        help = f"write an amount such as `50 {currency}`"
    _report_unlike(node, name, FactType.MONEY, help, diagnostics)
    return None


def _number(node: Scalar, shape: Shape, name: str, diagnostics: Diagnostics) -> Literal | None:
    if isinstance(node.value, Decimal):
        whole = node.value == node.value.to_integral_value()
        kind = FactType.INTEGER if shape.type is FactType.INTEGER and whole else FactType.DECIMAL
        return Literal(node.value, kind, None, node.span)
    if re.fullmatch(_NUMBER, node.raw) and parse_decimal(node.raw) is not None:
        help = f"write `{node.raw}` without quotes"
    elif _GROUPED.fullmatch(node.raw):
        help = f"write `{node.raw.replace(',', '')}`, without commas"
    elif match := _PERCENT.fullmatch(node.raw) or _LEADING_NUMBER.fullmatch(node.raw):
        help = f"write `{match[1]}`"
    else:
        help = "write a number"
    _report_unlike(node, name, shape.type, help, diagnostics)
    return None


def _report_unlike(
    node: Scalar, name: str, kind: FactType, help: str, diagnostics: Diagnostics
) -> None:
    shown = node.raw if node.plain else f'"{node.raw}"'
    diagnostics.error(
        "SKU-R023",
        f"`{name}` is {CALLED[kind]}, but `{shown}` is not",
        span=node.span,
        help=help,
    )


def is_number(kind: FactType) -> bool:
    """Tell whether a type is a plain number, without percent sign or currency."""
    return kind in NUMBERS - {FactType.MONEY, FactType.PERCENT}
