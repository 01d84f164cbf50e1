"""Reads the worked examples beside pools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..model.conclusion import State
from ..model.outcome import Outcome
from ..model.pool import Pool, PoolCase, PoolItem
from ..model.rule import Case, Rule
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Scalar
from ..text.suggest import did_you_mean
from .cases import read_given
from .conclusion_cases import report_outcome, with_nothing_given
from .packs import Document, FileKind
from .reading import maps_at, text_at
from .scope import Scope

_OUTCOMES = tuple(outcome.value for outcome in Outcome)


def read_pool_cases(
    documents: Iterable[Document],
    pools: Mapping[str, Pool],
    rules: Mapping[str, Rule],
    scope: Scope,
) -> tuple[PoolCase, ...]:
    """Return the cases of all pools, in the order of the files."""
    cases = []
    for document in documents:
        if document.kind is not FileKind.PROGRAM:
            continue
        for node in maps_at(document.root, "pools"):
            id = text_at(node, "id")
            for case in maps_at(node, "cases"):
                if id is not None and id in pools:
                    cases += _read_case(case, pools[id], rules, scope)
    return tuple(cases)


def _read_case(
    node: MappingNode, pool: Pool, rules: Mapping[str, Rule], scope: Scope
) -> list[PoolCase]:
    state = text_at(node, "expect")
    if state not in tuple(State):
        return []
    keep = node.get("keep")
    return [
        PoolCase(
            pool=pool.id,
            items=tuple(_read_item(item, node, pool, scope) for item in maps_at(node, "members")),
            state=State(state),
            keep=int(keep.raw) if isinstance(keep, Scalar) and keep.raw.isdecimal() else None,
            keeps=keep is not None,
            span=node.span,
        )
    ]


def _read_item(node: MappingNode, case: MappingNode, pool: Pool, scope: Scope) -> PoolItem:
    if node.get("given") is None:
        node = with_nothing_given(node)
    given, expected = node.get("given"), case.entry("expect")
    assert isinstance(given, MappingNode)
    assert expected is not None
    outcomes: dict[str, str] = {}
    stated = node.get("outcomes")
    for entry in stated.entries if isinstance(stated, MappingNode) else ():
        if entry.key not in pool.rules:
            scope.diagnostics.error(
                "SKU-R015",
                f"`{pool.id}` does not ask for `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, pool.rules) or "name one of its rules",
            )
        elif not isinstance(entry.value, Scalar) or entry.value.raw not in _OUTCOMES:
            report_outcome(entry, _OUTCOMES, scope)
        else:
            outcomes[entry.key] = entry.value.raw
    times = node.get("times")
    return PoolItem(
        case=Case(
            pool.id,
            MappingProxyType(read_given(given, scope)),
            "",
            node.span,
            MappingNode((*node.entries, expected), node.span),
            text_at(node, "name"),
        ),
        outcomes=MappingProxyType(outcomes),
        otherwise=text_at(case, "otherwise"),
        times=int(times.raw) if isinstance(times, Scalar) and times.raw.isdecimal() else 1,
    )
