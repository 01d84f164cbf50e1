"""Reads the file of waivers, and the baseline."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal, InvalidOperation

from ..model.waiver import Baseline, Waiver
from ..text.diagnostics import Diagnostics
from ..text.json_text import load_json
from ..text.nodes import Mapping, Node, Scalar, Sequence
from ..text.read import read_source
from ..text.yaml_text import load_yaml
from .shape import check_shape


def load_waivers(path: str | os.PathLike[str], diagnostics: Diagnostics) -> tuple[Waiver, ...]:
    """Return the waivers of a file in their order.

    Args:
        path: The file behind `--waivers`.
        diagnostics: Where problems are reported; a day that cannot be read is a warning only.
    """
    source = read_source(path, diagnostics)
    root = load_yaml(source, diagnostics) if source is not None else None
    if root is None:
        return ()
    before = len(diagnostics)
    check_shape(root, "waiversFile", diagnostics, schema="waivers")
    listed = root.get("waivers") if isinstance(root, Mapping) else None
    if len(diagnostics) > before or not isinstance(listed, Sequence):
        return ()
    return tuple(_waiver(each, diagnostics) for each in listed.items if isinstance(each, Mapping))


def _waiver(node: Mapping, diagnostics: Diagnostics) -> Waiver:
    return Waiver(
        rule=_raw(node, "rule"),
        subject=_raw(node, "subject"),
        reason=_raw(node, "reason"),
        owner=_raw(node, "owner"),
        until=_day(node.get("until"), diagnostics),
        granted=_number(node.get("granted"), diagnostics),
        span=node.entries[0].key_span,
    )


def _raw(node: Mapping, key: str) -> str:
    found = node.get(key)
    return found.raw if isinstance(found, Scalar) else ""


def _day(node: Node | None, diagnostics: Diagnostics) -> date | None:
    assert isinstance(node, Scalar)
    try:
        # Other forms that the standard library takes, such as 2026W011, are read by nobody.
        if len(node.raw) == len("2026-12-31"):
            return date.fromisoformat(node.raw)
    except ValueError:
        pass
    diagnostics.warning(
        "SKU-W001",
        f"`{node.raw}` is not a day, so the waiver counts as expired",
        span=node.span,
        help="write the last day as in `until: 2026-12-31`",
    )
    return None


def _number(node: Node | None, diagnostics: Diagnostics) -> Decimal | None:
    if not isinstance(node, Scalar):
        return None
    try:
        found = Decimal(node.raw)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        diagnostics.error(
            "SKU-R002",
            f"`{node.raw}` is not a number",
            span=node.span,
            help="write the value alone, as in `granted: 7.90`",
        )
        return None
    return found


def load_baseline(path: str | os.PathLike[str], diagnostics: Diagnostics) -> Baseline | None:
    """Return the findings of a baseline file, or of a JSON report."""
    source = read_source(path, diagnostics)
    root = load_json(source, diagnostics) if source is not None else None
    if source is None or root is None:
        return None
    listed = root.get("findings") if isinstance(root, Mapping) else None
    prints = (
        [_fingerprint(each) for each in listed.items] if isinstance(listed, Sequence) else [None]
    )
    if None in prints:
        diagnostics.error(
            "SKU-W007",
            "this is no baseline",
            span=root.span,
            help="write one with `--write-baseline FILE`",
        )
        return None
    return Baseline(frozenset(each for each in prints if each is not None), source.name)


def _fingerprint(node: Node) -> str | None:
    found = node.get("fingerprint") if isinstance(node, Mapping) else None
    return found.value if isinstance(found, Scalar) and isinstance(found.value, str) else None
