"""Reads pools: which records go in together, and what the set of them has to come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.facts import NUMBERS, FactType
from ..model.nodes import Expression, Literal, ParameterRef
from ..model.pool import Measure, Pool, Together
from ..model.rule import Program, Rule
from ..text.diagnostics import Diagnostics, Level
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node, Scalar
from ..text.source import Span
from .conclusions import check_rules, reach_of
from .definitions import Definitions
from .dictionary import report_unknown_entity
from .operands import read_operand
from .packs import Document
from .reading import maps_at, reference_at, scalars_at, text_at, translated_at
from .scope import Scope, Shape, report_out_of_sight, shape_of
from .unreported import Holder, nodes_of_programs, read_condition

_BOUNDS = ("at_least", "at_most")
_KNOWN = frozenset({*_BOUNDS, *(each.value for each in Measure), "title", "where", "rule"})


def read_pools(
    documents: Iterable[Document],
    scope: Scope,
    rules: Mapping[str, Rule],
    programs: Mapping[str, Program],
) -> dict[str, Pool]:
    """Return every pool that could be read whole, by id."""
    found: Definitions[Pool | None] = Definitions("pool")
    for program, node in nodes_of_programs(documents, "pools"):
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
    inner = Scope(dictionary, scope.parameters, diagnostics, of.raw)
    holder = Holder(id.raw, "::", program, inner, source)
    of_each = node.get("each")
    each_condition = None if of_each is None else read_condition(of_each, holder)
    together = [_read_together(demand, of.raw, holder) for demand in maps_at(node, "together")]
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
        conditions=tuple(holder.conditions),
    )


def _read_together(node: MappingNode, of: str, holder: Holder) -> Together | None:
    diagnostics = holder.scope.diagnostics
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
        fact = _fact(named, measure, of, holder)
    shape = Shape(FactType.INTEGER)
    if measure is Measure.SUM and fact is not None:
        shape = shape_of(holder.scope.dictionary.facts[fact])
    bounds = {key: _bound(node.get(key), shape, named.raw, holder) for key in _BOUNDS}
    # A key that is misspelt has been reported, and may have been the bound.
    if not any(each.key in _BOUNDS or each.key not in _KNOWN for each in node.entries):
        _report(
            "the demand has no bound",
            node.span,
            "add `at_least`, `at_most` or both",
            diagnostics,
        )
    where = node.get("where")
    return Together(
        title=translated_at(node, "title"),
        measure=measure,
        fact=fact,
        where=None if where is None else read_condition(where, holder),
        at_least=bounds["at_least"],
        at_most=bounds["at_most"],
        rule=text_at(node, "rule"),
    )


def _fact(named: Scalar, measure: Measure, of: str, holder: Holder) -> str | None:
    fact = holder.scope.find_fact(named.raw, named.span)
    if fact is None:
        return None
    report_out_of_sight(holder.scope, fact, of, named.span)
    fits = fact.type in NUMBERS if measure is Measure.SUM else fact.type not in _MANY
    if not fits:
        _report(
            f"`{fact.name}` is no number that could be summed up"
            if measure is Measure.SUM
            else f"`{fact.name}` has many values for each {of}, which cannot be told apart",
            named.span,
            "name a fact of a single value, or derive one",
            holder.scope.diagnostics,
        )
    elif measure is Measure.SUM and fact.currency_in is not None:
        _report(
            f"`{fact.name}` may be in another currency for each {of}",
            named.span,
            "derive a fact in one currency, and sum that up",
            holder.scope.diagnostics,
        )
    return fact.name


_MANY = (FactType.LIST, FactType.TABLE)


def _bound(node: Node | None, shape: Shape, name: str, holder: Holder) -> Expression | None:
    if node is None:
        return None
    operand = read_operand(node, shape, name, holder.scope)
    if operand is not None and not isinstance(operand, Literal | ParameterRef):
        _report(
            "the bound of a set is the same for all, so it cannot be worked out from a fact",
            node.span,
            "write a number, or `{parameter: NAME}`",
            holder.scope.diagnostics,
        )
        return None
    return operand


def _report(message: str, span: Span, help: str, diagnostics: Diagnostics) -> None:
    diagnostics.error("SKU-R095", message, span=span, help=help)
