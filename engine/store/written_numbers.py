"""SQL that reads numbers the way people write them: `$1,234.50`, `12,50 €`, `1,000+ sold`.

Whether a comma parts thousands or decimals is decided for a column by all of its cells, never for
one cell: `1,234` alone may be either, and then it is not read. What bounds a number, as a plus
sign does, gives a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Fact, FactType
from .casting import LONG_NUMBER, Reading, bared, read_bare
from .sql import (
    alias,
    call,
    column,
    count_if,
    fetch,
    is_null,
    is_one_of,
    not_null,
    select_from,
    text,
)

if TYPE_CHECKING:
    import duckdb

#: What a cell says that says nothing, in lower case.
BLANK_WORDS = (
    "-",
    "–",
    "—",
    "--",
    "/",
    "n/a",
    "#n/a",
    "na",
    "null",
    "none",
    "无",
    "暂无",
    "不适用",
)

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
_AT_LEAST = r"≥|>=|>|at least|over|more than|from|min\.?|ab|不少于|至少|超过"
_AT_MOST = r"≤|<=|<|at most|under|less than|up to|max\.?|bis|不超过|至多"
_NUMBER = r"[0-9][0-9.,'’ \x{a0}\x{202f}]*|[.,][0-9]+"
_GROUP = r"'’ \x{a0}\x{202f}"
_PARTS = ("sign", "bound", "before", "minus", "first", "last", "times", "plus", "after")

_DOT = rf"[0-9]+(\.[0-9]+)?|\.[0-9]+|[1-9][0-9]{{0,2}}([,{_GROUP}][0-9]{{3}})+(\.[0-9]+)?"
_COMMA = rf"[0-9]+(,[0-9]+)?|,[0-9]+|[1-9][0-9]{{0,2}}([.{_GROUP}][0-9]{{3}})+(,[0-9]+)?"
_WHOLE = rf"[0-9]+|[1-9][0-9]{{0,2}}([.,{_GROUP}][0-9]{{3}})+"


class Form(StrEnum):
    """How the numbers of a column are written."""

    DOT = "dot"
    COMMA = "comma"
    #: Cells of both kinds: only what surely is of the more common one is read.
    MOSTLY_DOT = "mostly_dot"
    MOSTLY_COMMA = "mostly_comma"
    #: Whole numbers in groups, whatever parts them.
    GROUPED = "grouped"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Survey:
    """What all cells of a column together say: the form of its numbers, ranges, currencies."""

    form: Form
    ranged: bool
    with_currency: int
    without_currency: int
    foreign: int
    #: As many cells have a decimal point as have a decimal comma.
    is_even: bool = False


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
            _name(fact, "parts"),
        )
        for fact in facts
    ]
    parts = [
        alias(call("trim", _field(fact, part), text(" '’\u00a0\u202f")), _name(fact, part))
        for fact in facts
        for part in _PARTS
    ]
    amounts = [fact for fact in facts if fact.type is FactType.MONEY]
    marks = [
        alias(
            call("upper", call("concat", _part(fact, "before"), _part(fact, "after"))),
            _name(fact, "mark"),
        )
        for fact in amounts
    ]
    codes = [alias(_code(_part(fact, "mark")), _name(fact, "code")) for fact in amounts]
    for level, columns in (("whole", cells), ("cells", parts), ("parts", marks), ("marks", codes)):
        source = select_from(source, level, exp.Star(), *columns) if columns else source
    return source


def with_ends(
    source: exp.Select, facts: Sequence[Fact], surveys: Mapping[str, Survey]
) -> exp.Select:
    """Add what both ends of each number say, once it is known how its column writes numbers."""
    bare: list[exp.Expr] = []
    ends: list[exp.Expr] = []
    for fact in facts:
        found = surveys[fact.name]
        for part in ("first", "last") if found.ranged else ("first",):
            bare.append(alias(_bare(fact, found.form, part), _name(fact, f"bare_{part}")))
            reading = read_bare(_part(fact, f"bare_{part}"), _plain_fact(fact), rounds=True)
            ends.append(alias(reading.value, _name(fact, f"value_{part}")))
            if reading.rounded is not None:
                ends.append(alias(reading.rounded, _name(fact, f"rounded_{part}")))
    source = select_from(source, "codes", exp.Star(), *bare)
    return select_from(source, "bare", exp.Star(), *ends)


def _pattern(fact: Fact) -> str:
    unit = {FactType.MONEY: _currency_pattern(), FactType.PERCENT: "%|％"}.get(fact.type, _UNITS)
    before = unit if fact.type is FactType.MONEY else ""
    return (
        rf"(?i)^(?P<sign>[+\-−]?)\s*(?P<bound>{_AT_LEAST}|{_AT_MOST}|)\s*(?P<before>{before}|)\s*"
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


def survey(
    connection: duckdb.DuckDBPyConnection,
    source: exp.Select,
    parameters: Sequence[object],
    facts: Sequence[Fact],
) -> dict[str, Survey]:
    """Look over all cells of some columns; `source` has their parts."""
    counts: list[exp.Expr] = []
    for fact in facts:
        first, last = _part(fact, "first"), _part(fact, "last")
        dot, comma = _is_dot(first), _is_comma(first)
        unclear = exp.and_(dot.copy(), comma.copy(), _has_mark(first), copy=False)
        known = currency_of(fact)
        unsaid: exp.Expr = _says(fact, "first")
        if fact.type is FactType.MONEY:
            unsaid = exp.and_(unsaid, exp.not_(_says(fact, "mark")))
        counts += [
            count_if(exp.and_(dot, exp.not_(comma.copy(), copy=False), copy=False)),
            count_if(exp.and_(comma.copy(), exp.not_(dot.copy(), copy=False), copy=False)),
            count_if(unclear.copy()),
            count_if(exp.and_(unclear, exp.not_(_ends_in_zeros(first)), copy=False)),
            count_if(
                exp.or_(
                    _says(fact, "bound"),
                    _says(fact, "plus"),
                    exp.NEQ(this=last, expression=text("")),
                )
            ),
            count_if(not_null(known)),
            count_if(unsaid),
            count_if(exp.NEQ(this=known.copy(), expression=text(fact.unit or ""))),
        ]
    query = exp.select(*counts).from_(source.subquery("raw"))
    found = fetch(connection, query, parameters)[0]
    return {
        fact.name: _survey(fact, [int(each) for each in found[8 * at : 8 * at + 8]])
        for at, fact in enumerate(facts)
    }


def _survey(fact: Fact, counts: Sequence[int]) -> Survey:
    dots, commas, unclear, unrounded, ranges, known, unsaid, foreign = counts
    if dots and commas:
        form = Form.MOSTLY_DOT if dots > commas else Form.MOSTLY_COMMA
        form = Form.UNCLEAR if dots == commas else form
    elif commas:
        form = Form.COMMA
    elif dots or not unclear:
        form = Form.DOT
    elif fact.type is FactType.INTEGER and (unrounded or ranges):
        # A whole number has no decimals. Still `50,000` may be fifty with three of them, but
        # nobody writes `50,000+` for that.
        form = Form.GROUPED
    else:
        form = Form.UNCLEAR
    is_even = dots > 0 and dots == commas
    return Survey(form, ranges > 0, known, unsaid, foreign, is_even)


def in_doubt(fact: Fact, found: Survey, beside: exp.Expr | None, is_settled: bool) -> exp.Expr:
    """Build the test that a cell is unreadable or in doubt; the query has its ends.

    `beside` is the currency the row states elsewhere; `is_settled` tells that the file says in
    which currency a bare sign or number is.
    """
    low = _part(fact, "value_first")
    lost: exp.Expr = is_null(low)
    if found.ranged:
        high = _part(fact, "value_last")
        upside_down = exp.GT(this=low, expression=high)
        lost = exp.or_(lost, exp.and_(_says(fact, "last"), exp.or_(is_null(high), upside_down)))
    said = exp.and_(
        not_null(call("nullif", call("trim", column(fact.name)), text(""))),
        exp.not_(is_one_of(call("lower", call("trim", column(fact.name))), BLANK_WORDS)),
        copy=False,
    )
    lone_factor = exp.and_(_says(fact, "times"), exp.not_(_says(fact, "plus")), copy=False)
    doubts: list[exp.Expr] = [lost, lone_factor]
    if fact.type is FactType.MONEY:
        if beside is not None:
            doubts.append(exp.NEQ(this=currency_of(fact), expression=beside.copy()))
        if not is_settled:
            doubts.append(_is_unclear_sign(fact))
            if found.foreign and found.without_currency:
                doubts.append(is_null(currency_of(fact)))
    flagged = exp.and_(said, exp.paren(exp.or_(*doubts, copy=False)), copy=False)
    return exp.Coalesce(this=exp.paren(flagged), expressions=[exp.false()])


def with_doubts(source: exp.Select, doubts: Mapping[str, exp.Expr]) -> exp.Select:
    """Add to the query with their ends which numbers are in doubt."""
    columns = [alias(tree, f"_doubt_of_{name}") for name, tree in doubts.items()]
    return select_from(source, "ends", exp.Star(), *columns)


def written(fact: Fact, found: Survey) -> Reading:
    """Read a column by its survey; the query has its ends and doubts, and a doubt is flagged."""
    value: exp.Expr = _part(fact, "value_first")
    whole = fact.type is FactType.INTEGER
    rounded = None if whole else _part(fact, "rounded_first")
    flagged = _part(fact, "doubt")
    upper: exp.Expr | None = None
    if found.ranged:
        if rounded is not None:
            rounded = exp.or_(rounded, _part(fact, "rounded_last"))
        open_above = exp.or_(_is_at_least(fact), _says(fact, "plus"))
        # A bound that is not reached holds all the more.
        upper = exp.Case(
            ifs=[
                exp.If(this=flagged, true=exp.Null()),
                exp.If(this=open_above, true=exp.Null()),
                exp.If(this=_says(fact, "last"), true=_part(fact, "value_last")),
            ],
            default=value.copy(),
        )
        value = exp.Case(ifs=[exp.If(this=exp.not_(_is_at_most(fact)), true=value)])
    value = exp.Case(ifs=[exp.If(this=exp.not_(flagged), true=value)])
    width, scale = LONG_NUMBER
    mixed = found.form in (Form.MOSTLY_DOT, Form.MOSTLY_COMMA) or found.is_even
    return Reading(value, flagged, width, scale, upper=upper, mixed=mixed, rounded=rounded)


def _bare(fact: Fact, form: Form, part: str) -> exp.Expr:
    """Write one end of a number as a machine would have."""
    negative = exp.or_(_says_minus(fact, "sign"), _says_minus(fact, "minus"))
    sign = exp.Case(ifs=[exp.If(this=negative, true=text("-"))], default=text(""))
    power = exp.Case(
        this=call("lower", _part(fact, "times")),
        ifs=[
            exp.If(this=text(word), true=text(f"e{places}"))
            for word, places in (("k", 3), ("m", 6), ("万", 4), ("萬", 4), ("w", 4))
        ],
        default=text(""),
    )
    plain = call("concat", sign, _plain(_part(fact, part), form), power)
    return bared(plain, _plain_fact(fact))


def _plain_fact(fact: Fact) -> Fact:
    """Give a fact of the same name that is a mere number, without a currency or percent sign."""
    kind = FactType.INTEGER if fact.type is FactType.INTEGER else FactType.DECIMAL
    return Fact(fact.name, fact.entity, kind, fact.title, fact.span)


def _plain(digits: exp.Expr, form: Form) -> exp.Expr:
    """Take out what parts groups; NULL for what is not of the form."""
    ungrouped = call("regexp_replace", digits.copy(), text(f"[,{_GROUP}]"), text(""), text("g"))
    turned = call("regexp_replace", digits.copy(), text(f"[.{_GROUP}]"), text(""), text("g"))
    turned = call("replace", turned, text(","), text("."))
    bare = call("regexp_replace", digits.copy(), text(f"[.,{_GROUP}]"), text(""), text("g"))
    dot, comma, marked = _is_dot(digits), _is_comma(digits), _has_mark(digits)
    forms: dict[Form, list[tuple[exp.Expr, exp.Expr]]] = {
        Form.DOT: [(dot, ungrouped)],
        Form.COMMA: [(comma, turned)],
        Form.GROUPED: [(_matches(digits, _WHOLE), bare)],
        Form.MOSTLY_DOT: [
            (exp.and_(dot.copy(), exp.or_(exp.not_(comma.copy()), exp.not_(marked))), ungrouped)
        ],
        Form.MOSTLY_COMMA: [
            (exp.and_(comma.copy(), exp.or_(exp.not_(dot.copy()), exp.not_(marked))), turned)
        ],
        Form.UNCLEAR: [(exp.and_(dot.copy(), exp.not_(marked.copy())), ungrouped)],
    }
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in forms[form]])


def _is_unclear_sign(fact: Fact) -> exp.Expr:
    """Test for a sign that may stand for other currencies than the fact's unit."""
    unclear = [each for each, code in CURRENCIES.items() if not code]
    if fact.unit in DOLLARS:
        unclear.remove("$")
    return is_one_of(_part(fact, "mark"), unclear)


def currency_of(fact: Fact) -> exp.Expr:
    """Give the code of the currency a cell states, NULL where it states none."""
    return _part(fact, "code") if fact.type is FactType.MONEY else exp.Null()


def _code(mark: exp.Expr) -> exp.Expr:
    named = [exp.If(this=text(each), true=text(code)) for each, code in CURRENCIES.items() if code]
    is_code = _matches(mark, "[A-Z]{3}")
    return exp.Case(
        this=mark.copy(),
        ifs=named,
        default=exp.Case(ifs=[exp.If(this=is_code, true=mark.copy())]),
    )


def _name(fact: Fact, part: str) -> str:
    return f"_{part}_of_{fact.name}"


def _part(fact: Fact, part: str) -> exp.Expr:
    return column(_name(fact, part))


def _field(fact: Fact, part: str) -> exp.Expr:
    return exp.Dot(this=_part(fact, "parts"), expression=exp.to_identifier(part, quoted=True))


def _says(fact: Fact, part: str) -> exp.Expr:
    return exp.NEQ(this=_part(fact, part), expression=text(""))


def _says_minus(fact: Fact, part: str) -> exp.Expr:
    return is_one_of(_part(fact, part), ("-", "−"))


def _is_at_least(fact: Fact) -> exp.Expr:
    return _matches(call("lower", _part(fact, "bound")), _AT_LEAST)


def _is_at_most(fact: Fact) -> exp.Expr:
    return _matches(call("lower", _part(fact, "bound")), _AT_MOST)


def _is_dot(digits: exp.Expr) -> exp.Expr:
    return _matches(digits, _DOT)


def _is_comma(digits: exp.Expr) -> exp.Expr:
    return _matches(digits, _COMMA)


def _has_mark(digits: exp.Expr) -> exp.Expr:
    return call("regexp_matches", digits.copy(), text("[.,]"))


def _ends_in_zeros(digits: exp.Expr) -> exp.Expr:
    return call("ends_with", digits.copy(), text("000"))


def _matches(tree: exp.Expr, pattern: str) -> exp.Expr:
    return call("regexp_full_match", tree.copy(), text(pattern))
