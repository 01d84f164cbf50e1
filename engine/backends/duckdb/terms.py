"""Terms and truths as SQL trees, and small builders of them.

A number may be known only between two bounds, so a term has a low and a high side; for nearly
every fact the two are the same tree. SQL's NULL is Kleene's unknown, which is why truths need no
more than a boolean tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlglot import exp

from ...model.facts import FactType

if TYPE_CHECKING:
    from .row_fields import RowFields


@dataclass(frozen=True, slots=True)
class SqlTerm:
    """An expression's SQL: both bounds, its type, and which missing facts to blame.

    `width` and `scale` describe a number's DECIMAL; `blame` maps a fact to the condition under
    which its lack keeps this value from being exact; `rate` names the currencies of a rate.
    """

    low: exp.Expr
    high: exp.Expr
    type: FactType
    width: int = 0
    scale: int = 0
    currency: exp.Expr | None = None
    blame: Mapping[str, exp.Expr] = field(default_factory=lambda: MappingProxyType({}))
    rate: tuple[str, str] | None = None
    #: For a list or table: the condition under which there may be more than is known.
    partial: exp.Expr | None = None
    #: For the rows that an aggregate looks at: what each of them holds.
    rows: RowFields | None = None

    @property
    def exact(self) -> bool:
        """Tell whether the value can never be a mere range."""
        return self.low is self.high


@dataclass(frozen=True, slots=True)
class SqlTruth:
    """A condition's SQL, and for each fact the condition under which it lacks.

    The blame counts only where the truth is unknown; who reads it adds that condition.
    """

    truth: exp.Expr
    blame: Mapping[str, exp.Expr] = field(default_factory=lambda: MappingProxyType({}))


def null() -> exp.Expr:
    """Build NULL."""
    return exp.Null()


def case(whens: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None) -> exp.Expr:
    """Build CASE WHEN … END; branches that are settled as it is written are left out."""
    branches: list[exp.If] = []
    for when, then in whens:
        if is_literally(when, True):
            otherwise = then
            break
        if not is_literally(when, False):
            branches.append(exp.If(this=when, true=then))
    if not branches:
        return null() if otherwise is None else otherwise
    return exp.Case(ifs=branches, default=otherwise)


def is_written_out(term: SqlTerm) -> bool:
    """Tell whether a term is a constant that can stand wherever it is read."""
    known = _is_constant(term.low) and term.exact and term.partial is None
    return known or is_nothing(term)


def _is_constant(tree: exp.Expr) -> bool:
    bare = tree.unnest()
    # A cast that may fail is a class of its own.
    while type(bare) is exp.Cast:
        bare = bare.this.unnest()
    return isinstance(bare, exp.Boolean | exp.Literal)


def written_value(tree: exp.Expr) -> str | Decimal | None:
    """Give the value of a word or number that is written out."""
    bare = tree.unnest()
    if isinstance(bare, exp.Literal):
        return str(bare.this) if bare.is_string else None
    if not isinstance(bare, exp.Cast) or not isinstance(bare.this, exp.Literal):
        return None
    return Decimal(bare.this.this) if bare.to.is_type("decimal") else None


def written_number(tree: exp.Expr) -> Decimal | None:
    """Give the value of a number that is written out, or of a product of such numbers."""
    bare = tree.unnest()
    if isinstance(bare, exp.Mul):
        factors = [written_number(each) for each in (bare.this, bare.expression)]
        return None if None in factors else factors[0] * factors[1]  # type: ignore[operator]
    if type(bare) is not exp.Cast or not bare.to.is_type("decimal"):
        return None
    if isinstance(bare.this, exp.Literal):
        return Decimal(bare.this.this)
    found = written_number(bare.this)
    places = int(bare.to.expressions[1].name)
    return found if found is not None and found == round(found, places) else None


def is_literally(tree: exp.Expr, truth: bool) -> bool:
    """Tell whether a tree is written as TRUE, or as FALSE."""
    bare = tree.unnest()
    return isinstance(bare, exp.Boolean) and bare.this is truth


def is_nothing(term: SqlTerm) -> bool:
    """Tell whether a term is written as NULL: no record states it, nor what it follows from."""
    return _is_written_null(term.low) and _is_written_null(term.high)


def _is_written_null(tree: exp.Expr) -> bool:
    bare = tree.unnest()
    return isinstance(bare.this if isinstance(bare, exp.Cast) else bare, exp.Null)


def is_null(tree: exp.Expr) -> exp.Expr:
    """Build `tree IS NULL`."""
    if _is_constant(tree):
        return exp.false()
    if _is_written_null(tree):
        return exp.true()
    return exp.Is(this=exp.paren(tree, copy=False), expression=exp.Null())


def is_unsettled(term: SqlTerm) -> exp.Expr:
    """Build the test that a term has no exact value."""
    if term.exact:
        return is_null(term.low)
    same = exp.EQ(this=paren(term.low), expression=paren(term.high))
    return exp.not_(exp.Coalesce(this=same, expressions=[exp.false()]), copy=False)


def is_open_ended(term: SqlTerm) -> exp.Expr:
    """Build the test that more could be known of a term: its exact value, or further rows."""
    if term.partial is None:
        return is_unsettled(term)
    return disjunction([is_unsettled(term), is_open(term)])


def is_absent(term: SqlTerm) -> exp.Expr:
    """Build the test that nothing is known of a term."""
    if term.exact:
        return is_null(term.low)
    return exp.and_(is_null(term.low), is_null(term.high), copy=False)


def attempt(tree: exp.Expr) -> exp.Expr:
    """Turn an overflow into NULL: a number out of range is unknown, not the end of the run."""
    return exp.Anonymous(this="TRY", expressions=[tree])


def conjunction(items: Sequence[exp.Expr]) -> exp.Expr:
    """Join with AND; TRUE for none."""
    if any(is_literally(each, False) for each in items):
        return exp.false()
    open_ = [each for each in items if not is_literally(each, True)]
    if not open_:
        return exp.true()
    return exp.and_(*(exp.paren(each, copy=False) for each in open_), copy=False)


def disjunction(items: Sequence[exp.Expr]) -> exp.Expr:
    """Join with OR; FALSE for none."""
    if any(is_literally(each, True) for each in items):
        return exp.true()
    open_ = [each for each in items if not is_literally(each, False)]
    if not open_:
        return exp.false()
    return exp.or_(*(exp.paren(each, copy=False) for each in open_), copy=False)


def sum_of(items: Sequence[exp.Expr]) -> exp.Expr:
    """Add up whole numbers; 0 for none.

    By halves, since DuckDB reads no sum nested a thousand deep.
    """
    if len(items) < 2:
        return items[0] if items else exp.Literal.number(0)
    middle = len(items) // 2
    right = exp.paren(sum_of(items[middle:]), copy=False)
    return exp.Add(this=sum_of(items[:middle]), expression=right)


def negation(tree: exp.Expr) -> exp.Expr:
    """Build NOT."""
    if isinstance(bare := tree.unnest(), exp.Boolean):
        return exp.false() if bare.this else exp.true()
    return exp.not_(exp.paren(tree, copy=False), copy=False)


def holds(truth: exp.Expr) -> exp.Expr:
    """Take an unknown for false."""
    return _without_unknown(truth, exp.false())


def may_hold(truth: exp.Expr) -> exp.Expr:
    """Take an unknown for true."""
    return _without_unknown(truth, exp.true())


def _without_unknown(truth: exp.Expr, instead: exp.Expr) -> exp.Expr:
    if isinstance(truth.unnest(), exp.Boolean):
        return truth
    return exp.Coalesce(this=exp.paren(truth, copy=False), expressions=[instead])


def merged(
    *blames: Mapping[str, exp.Expr],
    under: exp.Expr | None = None,
) -> Mapping[str, exp.Expr]:
    """Join blames fact by fact with OR; `under` is a condition all of them are subject to."""
    gathered: dict[str, list[exp.Expr]] = {}
    for blame in blames:
        for fact, tree in blame.items():
            gathered.setdefault(fact, []).append(tree)
    joined = {fact: disjunction(trees) for fact, trees in gathered.items()}
    if under is not None:
        joined = {fact: conjunction([under, tree]) for fact, tree in joined.items()}
    return {fact: tree for fact, tree in joined.items() if not is_literally(tree, False)}


def paren(tree: exp.Expr) -> exp.Expr:
    """Put brackets around a tree, shared and not copied."""
    return exp.paren(tree, copy=False)


def is_open(term: SqlTerm) -> exp.Expr:
    """Build the test that a list or table may have more rows."""
    assert term.partial is not None
    return exp.Coalesce(this=paren(term.partial), expressions=[exp.false()])
