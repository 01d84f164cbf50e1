"""SQL that takes a written number apart: sign, bound, currency or unit, digits, factor.

What the digits mean is decided elsewhere, for all cells of a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlglot import exp

from ..model.facts import Fact, FactType
from .sql import alias, call, column, select_from, text

#: Signs and words for currencies, in upper case. Empty: the sign alone does not tell which.
CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "US $": "USD", "US$": "USD", "USD $": "USD", "$": "", "€": "EUR", "£": "GBP",
        "CN¥": "CNY", "RMB": "CNY", "人民币": "CNY", "元": "CNY", "JP¥": "JPY", "円": "JPY",
        "¥": "", "￥": "", "₽": "RUB", "РУБ.": "RUB", "РУБ": "RUB", "₩": "KRW", "R$": "BRL",
        "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "HK$": "HKD", "NT$": "TWD",
        "S$": "SGD", "ZŁ": "PLN", "₺": "TRY", "₹": "INR", "KČ": "CZK", "KR": "",
    }
)  # fmt: skip
#: Of the signs above, what they may stand for.
DOLLARS = frozenset({"USD", "CAD", "AUD", "HKD", "SGD", "NZD", "MXN"})

_UNITS = (
    "★|⭐|星|分|sold|orders?|units?|pcs\\.?|pieces?|st(?:ück|k)?\\.?|reviews?|days?|stars?|"
    "件|个|個|只|套|单|单已售|已售|天|日|条|条评价|人|次|倍|x"
)
AT_LEAST = r"≥|>=|>|at least|over|more than|from|min\.?|ab|不少于|至少|超过"
AT_MOST = r"≤|<=|<|at most|under|less than|up to|max\.?|bis|不超过|至多"
_NUMBER = r"[0-9][0-9.,'’ \x{a0}\x{202f}]*|[.,][0-9]+"
GROUP = r"'’ \x{a0}\x{202f}"
_PARTS = ("sign", "bound", "before", "minus", "first", "last", "times", "plus", "after")


def with_parts(source: exp.Select, facts: Sequence[Fact]) -> exp.Select:
    """Add the parts of each cell to the query that reads a table as text.

    Each step has a column of its own: what follows names it often, and DuckDB takes longer to
    plan what is written out each time than to read a small file.
    """
    names = exp.Array(expressions=[text(each) for each in _PARTS])
    cells = [
        alias(
            call(
                "regexp_extract",
                call("trim", column(fact.name), text(" \t\r\n\u00a0\u3000\ufeff")),
                text(_pattern(fact)),
                names.copy(),
            ),
            part_name(fact, "parts"),
        )
        for fact in facts
    ]
    parts = [
        alias(call("trim", _field(fact, part), text(" '’\u00a0\u202f")), part_name(fact, part))
        for fact in facts
        for part in _PARTS
    ]
    amounts = [fact for fact in facts if fact.type is FactType.MONEY]
    marks = [
        alias(
            call("upper", call("concat", part_of(fact, "before"), part_of(fact, "after"))),
            part_name(fact, "mark"),
        )
        for fact in amounts
    ]
    codes = [alias(_code(part_of(fact, "mark")), part_name(fact, "code")) for fact in amounts]
    for level, columns in (("whole", cells), ("cells", parts), ("parts", marks), ("marks", codes)):
        source = select_from(source, level, exp.Star(), *columns) if columns else source
    return source


def _pattern(fact: Fact) -> str:
    unit = {FactType.MONEY: _currency_pattern(), FactType.PERCENT: "%|％"}.get(fact.type, _UNITS)
    before = unit if fact.type is FactType.MONEY else ""
    return (
        rf"(?i)^(?P<sign>[+\-−]?)\s*(?P<bound>{AT_LEAST}|{AT_MOST}|)\s*(?P<before>{before}|)\s*"
        rf"(?P<minus>[\-−]?)\s*(?P<first>{_NUMBER})"
        rf"(?:(?:{before}|)\s*[-–—~]\s*(?:{before}|)\s*(?P<last>{_NUMBER})|)"
        rf"\s*(?P<times>k|m|万|萬|w|)(?P<plus>\+|)\s*(?P<after>{unit}|)$"
    )


def _currency_pattern() -> str:
    signs = sorted(CURRENCIES, key=len, reverse=True)
    escaped = (each.replace("$", r"\$").replace(".", r"\.") for each in signs)
    return "|".join((*escaped, *_codes()))


def _codes() -> list[str]:
    from babel.numbers import list_currencies  # slow to import, and most files do not need it

    return sorted(each for each in list_currencies() if each.isalpha() and each.isupper())


def currency_of(fact: Fact) -> exp.Expr:
    """Give the code of the currency a cell states, NULL where it states none."""
    return part_of(fact, "code") if fact.type is FactType.MONEY else exp.Null()


def _code(mark: exp.Expr) -> exp.Expr:
    named = [exp.If(this=text(each), true=text(code)) for each, code in CURRENCIES.items() if code]
    is_code = call("regexp_full_match", mark.copy(), text("[A-Z]{3}"))
    return exp.Case(
        this=mark.copy(),
        ifs=named,
        default=exp.Case(ifs=[exp.If(this=is_code, true=mark.copy())]),
    )


def part_name(fact: Fact, part: str) -> str:
    """Name the column that has a part of the cells of a fact."""
    return f"_{part}_of_{fact.name}"


def part_of(fact: Fact, part: str) -> exp.Expr:
    """Refer to a part of the cells of a fact."""
    return column(part_name(fact, part))


def _field(fact: Fact, part: str) -> exp.Expr:
    return exp.Dot(this=part_of(fact, "parts"), expression=exp.to_identifier(part, quoted=True))


def says(fact: Fact, part: str) -> exp.Expr:
    """Test that a cell has a part."""
    return exp.NEQ(this=part_of(fact, part), expression=text(""))
