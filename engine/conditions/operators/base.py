"""What an operator is: a word, what it accepts, and its meaning in an algebra of three values.

The meaning of an operator is written once, against `Algebra`. The reference evaluator and every
SQL engine implement that algebra, so a new operator works in all of them without another line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ...model.facts import FactType, Translated


class Algebra(Protocol):
    """The primitive tests that operators are made of.

    Operands and results are opaque: values and truths in the reference evaluator, SQL trees in
    the columnar engines. Every test but `known` is unknown when an operand keeps it undecided.
    """

    def at_least(self, left: Any, right: Any) -> Any:
        """Test `left >= right`."""

    def more_than(self, left: Any, right: Any) -> Any:
        """Test `left > right`."""

    def equal(self, left: Any, right: Any) -> Any:
        """Test `left == right`."""

    def among(self, value: Any, items: Sequence[Any]) -> Any:
        """Test that the value equals one of the items."""

    def has(self, items: Any, item: Any) -> Any:
        """Test that the list `items` has `item`, or every one where `item` is a list itself."""

    def has_any(self, items: Any, item: Any) -> Any:
        """Test that the list `items` has `item`, or one of them where `item` is a list itself."""

    def matches(self, text: Any, pattern: str) -> Any:
        """Test that the whole `text` matches `pattern`."""

    def known(self, value: Any) -> Any:
        """Test that a value is known exactly; never unknown."""

    def all_of(self, tests: Sequence[Any]) -> Any:
        """Kleene's and."""

    def any_of(self, tests: Sequence[Any]) -> Any:
        """Kleene's or."""

    def negate(self, test: Any) -> Any:
        """Kleene's not."""


class Arity(StrEnum):
    """What stands behind the operator's word."""

    ONE = "one"
    PAIR = "pair"
    LIST = "list"
    FLAG = "flag"
    PATTERN = "pattern"


class Edge(StrEnum):
    """On which side of the limit the passing values of an ordering operator lie."""

    FROM = "from"  # the limit and above
    ABOVE = "above"
    UP_TO = "up_to"  # the limit and below
    BELOW = "below"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Example:
    """A fact value, an operand as YAML would give it, and the truth that must come out."""

    fact: Any
    operand: Any
    truth: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A word of the language.

    `meaning` takes the algebra, the fact and the operands. `words` describes the requirement, with
    `{limit}` for the operand (`{low}` and `{high}` for a pair). `edge` tells the solver where the
    nearest passing value is; None where there is none to compute.
    """

    name: str
    arity: Arity
    accepts: frozenset[FactType]
    meaning: Callable[[Algebra, Any, Sequence[Any]], Any]
    words: Translated
    opposite: str | None
    examples: tuple[Example, ...]
    edge: Edge | None = None
    synonyms: tuple[str, ...] = ()
