"""Reads rules and checks what only shows between their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..conditions.walk import facts_in, parameters_in
from ..model.nodes import ALWAYS, Condition, Expression
from ..model.rule import Clause, Fix, Kind, Parameter, Rule, Severity
from ..text.diagnostics import Diagnostics, Level, Related
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Scalar
from ..text.source import Span
from ..text.suggest import did_you_mean
from .conditions import read_clauses, read_condition
from .definitions import Definitions
from .dictionary import report_unknown_entity
from .packs import Document, FileKind
from .parameters import facts_of_parameter
from .placeholders import check_placeholders
from .reading import (
    day_at,
    maps_at,
    reference_at,
    scalars_at,
    text_at,
    texts_at,
    translated_at,
)
from .scope import Scope, report_out_of_sight


def read_rules(
    documents: Iterable[Document],
    scope: Scope,
    parameters: Mapping[str, Parameter],
    derivations: Mapping[str, Expression],
) -> dict[str, Rule]:
    """Return every rule that could be read whole, by id."""
    found: Definitions[Rule | None] = Definitions("rule")
    nodes: list[MappingNode] = []
    for document in documents:
        program = text_at(document.root, "program")
        if document.kind is not FileKind.PROGRAM or program is None:
            continue
        for node in maps_at(document.root, "rules"):
            id = node.get("id")
            rule = _read_rule(node, program, scope, parameters, derivations)
            if isinstance(id, Scalar):
                found.add(id.raw, rule, id.span, scope.diagnostics)
            nodes.append(node)
    for node in nodes:
        _check_follows(node, found.things, scope.diagnostics)
    return {name: rule for name, rule in found.things.items() if rule is not None}


def _read_rule(
    node: MappingNode,
    program: str,
    scope: Scope,
    parameters: Mapping[str, Parameter],
    derivations: Mapping[str, Expression],
) -> Rule | None:
    diagnostics = scope.diagnostics
    id, entity = node.get("id"), node.get("for")
    before = len(diagnostics)
    if isinstance(entity, Scalar):
        report_unknown_entity(entity.raw, entity.span, scope.dictionary, diagnostics)
        scope = Scope(scope.dictionary, scope.parameters, diagnostics, entity.raw)
    when_node = node.get("when")
    when = ALWAYS if when_node is None else read_condition(when_node, scope)
    clauses = tuple(
        Clause(condition, span) for condition, span in read_clauses(node.get("require"), scope)
    )
    conditions = [*(clause.condition for clause in clauses), *([when] if when else [])]
    _check_parameters(conditions, scope, parameters)
    fixes = _read_fixes(node, clauses, derivations, scope)
    check_placeholders(node.entry("wrong"), False, scope)
    since, until = day_at(node, "since", diagnostics), day_at(node, "until", diagnostics)
    if since is not None and until is not None and until < since:
        _report_order(node, diagnostics)
    source = reference_at(node, "source", diagnostics)
    severity, kind = _word(node, "severity", Severity), _word(node, "kind", Kind)
    if any(item.level is Level.ERROR for item in diagnostics.freeze()[before:]):
        return None
    if not (
        isinstance(id, Scalar)
        and isinstance(entity, Scalar)
        and when is not None
        and clauses
        and source is not None
        and severity is not None
        and kind is not None
    ):
        return None
    return Rule(
        id=id.raw,
        program=program,
        title=translated_at(node, "title"),
        entity=entity.raw,
        severity=Severity(severity),
        kind=Kind(kind),
        when=when,
        clauses=clauses,
        source=source,
        span=id.span,
        fixes=fixes,
        wrong=translated_at(node, "wrong"),
        since=since,
        until=until,
        follows_from=texts_at(node, "follows_from"),
        enabled=not _is_false(node, "enabled"),
        statements=texts_at(node, "statements") or (id.raw,),
    )


def _read_fixes(
    node: MappingNode,
    clauses: tuple[Clause, ...],
    derivations: Mapping[str, Expression],
    scope: Scope,
) -> tuple[Fix, ...]:
    fixes = []
    for item in maps_at(node, "fix"):
        target = item.get("set")
        name = target.raw if isinstance(target, Scalar) and target.raw else None
        if name is not None and target is not None:
            _check_set(name, target.span, clauses, derivations, scope)
        check_placeholders(item.entry("say"), name is not None, scope)
        where = translated_at(item, "where") or None
        fixes.append(Fix(translated_at(item, "say"), name, where, item.span))
    return tuple(fixes)


def _check_set(
    name: str,
    span: Span,
    clauses: tuple[Clause, ...],
    derivations: Mapping[str, Expression],
    scope: Scope,
) -> None:
    if scope.find_fact(name, span) is None or not clauses:
        return
    reached = _reached((clause.condition for clause in clauses), derivations)
    if name in reached:
        return
    direct = [each for clause in clauses for each in facts_in(clause.condition)]
    listed = ", ".join(f"`{each}`" for each in dict.fromkeys(direct))
    scope.diagnostics.error(
        "SKU-R051",
        f"`{name}` is not compared in `require`",
        span=span,
        help=did_you_mean(name, direct) or f"set one of {listed}",
    )


def _reached(
    conditions: Iterable[Condition], derivations: Mapping[str, Expression]
) -> frozenset[str]:
    """Name the facts that conditions read, directly or through derived facts."""
    found: set[str] = set()
    open_ = [name for condition in conditions for name in facts_in(condition)]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_.extend(facts_in(derivations[name]) if name in derivations else ())
    return frozenset(found)


def _check_parameters(
    conditions: Iterable[Condition], scope: Scope, parameters: Mapping[str, Parameter]
) -> None:
    """Report parameters that choose by facts out of the rule's sight."""
    entity = scope.entity
    if entity is None:
        return
    for condition in conditions:
        for name in parameters_in(condition):
            for fact in facts_of_parameter(parameters[name]) if name in parameters else ():
                if fact in scope.dictionary.facts:
                    place = condition.span
                    report_out_of_sight(scope, scope.dictionary.facts[fact], entity, place)


def _check_follows(
    node: MappingNode, rules: Mapping[str, object], diagnostics: Diagnostics
) -> None:
    own = text_at(node, "id")
    for scalar in scalars_at(node, "follows_from"):
        if scalar.raw == own:
            diagnostics.error(
                "SKU-R015", "a rule cannot follow from itself", span=scalar.span, help="remove it"
            )
        elif scalar.raw not in rules:
            diagnostics.error(
                "SKU-R015",
                f"unknown rule `{scalar.raw}`",
                span=scalar.span,
                help=did_you_mean(scalar.raw, rules) or "name a rule of this or another program",
            )


def _report_order(node: MappingNode, diagnostics: Diagnostics) -> None:
    since, until = node.get("since"), node.get("until")
    if isinstance(since, Scalar) and isinstance(until, Scalar):
        diagnostics.error(
            "SKU-R050",
            f"the last day `{until.raw}` lies before the first day `{since.raw}`",
            span=until.span,
            help="exchange them, or correct one",
            related=[Related("the first day", since.span)],
        )


def _word(node: MappingNode, key: str, words: type[Severity] | type[Kind]) -> str | None:
    text = text_at(node, key)
    return text if text in {word.value for word in words} else None


def _is_false(node: MappingNode, key: str) -> bool:
    value = node.get(key)
    return isinstance(value, Scalar) and value.value is False
