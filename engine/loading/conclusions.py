"""Reads conclusions and checks what only shows between them: names, sight and circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ..model.conclusion import (
    Conclusion,
    Either,
    Every,
    FactsHold,
    Follows,
    Opposite,
    Premise,
    RulesPass,
    State,
)
from ..model.rule import Program, Rule
from ..text.diagnostics import Diagnostics, Level, Related
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node, Scalar, Sequence
from ..text.suggest import did_you_mean
from .definitions import Definitions
from .dictionary import report_unknown_entity
from .packs import Document
from .reading import maps_at, reference_at, scalars_at, text_at, translated, translated_at
from .scope import Scope
from .unreported import Holder, nodes_of_programs, read_condition


def read_conclusions(
    documents: Iterable[Document],
    scope: Scope,
    rules: Mapping[str, Rule],
    programs: Mapping[str, Program],
) -> dict[str, Conclusion]:
    """Return every conclusion that could be read whole, by id."""
    diagnostics = scope.diagnostics
    found: Definitions[Conclusion | None] = Definitions("conclusion")
    nodes: list[tuple[str, MappingNode]] = []
    for program, node in nodes_of_programs(documents, "conclusions"):
        id = node.get("id")
        conclusion = _read_conclusion(node, program, scope)
        if isinstance(id, Scalar):
            found.add(id.raw, conclusion, id.span, diagnostics)
        nodes.append((program, node))
    read = {name: each for name, each in found.things.items() if each is not None}
    for program, node in nodes:
        reach = reach_of(program, programs)
        named = _mentioned(node.get("when"), "rules")
        check_rules(named, text_at(node, "for"), reach, rules, scope)
        _check_conclusions(node, reach, found.things, read, scope)
    _report_circles(read, diagnostics)
    return read


def _read_conclusion(node: MappingNode, program: str, scope: Scope) -> Conclusion | None:
    diagnostics = scope.diagnostics
    before = len(diagnostics)
    id, entity, when = node.get("id"), node.get("for"), node.get("when")
    source = reference_at(node, "source", diagnostics)
    if not (isinstance(id, Scalar) and isinstance(entity, Scalar) and source is not None):
        return None
    report_unknown_entity(entity.raw, entity.span, scope.dictionary, diagnostics)
    scope = Scope(scope.dictionary, scope.parameters, diagnostics, entity.raw)
    holder = Holder(id.raw, ":", program, scope, source)
    premise = _read_premise(when, holder)
    if premise is None or any(item.level is Level.ERROR for item in diagnostics.freeze()[before:]):
        return None
    return Conclusion(
        id=id.raw,
        program=program,
        title=translated_at(node, "title"),
        entity=entity.raw,
        when=premise,
        say=_texts_by_state(node.get("say")),
        source=source,
        span=id.span,
        facts=tuple(holder.conditions),
        next_step=_texts_by_state(node.get("next")),
        irreversible=translated_at(node, "irreversible"),
    )


def _texts_by_state(node: Node | None) -> Mapping[State, Mapping[str, str]]:
    entries = node.entries if isinstance(node, MappingNode) else ()
    words = {state.value: state for state in State}
    return MappingProxyType(
        {words[each.key]: translated(each.value) for each in entries if each.key in words}
    )


def _read_premise(node: Node | None, holder: Holder) -> Premise | None:
    """Return what a map demands: all its entries together."""
    if not isinstance(node, MappingNode):
        return None
    items: list[Premise] = []
    for entry in node.entries:
        match entry.key, entry.value:
            case "rules", Sequence():
                items.append(RulesPass(tuple(each.raw for each in scalars_at(node, "rules"))))
            case "conclusions", Sequence():
                items += [Follows(each.raw) for each in scalars_at(node, "conclusions")]
            case "facts", value:
                name = read_condition(value, holder)
                items += [] if name is None else [FactsHold(name)]
            case "any_of", Sequence(inner):
                branches = [_read_premise(each, holder) for each in inner]
                items.append(Either(tuple(each for each in branches if each is not None)))
            case "not", value:
                opposite = _read_premise(value, holder)
                items += [] if opposite is None else [Opposite(opposite)]
    if not items:
        return None
    return items[0] if len(items) == 1 else Every(tuple(items))


def reach_of(program: str, programs: Mapping[str, Program]) -> frozenset[str]:
    """Name the programs that are judged wherever this one is: itself and what it needs."""
    reached: set[str] = set()
    waiting = [program]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(programs[name].needs if name in programs else ())
    return frozenset(reached)


def _mentioned(node: Node | None, key: str) -> Iterator[Scalar]:
    """Yield the ids that a premise lists under a key, however deep it stands."""
    if not isinstance(node, MappingNode):
        return
    yield from scalars_at(node, key)
    yield from _mentioned(node.get("not"), key)
    for branch in maps_at(node, "any_of"):
        yield from _mentioned(branch, key)


def check_rules(
    named: Iterable[Scalar],
    entity: str | None,
    reach: frozenset[str],
    rules: Mapping[str, Rule],
    scope: Scope,
) -> None:
    """Report rules that are unknown, out of reach, or of records that have nothing to do here."""
    for scalar in named:
        rule = rules.get(scalar.raw)
        if rule is None:
            scope.diagnostics.error(
                "SKU-R015",
                f"unknown rule `{scalar.raw}`",
                span=scalar.span,
                help=did_you_mean(scalar.raw, rules) or "`skulint rules list` shows all ids",
            )
        elif rule.program not in reach:
            _report_reach("rule", scalar, rule.program, scope.diagnostics)
        elif entity is not None and not _hang_together(rule.entity, entity, scope):
            _report_sight("rule", scalar, rule.entity, entity, scope)


def _check_conclusions(
    node: MappingNode,
    reach: frozenset[str],
    defined: Mapping[str, object],
    read: Mapping[str, Conclusion],
    scope: Scope,
) -> None:
    entity = text_at(node, "for")
    for scalar in _mentioned(node.get("when"), "conclusions"):
        other = read.get(scalar.raw)
        if scalar.raw not in defined:
            scope.diagnostics.error(
                "SKU-R090",
                f"unknown conclusion `{scalar.raw}`",
                span=scalar.span,
                help=did_you_mean(scalar.raw, defined)
                or "define it under `conclusions` of this program or one that it needs",
            )
        elif other is None:
            continue  # its own faults have been reported
        elif other.program not in reach:
            _report_reach("conclusion", scalar, other.program, scope.diagnostics)
        elif entity is not None and other.entity not in _seen(entity, scope):
            _report_sight("conclusion", scalar, other.entity, entity, scope)


def _seen(entity: str, scope: Scope) -> tuple[str, ...]:
    known = entity in scope.dictionary.entities
    return scope.dictionary.visible_entities(entity) if known else (entity,)


def _hang_together(one: str, other: str, scope: Scope) -> bool:
    return one in _seen(other, scope) or other in _seen(one, scope)


def _report_reach(kind: str, scalar: Scalar, program: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "SKU-R091",
        f"{kind} `{scalar.raw}` is of program `{program}`, which is not judged here",
        span=scalar.span,
        help=f"add `{program}` to the `needs` of the program",
    )


def _report_sight(kind: str, scalar: Scalar, theirs: str, entity: str, scope: Scope) -> None:
    visible = ", ".join(f"`{name}`" for name in _seen(entity, scope))
    scope.diagnostics.error(
        "SKU-R016",
        f"{kind} `{scalar.raw}` is for each {theirs}, which a {entity} does not see",
        span=scalar.span,
        help=f"a {entity} sees {visible}",
    )


def _report_circles(read: Mapping[str, Conclusion], diagnostics: Diagnostics) -> None:
    """Report each circle of conclusions once, with the place of every one on it."""
    done: set[str] = set()
    for start in read:
        for circle in _circles(start, read, done):
            first = circle[0]
            following = (*circle[1:], first)
            diagnostics.error(
                "SKU-R092",
                f"`{first}` follows from itself: {' → '.join((*circle, first))}",
                span=read[first].span,
                help="take one of them out of the circle",
                related=[
                    Related(f"follows from `{after}`", read[name].span)
                    for name, after in zip(circle, following, strict=True)
                ],
            )


def _circles(
    start: str, read: Mapping[str, Conclusion], done: set[str]
) -> Iterator[tuple[str, ...]]:
    """Walk without recursion: a chain may be longer than Python's stack."""
    path: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        name, left = waiting.pop()
        if left:
            path.pop()
            done.add(name)
        elif name in path:
            yield tuple(path[path.index(name) :])
        elif name not in done and name in read:
            path.append(name)
            waiting.append((name, True))
            waiting += [(each, False) for each in reversed(read[name].conclusions)]
