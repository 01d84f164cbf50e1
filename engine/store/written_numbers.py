"""SQL that reads numbers the way people write them: `$1,234.50`, `12,50 €`, `1,000+ sold`.

Whether a comma parts thousands or decimals is decided for a column by all of its cells, never for
one cell: `1,234` alone may be either, and then it is not read. What bounds a number, as a plus
sign does, gives a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Fact, FactType
from .casting import LONG_NUMBER, Reading, bared, read_bare
from .number_parts import (
    AT_LEAST,
    AT_MOST,
    CURRENCIES,
    DOLLARS,
    GROUP,
    currency_of,
    part_name,
    part_of,
    says,
)
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

_DOT = rf"[0-9]+(\.[0-9]+)?|\.[0-9]+|[1-9][0-9]{{0,2}}([,{GROUP}][0-9]{{3}})+(\.[0-9]+)?"
_COMMA = rf"[0-9]+(,[0-9]+)?|,[0-9]+|[1-9][0-9]{{0,2}}([.{GROUP}][0-9]{{3}})+(,[0-9]+)?"
_WHOLE = rf"[0-9]+|[1-9][0-9]{{0,2}}([.,{GROUP}][0-9]{{3}})+"


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


def with_ends(
    source: exp.Select, facts: Sequence[Fact], surveys: Mapping[str, Survey]
) -> exp.Select:
    """Add what both ends of each number say, once it is known how its column writes numbers."""
    bare: list[exp.Expr] = []
    ends: list[exp.Expr] = []
    for fact in facts:
        found = surveys[fact.name]
        for part in ("first", "last") if found.ranged else ("first",):
            bare.append(alias(_bare(fact, found.form, part), part_name(fact, f"bare_{part}")))
            reading = read_bare(part_of(fact, f"bare_{part}"), _plain_fact(fact), rounds=True)
            ends.append(alias(reading.value, part_name(fact, f"value_{part}")))
            if reading.rounded is not None:
                ends.append(alias(reading.rounded, part_name(fact, f"rounded_{part}")))
    source = select_from(source, "codes", exp.Star(), *bare)
    return select_from(source, "bare", exp.Star(), *ends)


def survey(
    connection: duckdb.DuckDBPyConnection,
    source: exp.Select,
    parameters: Sequence[object],
    facts: Sequence[Fact],
) -> dict[str, Survey]:
    """Look over all cells of some columns; `source` has their parts."""
    counts: list[exp.Expr] = []
    for fact in facts:
        first, last = part_of(fact, "first"), part_of(fact, "last")
        dot, comma = _is_dot(first), _is_comma(first)
        unclear = exp.and_(dot.copy(), comma.copy(), _has_mark(first), copy=False)
        known = currency_of(fact)
        unsaid: exp.Expr = says(fact, "first")
        if fact.type is FactType.MONEY:
            unsaid = exp.and_(unsaid, exp.not_(says(fact, "mark")))
        counts += [
            count_if(exp.and_(dot, exp.not_(comma.copy(), copy=False), copy=False)),
            count_if(exp.and_(comma.copy(), exp.not_(dot.copy(), copy=False), copy=False)),
            count_if(unclear.copy()),
            count_if(exp.and_(unclear, exp.not_(_ends_in_zeros(first)), copy=False)),
            count_if(
                exp.or_(
                    says(fact, "bound"),
                    says(fact, "plus"),
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
    low = part_of(fact, "value_first")
    lost: exp.Expr = is_null(low)
    if found.ranged:
        high = part_of(fact, "value_last")
        upside_down = exp.GT(this=low, expression=high)
        lost = exp.or_(lost, exp.and_(says(fact, "last"), exp.or_(is_null(high), upside_down)))
    said = exp.and_(
        not_null(call("nullif", call("trim", column(fact.name)), text(""))),
        exp.not_(is_one_of(call("lower", call("trim", column(fact.name))), BLANK_WORDS)),
        copy=False,
    )
    lone_factor = exp.and_(says(fact, "times"), exp.not_(says(fact, "plus")), copy=False)
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
    value: exp.Expr = part_of(fact, "value_first")
    whole = fact.type is FactType.INTEGER
    rounded = None if whole else part_of(fact, "rounded_first")
    flagged = part_of(fact, "doubt")
    upper: exp.Expr | None = None
    if found.ranged:
        if rounded is not None:
            rounded = exp.or_(rounded, part_of(fact, "rounded_last"))
        open_above = exp.or_(_is_at_least(fact), says(fact, "plus"))
        # A bound that is not reached holds all the more.
        upper = exp.Case(
            ifs=[
                exp.If(this=flagged, true=exp.Null()),
                exp.If(this=open_above, true=exp.Null()),
                exp.If(this=says(fact, "last"), true=part_of(fact, "value_last")),
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
        this=call("lower", part_of(fact, "times")),
        ifs=[
            exp.If(this=text(word), true=text(f"e{places}"))
            for word, places in (("k", 3), ("m", 6), ("万", 4), ("萬", 4), ("w", 4))
        ],
        default=text(""),
    )
    plain = call("concat", sign, _plain(part_of(fact, part), form), power)
    return bared(plain, _plain_fact(fact))


def _plain_fact(fact: Fact) -> Fact:
    """Give a fact of the same name that is a mere number, without a currency or percent sign."""
    kind = FactType.INTEGER if fact.type is FactType.INTEGER else FactType.DECIMAL
    return Fact(fact.name, fact.entity, kind, fact.title, fact.span)


def _plain(digits: exp.Expr, form: Form) -> exp.Expr:
    """Take out what parts groups; NULL for what is not of the form."""
    ungrouped = call("regexp_replace", digits.copy(), text(f"[,{GROUP}]"), text(""), text("g"))
    turned = call("regexp_replace", digits.copy(), text(f"[.{GROUP}]"), text(""), text("g"))
    turned = call("replace", turned, text(","), text("."))
    bare = call("regexp_replace", digits.copy(), text(f"[.,{GROUP}]"), text(""), text("g"))
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
    return is_one_of(part_of(fact, "mark"), unclear)


def _says_minus(fact: Fact, part: str) -> exp.Expr:
    return is_one_of(part_of(fact, part), ("-", "−"))


def _is_at_least(fact: Fact) -> exp.Expr:
    return _matches(call("lower", part_of(fact, "bound")), AT_LEAST)


def _is_at_most(fact: Fact) -> exp.Expr:
    return _matches(call("lower", part_of(fact, "bound")), AT_MOST)


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
