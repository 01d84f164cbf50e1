"""SQL that reads text as a fact's type.

Two ways for each type. The quick one takes what machine-made files hold and flags every other
cell; the flagged ones are read again the thorough way, which knows spaces, other words for true
and false, and longer numbers, and says which cells remain unreadable.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlglot import exp

from ..model.facts import NUMBERS, Column, Fact, FactType
from ..model.values import PLACES, WHOLE_DIGITS
from .sql import call, cast, is_one_of, not_null, number, text, try_cast

#: What most numbers fit in, with room for arithmetic in 64 bits: a product with a percentage, a
#: difference. In the 128 of wider ones it takes ten times as long.
SHORT_NUMBER = (15, 6)
SHORT_WHOLE = (9, 0)
#: All numbers the language knows; what does not fit is no number.
LONG_NUMBER = (WHOLE_DIGITS + PLACES, PLACES)
_QUICK_NUMBER = "DECIMAL(18, 9)"
#: A text of at most this many bytes has at most nine decimal places: "." and nine digits.
_QUICK_LENGTH = 10
#: A binary float is written with fifteen digits and more, where it is not the number meant.
_FLOAT_DIGITS = 15
_SPACES = " \t\r\n\u00a0\u3000\ufeff"

TRUE_WORDS = ("true", "yes", "y", "1", "t", "on", "是", "有", "ja", "oui", "si", "sí", "はい")
FALSE_WORDS = ("false", "no", "n", "0", "f", "off", "否", "无", "nein", "non", "いいえ")

DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
TIME_FORMS = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
)
_ZONE = r"(:[0-9]{2}(?:\.[0-9]+)?) ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$"
ZONE_FORMS = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M%z")

PHYSICAL: Mapping[FactType, str] = MappingProxyType(
    {
        FactType.BOOLEAN: "BOOLEAN",
        FactType.DATE: "DATE",
        FactType.DATETIME: "TIMESTAMP",
        FactType.TEXT: "VARCHAR",
        FactType.ENUM: "VARCHAR",
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A column read as its type: the value, and the condition under which a cell needs a look.

    `misfit` is the condition under which a cell was read and its value has no room.
    """

    value: exp.Expr
    flag: exp.Expr
    width: int = 0
    scale: int = 0
    misfit: exp.Expr | None = None
    #: The upper end, where cells may hold ranges; `value` is the lower one then.
    upper: exp.Expr | None = None
    #: The cell, where the flag says no more than that it is there and was not read.
    cell: exp.Expr | None = None
    #: True where some cells have a decimal point and others a decimal comma.
    mixed: bool = False
    #: The condition under which a cell was rounded, since only a binary float has such digits.
    rounded: exp.Expr | None = None


def physical_type(fact: Fact | Column, number: tuple[int, int] = LONG_NUMBER) -> str:
    """Name the database type a fact is stored in; `number` is the DECIMAL of its numbers."""
    if fact.type in NUMBERS:
        return "DECIMAL({}, {})".format(*number)
    if fact.type is FactType.LIST:
        element = Column("item", fact.of or FactType.TEXT)
        return f"{physical_type(element, number)}[]"
    if fact.type is FactType.TABLE:
        assert isinstance(fact, Fact)
        fields = ", ".join(f'"{each.name}" {physical_type(each, number)}' for each in fact.columns)
        return f"STRUCT({fields})[]"
    return PHYSICAL[fact.type]


def short_number(fact: Fact) -> tuple[int, int]:
    """Return the width and scale that do for most numbers of a fact."""
    return SHORT_WHOLE if fact.type is FactType.INTEGER else SHORT_NUMBER


def quick(raw: exp.Expr, fact: Fact, absent: Collection[str] = ()) -> Reading:
    """Read a column of a machine-made file; an empty cell is NULL already.

    `absent` lists characters that no cell has, so that none need be searched for them.
    """
    stray: list[exp.Expr] = []
    if fact.type in NUMBERS:
        return _quick_number(raw, fact, "_" in absent)
    if fact.type is FactType.BOOLEAN:
        value = try_cast(raw.copy(), "BOOLEAN")
    elif fact.type is FactType.ENUM and fact.values:
        value = exp.Case(ifs=[exp.If(this=is_one_of(raw, fact.values), true=raw.copy())])
    elif fact.type in (FactType.TEXT, FactType.ENUM):
        return Reading(raw.copy(), _is_padded(raw, absent))
    elif fact.type is FactType.DATE:
        value = call("try_strptime", raw.copy(), text("%Y-%m-%d"))
        value = cast(value, "DATE")
        stray = [
            exp.NEQ(this=call("strlen", raw.copy()), expression=number(10)),
            exp.LT(this=value.copy(), expression=cast(text("1900-01-01"), "DATE")),
        ]
    elif fact.type is FactType.DATETIME:
        value = _quick_moment(raw)
        stray = [
            exp.NEQ(this=call("strlen", raw.copy()), expression=number(19)),
            exp.LT(this=value.copy(), expression=cast(text("1900-01-01"), "TIMESTAMP")),
        ]
    else:
        return thorough(raw, fact)
    return Reading(value, _flag(raw, value, stray))


def _quick_number(raw: exp.Expr, fact: Fact, is_plain: bool) -> Reading:
    """Read numbers that are short; each test more would cost as much as a third of the cast."""
    width, scale = short_number(fact)
    exact = try_cast(raw.copy(), _QUICK_NUMBER)
    value = try_cast(exact.copy(), f"DECIMAL({width}, {scale})")
    # DuckDB rounds 1e-10 to 0. A text of ten bytes that it rounds is below 0.0001, and has five.
    tiny = exp.LT(this=exact.copy(), expression=exp.Literal.number("0.0001"))
    longest = exp.Case(
        ifs=[exp.If(this=tiny, true=number(len("1e-10") - 1))], default=number(_QUICK_LENGTH)
    )
    odd: list[exp.Expr] = [
        exp.NEQ(this=value.copy(), expression=exact),
        exp.GT(this=call("strlen", raw.copy()), expression=longest),
    ]
    if not is_plain:
        # It takes 1_000 for a number.
        odd.append(call("contains", raw.copy(), text("_")))
    # NULL where a cell is blank or was lost.
    flag = exp.Coalesce(this=exp.or_(*odd, copy=False), expressions=[not_null(raw)])
    return Reading(value, flag, width, scale)


def _quick_moment(raw: exp.Expr) -> exp.Expr:
    """Read the two forms that exports write; of nineteen bytes they read no other text."""
    with_t, with_space = (call("try_strptime", raw.copy(), text(form)) for form in TIME_FORMS[:2])
    # A form that does not fit costs as much as twenty that do.
    either = exp.If(this=call("contains", raw.copy(), text("T")), true=with_t)
    return cast(exp.Case(ifs=[either], default=with_space), "TIMESTAMP")


def thorough(raw: exp.Expr, fact: Fact | Column, *, rounds: bool = False) -> Reading:
    """Read a column with all the forms people write; a flagged cell is unreadable."""
    return read_bare(bared(raw, fact), fact, rounds=rounds)


def bared(raw: exp.Expr, fact: Fact | Column) -> exp.Expr:
    """Take off what stands around a cell; what follows names the result often."""
    cell = call("nullif", call("trim", raw.copy(), text(_SPACES)), text(""))
    if fact.type is not FactType.PERCENT:
        return cell
    return call("trim", call("rtrim", cell, text("%％")), text(_SPACES))


def read_bare(cell: exp.Expr, fact: Fact | Column, *, rounds: bool = False) -> Reading:
    """Read cells that are bare already, with all the forms people write.

    With `rounds`, what a binary float left of a number is rounded to the places that are kept;
    whoever asks for it says so to the user.
    """
    if fact.type in NUMBERS:
        return _number(cell, fact.type, rounds=rounds)
    if fact.type is FactType.BOOLEAN:
        word = call("lower", cell.copy())
        value: exp.Expr = exp.Case(
            ifs=[
                exp.If(this=is_one_of(word, TRUE_WORDS), true=exp.true()),
                exp.If(this=is_one_of(word, FALSE_WORDS), true=exp.false()),
            ]
        )
    elif fact.type is FactType.ENUM and fact.values:
        value = exp.Case(
            this=call("lower", cell.copy()),
            ifs=[exp.If(this=text(each.lower()), true=text(each)) for each in fact.values],
        )
    elif fact.type is FactType.DATE:
        forms = exp.Array(expressions=_texts(DATE_FORMS + TIME_FORMS))
        # The day is the one that was written down, in whatever zone that was.
        local = call("regexp_replace", cell.copy(), text(_ZONE), text(r"\1"))
        value = _of_our_time(cast(call("try_strptime", local, forms), "DATE"))
    elif fact.type is FactType.DATETIME:
        value = _of_our_time(_moment(cell))
    else:
        return Reading(cell.copy(), exp.false())
    return Reading(value, _flag(cell, value, []), cell=cell)


def written(raw: exp.Expr) -> Reading:
    """Read a text that a person wrote out: `""` says that there is none, and nothing is lacking."""
    return Reading(call("trim", raw.copy(), text(_SPACES)), exp.false())


def _is_padded(raw: exp.Expr, absent: Collection[str]) -> exp.Expr:
    """Test that a text is blank, or has spaces around it; to trim them all costs far more."""
    spaces = [each for each in _SPACES if each not in absent]
    tests: list[exp.Expr] = [exp.LT(this=raw.copy(), expression=text("!"))]
    tests += [call("ends_with", raw.copy(), text(each)) for each in spaces if each.isascii()]
    wide_ends = [
        call(side, raw.copy(), text(each))
        for each in spaces
        for side in ("starts_with", "ends_with")
        if not each.isascii()
    ]
    if wide_ends:
        length = call("length", raw.copy())
        not_ascii = exp.NEQ(this=call("strlen", raw.copy()), expression=length)
        at_ends = exp.If(this=not_ascii, true=exp.or_(*wide_ends, copy=False))
        tests.append(exp.Case(ifs=[at_ends], default=exp.false()))
    return exp.or_(*tests, copy=False)


def _texts(words: tuple[str, ...]) -> list[exp.Expr]:
    return [text(word) for word in words]


def _flag(raw: exp.Expr, value: exp.Expr, stray: list[exp.Expr]) -> exp.Expr:
    lost = exp.Is(this=exp.paren(value, copy=True), expression=exp.Null())
    present = exp.not_(exp.Is(this=raw.copy(), expression=exp.Null()), copy=False)
    return exp.and_(present, exp.paren(exp.or_(lost, *stray, copy=False)), copy=False)


def _number(cell: exp.Expr, kind: FactType, *, rounds: bool) -> Reading:
    width, scale = LONG_NUMBER
    plain = call(
        "regexp_full_match",
        cell.copy(),
        # A point may end a number, behind a power as well: the cast reads both.
        text(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9}\.?)?"),
    )
    value = try_cast(cell.copy(), f"DECIMAL({width}, {scale})")
    short = exp.LT(this=call("strlen", cell.copy()), expression=number(40))
    rounds = rounds and kind is not FactType.INTEGER
    exact, rounded = _is_exact(cell), exp.and_(short.copy(), _is_of_float(cell), copy=False)
    conditions = [plain, short, exp.or_(exact, rounded, copy=False) if rounds else exact]
    if kind is FactType.INTEGER:
        conditions.append(exp.EQ(this=value.copy(), expression=call("floor", value.copy())))
    checked = exp.Case(ifs=[exp.If(this=exp.and_(*conditions, copy=False), true=value)])
    flag = _flag(cell, checked, [])
    said = rounded.copy() if rounds else None
    return Reading(checked, flag, width, scale, rounded=said, cell=cell)


def _is_of_float(cell: exp.Expr) -> exp.Expr:
    """Build the test that only a binary float has so many digits: `5.6899999999999995`."""
    long = call("regexp_full_match", cell.copy(), text(rf"[+-]?[0-9]*\.[0-9]{{{PLACES + 1},}}"))
    digits = call("ltrim", call("replace", cell.copy(), text("."), text("")), text("+-0"))
    many = exp.GTE(this=call("strlen", digits), expression=number(_FLOAT_DIGITS))
    return exp.and_(long, many, exp.not_(_is_exact(cell), copy=False), copy=False)


def _is_exact(cell: exp.Expr) -> exp.Expr:
    """Build the test that a number has no more places than are kept; a cast would round it."""
    fraction = call("regexp_extract", cell.copy(), text(r"\.([0-9]*)"), number(1))
    power = call("regexp_extract", cell.copy(), text("[eE]([+-]?[0-9]+)"), number(1))
    places = exp.Sub(
        this=call("strlen", call("rtrim", fraction, text("0"))),
        expression=exp.Coalesce(this=try_cast(power, "INTEGER"), expressions=[number(0)]),
    )
    return exp.LTE(this=places, expression=number(PLACES))


def _of_our_time(moment: exp.Expr) -> exp.Expr:
    """Refuse the years that come of reading `24-01-02` as a date."""
    late = exp.GTE(this=call("year", moment.copy()), expression=number(1900))
    return exp.Case(ifs=[exp.If(this=late, true=moment)])


def _moment(cell: exp.Expr) -> exp.Expr:
    """Read a moment; one with a zone is brought to UTC, one without is taken as it stands."""
    zoned = exp.AtTimeZone(
        this=call(
            "try_strptime",
            call("regexp_replace", cell.copy(), text("Z$"), text("+00:00")),
            exp.Array(expressions=_texts(ZONE_FORMS)),
        ),
        zone=text("UTC"),
    )
    local = call(
        "try_strptime", cell.copy(), exp.Array(expressions=_texts(TIME_FORMS + DATE_FORMS))
    )
    has_zone = call("regexp_matches", cell.copy(), text(r"(Z|[+-][0-9]{2}:?[0-9]{2})$"))
    timed = call("regexp_matches", cell.copy(), text(r"[0-9]{1,2}:[0-9]{2}"))
    return exp.Case(
        ifs=[exp.If(this=exp.and_(has_zone, timed, copy=False), true=zoned)],
        default=cast(local, "TIMESTAMP"),
    )
