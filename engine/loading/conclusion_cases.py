"""Reads the worked examples beside conclusions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..model.conclusion import Conclusion, ConclusionCase, State
from ..model.outcome import Outcome
from ..model.rule import Case, Rule
from ..text.nodes import Entry, Scalar
from ..text.nodes import Mapping as MappingNode
from ..text.suggest import did_you_mean
from .behind import rules_behind
from .cases import read_given
from .packs import Document, FileKind
from .reading import maps_at, text_at
from .scope import Scope

_OUTCOMES = tuple(outcome.value for outcome in Outcome)
_STATES = tuple(state.value for state in State)


def read_conclusion_cases(
    documents: Iterable[Document],
    conclusions: Mapping[str, Conclusion],
    rules: Mapping[str, Rule],
    scope: Scope,
) -> tuple[ConclusionCase, ...]:
    """Return the cases of all conclusions, in the order of the files."""
    cases = []
    for document in documents:
        if document.kind is not FileKind.PROGRAM:
            continue
        for node in maps_at(document.root, "conclusions"):
            id = text_at(node, "id")
            if id is None or id not in conclusions:
                continue
            stated = maps_at(node, "cases")
            known = rules_behind(id, conclusions) if stated else frozenset()
            for case in stated:
                cases += _read_case(case, id, known, conclusions, rules, scope)
    return tuple(cases)


def _read_case(
    node: MappingNode,
    id: str,
    known: frozenset[str],
    conclusions: Mapping[str, Conclusion],
    rules: Mapping[str, Rule],
    scope: Scope,
) -> list[ConclusionCase]:
    expect = text_at(node, "expect")
    if expect not in _STATES:
        return []
    given = node.get("given")
    if given is None:
        node = with_nothing_given(node)
        given = node.get("given")
    assert isinstance(given, MappingNode)
    values = read_given(given, scope)
    outcomes = {}
    stated = node.get("outcomes")
    for entry in stated.entries if isinstance(stated, MappingNode) else ():
        words = _OUTCOMES if entry.key in rules else _STATES
        if entry.key not in known:
            scope.diagnostics.error(
                "SKU-R015",
                f"`{id}` does not follow from `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, known) or "name a rule or conclusion behind it",
            )
        elif not isinstance(entry.value, Scalar) or entry.value.raw not in words:
            report_outcome(entry, words, scope)
        else:
            outcomes[entry.key] = entry.value.raw
    case = Case(id, MappingProxyType(values), expect, node.span, node, text_at(node, "name"))
    return [ConclusionCase(case, MappingProxyType(outcomes), text_at(node, "otherwise"))]


def report_outcome(entry: Entry, words: tuple[str, ...], scope: Scope) -> None:
    """Report a word that is no outcome or state."""
    written = entry.value.raw if isinstance(entry.value, Scalar) else entry.value.span.text
    scope.diagnostics.error(
        "SKU-R062",
        f"`{written}` cannot become of `{entry.key}`",
        span=entry.value.span,
        help=did_you_mean(written, words) or ", ".join(f"`{each}`" for each in words),
    )


def with_nothing_given(node: MappingNode) -> MappingNode:
    """Give a case that states no facts an empty map of them."""
    nothing = MappingNode((), node.span)
    return MappingNode((*node.entries, Entry("given", node.span, nothing)), node.span)
