"""Say a tree that was made for DuckDB in another dialect's words; refuse what it has none for.

Nothing is passed on that is not known to mean the same there: whatever a spelling does not name
is refused, so that a query gives the right answer or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlglot import exp

from ..duckdb.decimals import MEANING, Meaning

#: Says a call in other words: gets the translated arguments.
Spelled: TypeAlias = "Callable[..., exp.Expr]"
#: Says a tree of a known meaning: gets what translates, and what the meaning was said with.
Meant: TypeAlias = "Callable[..., exp.Expr]"


class Unsupported(Exception):
    """A dialect has no words for something that a rule needs."""

    def __init__(self, what: str) -> None:
        """Name what it lacks."""
        self.what = what
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A dialect: its name in sqlglot, and how it says what DuckDB says in a way of its own.

    `functions` are by DuckDB's names, `meanings` by the words trees are marked with, `nodes` by
    the class of a tree, and `types` by the name of a type without its sizes.
    """

    name: str
    functions: Mapping[str, Spelled]
    meanings: Mapping[str, Meant]
    nodes: Mapping[type[exp.Expr], Meant]
    types: Mapping[str, exp.DataType] = field(default_factory=lambda: MappingProxyType({}))
    #: Whether it can look at the items of a list.
    lists: bool = False
    #: Whether it makes rows of the cells of one by `stack`.
    stacks: bool = False
    #: What decimals are called.
    decimal: str = "DECIMAL"


#: Trees that mean the same everywhere, as long as their parts do.
_COMMON: tuple[type[exp.Expr], ...] = (
    exp.Alias,
    exp.Aliases,
    exp.And,
    exp.Between,
    exp.Boolean,
    exp.CTE,
    exp.Case,
    exp.Coalesce,
    exp.Column,
    exp.Count,
    exp.EQ,
    exp.From,
    exp.GT,
    exp.GTE,
    exp.Group,
    exp.Identifier,
    exp.If,
    exp.In,
    exp.Is,
    exp.Join,
    exp.LT,
    exp.LTE,
    exp.Limit,
    exp.Literal,
    exp.Max,
    exp.Min,
    exp.NEQ,
    exp.Neg,
    exp.Not,
    exp.Null,
    exp.Or,
    exp.Order,
    exp.Ordered,
    exp.Select,
    exp.Star,
    exp.Subquery,
    exp.Table,
    exp.TableAlias,
    exp.Union,
    exp.Where,
    exp.With,
)


_OF_LISTS = ("epoch_us", "flatten", "len", "map_values", "range")


class Translator:
    """Translates trees into one dialect; parts that trees share are translated once."""

    def __init__(self, spelling: Spelling, prefix: str = "") -> None:
        """Begin with nothing translated; all tables are called by a prefix and their name."""
        self._spelling, self._prefix = spelling, prefix
        #: By identity; the trees are kept so that no other can take an identity over.
        self._done: dict[int, tuple[exp.Expr, exp.Expr]] = {}

    def sql(self, tree: exp.Expr) -> str:
        """Write a tree in the dialect."""
        return self(tree).sql(dialect=self._spelling.name, copy=False)

    def __call__(self, tree: exp.Expr) -> exp.Expr:
        """Translate a tree; raises `Unsupported`."""
        known = self._done.get(id(tree))
        if known is None:
            known = self._done[id(tree)] = tree, self._said(tree)
        return known[1]

    def _said(self, tree: exp.Expr) -> exp.Expr:
        meaning = tree.meta.get(MEANING)
        if isinstance(meaning, Meaning):
            if meaning.word == "inlined" and not self._spelling.lists:
                # Lambdas over a list of one give names to parts; without them they are written out.
                return paren(self(meaning.said[0]()))
            meant = self._spelling.meanings.get(meaning.word)
            if meant is not None:
                return meant(self, *meaning.said)
        node = self._spelling.nodes.get(type(tree))
        if node is not None:
            return node(self, tree)
        if isinstance(tree, exp.Anonymous):
            return self._call(tree)
        if isinstance(tree, exp.DataType):
            return self.type(tree)
        if isinstance(tree, exp.Paren):
            return paren(self(tree.this))
        if isinstance(tree, exp.Table) and self._prefix:
            name = exp.to_identifier(f"{self._prefix}{tree.name}", quoted=True)
            return exp.Table(this=name, alias=self._argument(tree.args.get("alias")))
        if not isinstance(tree, _COMMON):
            raise Unsupported(f"`{type(tree).__name__.lower()}`")
        return self.parts(tree)

    def parts(self, tree: exp.Expr) -> exp.Expr:
        """Give the same kind of tree with its parts translated."""
        return type(tree)(**{name: self._argument(value) for name, value in tree.args.items()})

    def _argument(self, value: Any) -> Any:
        if isinstance(value, exp.Expr):
            return self(value)
        if isinstance(value, list):
            return [self._argument(each) for each in value]
        return value

    def _call(self, tree: exp.Anonymous) -> exp.Expr:
        name = str(tree.this).lower()
        spelled = self._spelling.functions.get(name)
        if spelled is None:
            of_lists = name.startswith("list_") or name in _OF_LISTS
            raise Unsupported("the items of a list" if of_lists else f"`{name}`")
        return spelled(*(self(each) for each in tree.expressions))

    def type(self, kind: exp.DataType) -> exp.DataType:
        """Give a type its name in the dialect."""
        name = kind.this.value if isinstance(kind.this, exp.DType) else str(kind.this)
        found = self._spelling.types.get(name)
        if found is not None:
            return found
        if kind.is_type("array", "list", "struct") and not self._spelling.lists:
            raise Unsupported("the items of a list")
        if kind.is_type("decimal") and self._spelling.decimal != "DECIMAL":
            return exp.DataType(
                this=exp.DType[self._spelling.decimal], expressions=kind.expressions, nested=False
            )
        if not kind.expressions or kind.is_type("decimal"):
            return kind
        return exp.DataType(
            this=kind.this,
            expressions=[
                exp.ColumnDef(this=each.this, kind=self.type(each.args["kind"]))
                if isinstance(each, exp.ColumnDef)
                else self.type(each)
                for each in kind.expressions
            ],
            nested=kind.args.get("nested"),
        )


def named(name: str) -> Spelled:
    """Say a call by another name."""
    return lambda *arguments: call(name, *arguments)


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """Call a function."""
    return exp.Anonymous(this=name, expressions=[each.unnest() for each in arguments])


#: What may need brackets around it.
_LOOSE = (exp.Between, exp.Binary, exp.In, exp.Interval, exp.Is, exp.Unary)


def paren(tree: exp.Expr) -> exp.Expr:
    """Put a tree into brackets where it may need them: parsers take long over many of them."""
    if isinstance(tree, exp.Dot | exp.Paren) or not isinstance(tree, _LOOSE):
        return tree
    return exp.paren(tree, copy=False)


def when(*branches: tuple[exp.Expr, exp.Expr], otherwise: exp.Expr | None = None) -> exp.Expr:
    """Build CASE WHEN."""
    return exp.Case(
        ifs=[exp.If(this=test, true=value) for test, value in branches], default=otherwise
    )


def number(value: int) -> exp.Expr:
    """Write a whole number."""
    return exp.Literal.number(value)


def never_newline(pattern: str) -> str:
    """Write a pattern so that its points pass over all but a newline, as DuckDB's do."""
    written, at, in_class = "", 0, False
    while at < len(pattern):
        size = 2 if pattern[at] == "\\" else 1
        piece = pattern[at : at + size]
        if piece in "[]":
            in_class = piece == "["
        written += r"[^\n]" if piece == "." and not in_class else piece
        at += size
    return written
