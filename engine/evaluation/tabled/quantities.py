"""SQL of values in words: what `wording.values` says of one value, said of a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from sqlglot import exp

from ...backends.duckdb.compile import Scope, compile_term
from ...backends.duckdb.decimals import cast_decimal
from ...backends.duckdb.terms import SqlTerm, case, conjunction, is_null, null
from ...model.facts import NUMBERS, FactType, Translated
from ...model.nodes import Expression, FactRef, Literal
from ...model.values import PLACES
from ...store.sql import alias, call, cast, column, number, text
from ...wording.nouns import unit_word
from ...wording.phrases import PHRASES
from ...wording.values import translated
from .texts import chosen, digits, joined, safe, said

_TEXT_LIMIT = 60
_ITEMS = 5
#: Numbers of findings have the places to which quotients are rounded.
_WIDEST = 38
#: What a value is where nothing is known of it.
_BARE = {
    FactType.BOOLEAN: "BOOLEAN",
    FactType.DATE: "DATE",
    FactType.DATETIME: "TIMESTAMP",
    FactType.LIST: "VARCHAR[]",
    FactType.TABLE: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value by both of its ends, with what is needed to print it: its type, and its unit.

    `kind` is the type of the quantity, `of` that of the value. `unit` is a text, or the tree of
    one where records differ. `partial` tells where a list may have more items.
    """

    low: exp.Expr
    high: exp.Expr
    kind: FactType
    of: FactType
    unit: str | exp.Expr | None = None
    titles: Mapping[str, Translated] | None = None
    partial: exp.Expr | None = None
    #: For a list: the type of its items.
    item: FactType | None = None

    @property
    def exact(self) -> bool:
        """Tell whether the value can never be a mere range."""
        return self.low is self.high


def shown(expression: Expression, scope: Scope) -> Shown:
    """Give an expression's value with the type and unit it is printed with."""
    like = Shown(null(), null(), FactType.DECIMAL, FactType.DECIMAL)
    if isinstance(expression, FactRef):
        fact = scope.dictionary.facts[expression.name]
        like = replace(like, kind=fact.type, unit=fact.unit, titles=fact.titles, item=fact.of)
    elif isinstance(expression, Literal):
        like = replace(like, kind=expression.type, unit=expression.unit)
    return alike(expression, scope, like)


def alike(expression: Expression, scope: Scope, like: Shown) -> Shown:
    """Give an expression's value as one of the same type and unit, its own currency aside."""
    return as_shown(compile_term(expression, scope), like)


def as_shown(term: SqlTerm, like: Shown) -> Shown:
    """Give a term's value as one of the same type and unit, its own currency aside."""
    unit = like.unit
    if like.kind is FactType.MONEY and term.currency is not None:
        unit = _either(term.currency, unit)
    return replace(
        like, low=term.low, high=term.high, of=term.type, unit=unit, partial=term.partial
    )


def _either(currency: exp.Expr, unit: str | exp.Expr | None) -> str | exp.Expr | None:
    bare = currency.unnest()
    if isinstance(bare, exp.Literal):
        return str(bare.this)
    if isinstance(bare, exp.Null):
        return unit
    if unit is None:
        return currency
    otherwise = text(unit) if isinstance(unit, str) else unit
    return exp.Coalesce(this=exp.paren(currency, copy=False), expressions=[otherwise])


def put_in_columns(value: Shown, name: str) -> tuple[list[exp.Expr], Shown]:
    """Give a value's ends columns of their own, and the value that refers to these."""
    columns = [alias(_typed(value.low, value), f"{name}_low")]
    low = column(f"{name}_low")
    high = low
    if not value.exact:
        columns.append(alias(_typed(value.high, value), f"{name}_high"))
        high = column(f"{name}_high")
    unit, partial = value.unit, value.partial
    if isinstance(unit, exp.Expr):
        columns.append(alias(unit, f"{name}_unit"))
        unit = column(f"{name}_unit")
    if partial is not None:
        columns.append(alias(partial, f"{name}_partial"))
        partial = column(f"{name}_partial")
    return columns, replace(value, low=low, high=high, unit=unit, partial=partial)


def _typed(tree: exp.Expr, value: Shown) -> exp.Expr:
    """Give a bare NULL the type of what it stands for."""
    if not isinstance(tree.unnest(), exp.Null):
        return tree
    if value.of in NUMBERS:
        return cast_decimal(tree, _WIDEST, PLACES)
    return cast(tree, _BARE.get(value.of, "VARCHAR"))


def is_known(value: Shown) -> exp.Expr:
    """Build the test that a value is known exactly."""
    known: exp.Expr = exp.not_(is_null(value.low), copy=False)
    if value.partial is not None:
        known = conjunction([known, exp.not_(_open(value), copy=False)])
    if value.exact:
        return known
    same = exp.EQ(this=value.low, expression=value.high)
    return exp.Coalesce(this=same, expressions=[exp.false()])


def _open(value: Shown) -> exp.Expr:
    assert value.partial is not None
    return exp.Coalesce(this=exp.paren(value.partial, copy=False), expressions=[exp.false()])


def is_range(value: Shown) -> exp.Expr:
    """Build the test that a value is known between bounds only."""
    if value.exact:
        return exp.false()
    absent = conjunction([is_null(value.low), is_null(value.high)])
    return exp.not_(exp.paren(exp.or_(is_known(value), absent, copy=False)), copy=False)


def as_number(value: Shown) -> exp.Expr:
    """Give a number that is known exactly, as the tables hold it; NULL for anything else."""
    if value.of not in NUMBERS:
        return cast_decimal(null(), _WIDEST, PLACES)
    known = value.low if value.exact else case([(is_known(value), value.low)])
    return exp.TryCast(
        this=exp.paren(known, copy=False), to=exp.DataType.build(f"DECIMAL({_WIDEST}, {PLACES})")
    )


def in_words(value: Shown, lang: str) -> exp.Expr:
    """Say a value with its unit, such as `6.99 USD`, `at least 500` or `93.1%`."""
    absent = text(PHRASES[lang]["absent"])
    low = known_words(value.low, value, lang)
    if value.exact:
        whens = [(is_null(value.low), absent)]
        if value.partial is not None:
            whens.append((_open(value), said(lang, "at_least", value=low)))
        return case(whens, low)
    high = known_words(value.high, value, lang)
    return case(
        [
            (is_known(value), low),
            (conjunction([is_null(value.low), is_null(value.high)]), absent),
            (is_null(value.high), said(lang, "at_least", value=low)),
            (is_null(value.low), said(lang, "at_most", value=high)),
        ],
        said(lang, "between", low=low, high=high),
    )


def several_in_words(values: Iterable[Shown], like: Shown, lang: str) -> exp.Expr:
    """Say several values, those that are known exactly."""
    words = [
        case([(is_known(each), known_words(each.low, replace(each, unit=like.unit), lang))])
        for each in values
    ]
    one = column("x")
    function = exp.Lambda(
        this=exp.not_(is_null(one), copy=False), expressions=[exp.to_identifier("x", quoted=True)]
    )
    return _listed(call("list_filter", exp.Array(expressions=words), function), lang)


def known_words(tree: exp.Expr, value: Shown, lang: str) -> exp.Expr:
    """Say a value that is there."""
    kind = value.of
    if kind is FactType.BOOLEAN:
        return case([(tree, text(PHRASES[lang]["yes"]))], text(PHRASES[lang]["no"]))
    if kind in NUMBERS:
        return _amount(tree, value, lang)
    if kind is FactType.DATE:
        return cast(tree, "VARCHAR")
    if kind is FactType.DATETIME:
        return _moment(tree)
    if kind is FactType.LIST:
        return _items(tree, value, lang)
    if kind is FactType.TABLE:
        return said(lang, "rows", n=call("len", tree))
    plain = _word(tree, lang)
    if not value.titles:
        return plain
    words = {each: translated(title, lang) for each, title in value.titles.items()}
    return chosen(tree, words, plain)


def _word(tree: exp.Expr, lang: str) -> exp.Expr:
    empty = text(PHRASES[lang]["empty"])
    blank = exp.EQ(this=exp.paren(tree, copy=False), expression=text(""))
    return case([(blank, empty)], safe(tree, _TEXT_LIMIT))


def _moment(tree: exp.Expr) -> exp.Expr:
    """Write a moment to the second, or to the minute where there are none."""
    second = call("date_part", text("second"), tree)
    whole = exp.EQ(this=second, expression=number(0))
    to_minute = call("strftime", tree, text("%Y-%m-%d %H:%M"))
    return case([(whole, to_minute)], call("strftime", tree, text("%Y-%m-%d %H:%M:%S")))


def _items(tree: exp.Expr, value: Shown, lang: str) -> exp.Expr:
    """Say the first items of a list."""
    one = column("x")
    of = value.item or FactType.TEXT
    known = known_words(
        one if value.item else cast(one, "VARCHAR"), replace(value, of=of, item=None), lang
    )
    item = case([(is_null(one), text(PHRASES[lang]["empty"]))], known)
    function = exp.Lambda(this=item, expressions=[exp.to_identifier("x", quoted=True)])
    return _listed(call("list_transform", tree, function), lang)


def _listed(words: exp.Expr, lang: str) -> exp.Expr:
    begun = call("list_slice", words, number(1), number(_ITEMS))
    items = call("array_to_string", begun, text(", "))
    hidden = exp.Sub(this=call("len", words), expression=number(_ITEMS))
    more = said(lang, "items_more", items=items, n=exp.paren(hidden))
    empty = exp.EQ(this=call("len", words), expression=number(0))
    return case(
        [
            (empty, text(PHRASES[lang]["empty"])),
            (exp.GT(this=call("len", words), expression=number(_ITEMS)), more),
        ],
        items,
    )


def _amount(tree: exp.Expr, value: Shown, lang: str) -> exp.Expr:
    unit = value.unit
    if value.kind is FactType.PERCENT:
        return joined([digits(tree), text("%")])
    if value.kind is FactType.MONEY and unit:
        if isinstance(unit, str):
            return joined([digits(tree, _places_of(unit)), text(f" {unit}")])
        amount = joined([digits(tree, _places_in(unit)), text(" "), unit])
        blank = exp.EQ(this=unit, expression=text(""))
        return case([(is_null(unit), digits(tree)), (blank, digits(tree))], amount)
    if not isinstance(unit, str) or not any(character.isalpha() for character in unit):
        return digits(tree)
    one = exp.EQ(this=call("abs", tree), expression=number(1))
    word = case([(one, text(unit_word(unit, 1, lang)))], text(unit_word(unit, 2, lang)))
    return said(lang, "with_unit", value=digits(tree), unit=word)


def _places_of(currency: str) -> int:
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def _places_in(currency: exp.Expr) -> exp.Expr:
    """Give the decimal places that amounts of a currency have at least."""
    whens: list[tuple[exp.Expr, exp.Expr]] = []
    for places, codes in _unusual().items():
        listed = exp.Array(expressions=[text(code) for code in codes])
        found: Callable[..., exp.Expr] = exp.ArrayContains
        whens.append((found(this=listed, expression=currency), number(places)))
    return case(whens, number(2))


@cache
def _unusual() -> Mapping[int, tuple[str, ...]]:
    """List the currencies whose amounts have not two decimal places, by how many they have."""
    from babel.core import get_global

    by_places: dict[int, list[str]] = {}
    for code, (places, *_) in sorted(get_global("currency_fractions").items()):
        if places != 2 and code != "DEFAULT":
            by_places.setdefault(places, []).append(code)
    return {places: tuple(codes) for places, codes in by_places.items()}


def unit_of(value: Shown) -> exp.Expr | None:
    """Give the unit as the tables have it; None where there never is one."""
    if isinstance(value.unit, str) and value.unit:
        return text(value.unit)
    percent = value.kind is FactType.PERCENT
    if isinstance(value.unit, exp.Expr):
        filled = call("nullif", value.unit, text(""))
        return exp.Coalesce(this=filled, expressions=[text("%")]) if percent else filled
    return text("%") if percent else None
