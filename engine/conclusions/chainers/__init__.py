"""The chainers: ways of drawing the conclusions of a graph from signatures of its atoms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from types import MappingProxyType
from typing import TypeAlias

from ...model.conclusion import State
from ..graph import Graph

#: The states of a graph's atoms, in the graph's order.
Signature: TypeAlias = tuple[State, ...]

#: Gives for each signature, in their order, the state of every gate by name.
Chainer: TypeAlias = Callable[[Graph, Sequence[Signature]], list[Mapping[str, State]]]


def _durable(graph: Graph, signatures: Sequence[Signature]) -> list[Mapping[str, State]]:
    from .durable import chain

    return chain(graph, signatures)


def _plain(graph: Graph, signatures: Sequence[Signature]) -> list[Mapping[str, State]]:
    from .plain import chain

    return chain(graph, signatures)


CHAINERS: Mapping[str, Chainer] = MappingProxyType({"durable": _durable, "plain": _plain})


def usual_chainer() -> str:
    """Name the chainer to use here: durable-rules, which builds on some platforms only."""
    return "durable" if find_spec("durable_rules_engine") is not None else "plain"
