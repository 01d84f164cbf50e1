"""SQL of texts: pieces joined, phrases filled, and text from files made safe to print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Formatter

from sqlglot import exp

from ...backends.duckdb.terms import case
from ...store.sql import call, cast, column, number, text
from ...text.safe_text import SHORT_ESCAPES, UNSAFE
from ...wording.phrases import PHRASES

_ELLIPSIS = "…"
#: Every character by itself, line ends included.
_EACH = "(?s)."


def is_text(tree: exp.Expr) -> bool:
    """Tell whether a tree is a text that is written out."""
    return isinstance(tree, exp.Literal) and bool(tree.is_string)


def joined(pieces: Sequence[exp.Expr]) -> exp.Expr:
    """Join texts, those that are written out while the tree is built; NULL where one is NULL."""
    parts: list[exp.Expr] = []
    for piece in pieces:
        if is_text(piece) and not piece.this:
            continue
        if parts and is_text(piece) and is_text(parts[-1]):
            parts[-1] = text(parts[-1].this + piece.this)
            continue
        parts.append(piece)
    if not parts:
        return text("")
    first, *rest = parts
    for part in rest:
        first = exp.DPipe(this=first, expression=exp.paren(part, copy=False), safe=True)
    return first


def said(lang: str, key: str, **values: exp.Expr) -> exp.Expr:
    """Fill a phrase with trees: texts as they are, counts as whole numbers."""
    pieces: list[exp.Expr] = []
    for literal, name, kind, _ in Formatter().parse(PHRASES[lang][key]):
        pieces.append(text(literal))
        if name is None:
            continue
        value = values[name]
        if kind == "count":
            pieces.append(grouped(cast(value, "VARCHAR")))
        elif kind and kind.startswith("plural:"):
            one, many = kind.removeprefix("plural:").split("|")
            pieces.append(case([(_is(value, number(1)), text(one))], text(many)))
        else:
            pieces.append(value)
    return joined(pieces)


def grouped(digits: exp.Expr) -> exp.Expr:
    """Put separators between the thousands of a whole number without a sign, given as text."""
    groups = call(
        "regexp_replace", call("reverse", digits), text("([0-9]{3})"), text("\\1,"), text("g")
    )
    long = exp.GT(this=call("length", digits), expression=number(3))
    return case([(long, call("reverse", call("rtrim", groups, text(","))))], digits)


def digits(value: exp.Expr, places: int | exp.Expr = 0) -> exp.Expr:
    """Write every digit of a number, with separators and at least so many decimal places."""
    written = cast(call("abs", value), "VARCHAR")
    whole = grouped(call("split_part", written, text("."), number(1)))
    fraction = call("rtrim", call("split_part", written, text("."), number(2)), text("0"))
    if not isinstance(places, int) or places:
        least = number(places) if isinstance(places, int) else places
        wide = call("greatest", call("length", fraction), cast(least, "BIGINT"))
        fraction = call("rpad", fraction, cast(wide, "INTEGER"), text("0"))
    point = case([(_is(fraction, text("")), text(""))], joined([text("."), fraction]))
    sign = case([(exp.LT(this=exp.paren(value), expression=number(0)), text("-"))], text(""))
    return joined([sign, whole, point])


def safe(tree: exp.Expr, limit: int) -> exp.Expr:
    """Show what is invisible or misleading as an escape, and cut what is longer than `limit`."""
    unsafe = call("regexp_matches", tree, text(_UNSAFE))
    shown = _escaped(call("left", tree, number(limit + 1)))
    return case([(unsafe, cut(shown, limit))], cut(tree, limit))


def cut(tree: exp.Expr, limit: int) -> exp.Expr:
    """Cut what is longer than `limit`."""
    long = exp.GT(this=call("length", tree), expression=number(limit))
    begun = call("left", tree, number(limit - len(_ELLIPSIS)))
    return case([(long, joined([begun, text(_ELLIPSIS)]))], tree)


def escaped(tree: exp.Expr) -> exp.Expr:
    """Show what is invisible or misleading as an escape."""
    return case([(call("regexp_matches", tree, text(_UNSAFE)), _escaped(tree))], tree)


def _escaped(tree: exp.Expr) -> exp.Expr:
    """Write a text with escapes, character by character; few texts need it."""
    one = column("c")
    point = call("unicode", one)
    whens = [
        (_is(one, call("chr", number(ord(plain)))), text(escape))
        for plain, escape in SHORT_ESCAPES.items()
    ]
    whens.append(
        (exp.not_(call("regexp_matches", one, text(_UNSAFE)), copy=False), one),
    )
    for below, form in ((0x100, "\\x{:02x}"), (0x10000, "\\u{:04x}")):
        whens.append(
            (
                exp.LT(this=point, expression=number(below)),
                call("format", text(form), point),
            )
        )
    escape = case(whens, call("format", text("\\U{:08x}"), point))
    function = exp.Lambda(this=escape, expressions=[exp.to_identifier("c", quoted=True)])
    characters = call("regexp_extract_all", tree, text(_EACH))
    mapped = call("list_transform", characters, function)
    return call("array_to_string", mapped, text(""))


def chosen(value: exp.Expr, words: Mapping[str, str], otherwise: exp.Expr) -> exp.Expr:
    """Give the words for a text, or what else to say."""
    return case([(_is(value, text(each)), text(word)) for each, word in words.items()], otherwise)


def _is(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False))


def _without_surrogates(pattern: str) -> str:
    """Write Python's class of characters as DuckDB reads it, whose text has no surrogates."""
    told = pattern.replace("\ud800-\udfff", "")
    return re.sub(r"[^\[\]\-]", lambda match: f"\\x{{{ord(match[0]):x}}}", told)


_UNSAFE = _without_surrogates(UNSAFE.pattern)
