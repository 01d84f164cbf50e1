"""Reads pools: which records go in together, and what the set of them has to come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..model.facts import NUMBERS, FactType
from ..model.nodes import ALWAYS, Expression, Literal, ParameterRef
from ..model.pool import Measure, Pool, Together
from ..model.rule import Clause, Kind, Program, Reference, Rule, Severity
from ..text.diagnostics import Diagnostics, Level
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node, Scalar
from ..text.source import Span
from .conclusions import check_rules, reach_of
from .conditions import read_clauses
from .definitions import Definitions
from .dictionary import report_unknown_entity
from .operands import read_operand
from .packs import Document, FileKind
from .reading import maps_at, reference_at, scalars_at, text_at, translated_at
from .scope import Scope, Shape, report_out_of_sight, shape_of

_BOUNDS = ("at_least", "at_most")
_KNOWN = frozenset({*_BOUNDS, *(each.value for each in Measure), "title", "where", "rule"})


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is known while one pool is read; `conditions` gathers those on facts."""

    id: str
    program: str
    scope: Scope
    source: Reference
    conditions: list[Rule] = field(default_factory=list)


def read_pools(
    documents: Iterable[Document],
    scope: Scope,
    rules: Mapping[str, Rule],
    programs: Mapping[str, Program],
) -> dict[str, Pool]:
    """Return every pool that could be read whole, by id."""
    found: Definitions[Pool | None] = Definitions("pool")
    for document in documents:
        program = text_at(document.root, "program")
        if document.kind is not FileKind.PROGRAM or program is None:
            continue
        for node in maps_at(document.root, "pools"):
            reach = reach_of(program, programs)
            of = text_at(node, "of")
            demands = maps_at(node, "together")
            named = [each for demand in demands for each in _named(demand, "rule")]
            check_rules((*scalars_at(node, "rules"), *named), of, reach, rules, scope)
            id = node.get("id")
            pool = _read_pool(node, program, scope)
            if isinstance(id, Scalar):
                found.add(id.raw, pool, id.span, scope.diagnostics)
    return {name: pool for name, pool in found.things.items() if pool is not None}


def _named(node: MappingNode, key: str) -> list[Scalar]:
    value = node.get(key)
    return [value] if isinstance(value, Scalar) else []


def _read_pool(node: MappingNode, program: str, scope: Scope) -> Pool | None:
    diagnostics, dictionary = scope.diagnostics, scope.dictionary
    before = len(diagnostics)
    id, of, per = node.get("id"), node.get("of"), node.get("per")
    source = reference_at(node, "source", diagnostics)
    if not (
        isinstance(id, Scalar)
        and isinstance(of, Scalar)
        and isinstance(per, Scalar)
        and source is not None
    ):
        return None
    for each in (of, per):
        report_unknown_entity(each.raw, each.span, dictionary, diagnostics)
    if of.raw not in dictionary.entities or per.raw not in dictionary.entities:
        return None
    visible = dictionary.visible_entities(of.raw)
    if per.raw == of.raw or per.raw not in visible:
        seen = ", ".join(f"`{name}`" for name in visible[1:])
        diagnostics.error(
            "SKU-R016",
            f"a {of.raw} does not belong to a {per.raw}",
            span=per.span,
            help=f"a {of.raw} belongs to {seen}",
        )
    reader = _Reader(
        id.raw,
        program,
        Scope(dictionary, scope.parameters, diagnostics, of.raw),
        source,
    )
    each_condition = _condition(node.get("each"), reader)
    together = [_read_together(demand, of.raw, reader) for demand in maps_at(node, "together")]
    if any(item.level is Level.ERROR for item in diagnostics.freeze()[before:]):
        return None
    return Pool(
        id=id.raw,
        program=program,
        title=translated_at(node, "title"),
        of=of.raw,
        per=per.raw,
        rules=tuple(dict.fromkeys(each.raw for each in scalars_at(node, "rules"))),
        each=() if each_condition is None else (each_condition,),
        together=tuple(demand for demand in together if demand is not None),
        source=source,
        span=id.span,
        conditions=tuple(reader.conditions),
    )


def _condition(node: Node | None, reader: _Reader) -> str | None:
    """Read a condition on facts as a rule that nobody reports; gives its id."""
    if node is None:
        return None
    clauses = tuple(Clause(*read) for read in read_clauses(node, reader.scope))
    if not clauses or reader.scope.entity is None:
        return None
    # Of the form of no rule's id, and of no conclusion's condition either.
    name = f"{reader.id}::{len(reader.conditions) + 1}"
    reader.conditions.append(
        Rule(
            id=name,
            program=reader.program,
            title=MappingProxyType({}),
            entity=reader.scope.entity,
            severity=Severity.INFO,
            kind=Kind.DIAGNOSTIC,
            when=ALWAYS,
            clauses=clauses,
            source=reader.source,
            span=node.span,
            enabled=False,
        )
    )
    return name


def _read_together(node: MappingNode, of: str, reader: _Reader) -> Together | None:
    diagnostics = reader.scope.diagnostics
    measures = [each for each in Measure if node.get(each.value) is not None]
    if len(measures) != 1:
        _report(
            "a set is measured by one of `count`, `sum`, `distinct` and `largest_group`",
            node.span,
            "write several demands for several measures",
            diagnostics,
        )
        return None
    (measure,) = measures
    named = node.get(measure.value)
    if not isinstance(named, Scalar):
        return None
    fact = None
    if measure is Measure.COUNT:
        if named.raw != of:
            _report(
                f"`count: {named.raw}` counts nothing: the pool is of {of} records",
                named.span,
                f"write `count: {of}`, and add `where` to count some of them",
                diagnostics,
            )
    else:
        fact = _fact(named, measure, of, reader)
    shape = Shape(FactType.INTEGER)
    if measure is Measure.SUM and fact is not None:
        shape = shape_of(reader.scope.dictionary.facts[fact])
    bounds = {key: _bound(node.get(key), shape, named.raw, reader) for key in _BOUNDS}
    # A key that is misspelt has been reported, and may have been the bound.
    if not any(each.key in _BOUNDS or each.key not in _KNOWN for each in node.entries):
        _report(
            "the demand has no bound",
            node.span,
            "add `at_least`, `at_most` or both",
            diagnostics,
        )
    return Together(
        title=translated_at(node, "title"),
        measure=measure,
        fact=fact,
        where=_condition(node.get("where"), reader),
        at_least=bounds["at_least"],
        at_most=bounds["at_most"],
        rule=text_at(node, "rule"),
    )


def _fact(named: Scalar, measure: Measure, of: str, reader: _Reader) -> str | None:
    fact = reader.scope.find_fact(named.raw, named.span)
    if fact is None:
        return None
    report_out_of_sight(reader.scope, fact, of, named.span)
    fits = fact.type in NUMBERS if measure is Measure.SUM else fact.type not in _MANY
    if not fits:
        _report(
            f"`{fact.name}` is no number that could be summed up"
            if measure is Measure.SUM
            else f"`{fact.name}` has many values for each {of}, which cannot be told apart",
            named.span,
            "name a fact of a single value, or derive one",
            reader.scope.diagnostics,
        )
    elif measure is Measure.SUM and fact.currency_in is not None:
        _report(
            f"`{fact.name}` may be in another currency for each {of}",
            named.span,
            "derive a fact in one currency, and sum that up",
            reader.scope.diagnostics,
        )
    return fact.name


_MANY = (FactType.LIST, FactType.TABLE)


def _bound(node: Node | None, shape: Shape, name: str, reader: _Reader) -> Expression | None:
    if node is None:
        return None
    operand = read_operand(node, shape, name, reader.scope)
    if operand is not None and not isinstance(operand, Literal | ParameterRef):
        _report(
            "the bound of a set is the same for all, so it cannot be worked out from a fact",
            node.span,
            "write a number, or `{parameter: NAME}`",
            reader.scope.diagnostics,
        )
        return None
    return operand


def _report(message: str, span: Span, help: str, diagnostics: Diagnostics) -> None:
    diagnostics.error("SKU-R095", message, span=span, help=help)
