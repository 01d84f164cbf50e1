"""How the rules of a run are named, so that they can be found again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..text.safe_text import sanitise

if TYPE_CHECKING:
    from ..model.rule import Pack


def packs_in_full(packs: Iterable[Pack]) -> str:
    """Name packs with their versions and hashes."""
    return "; ".join(sanitise(f"{pack.name} {pack.version} sha256:{pack.sha256}") for pack in packs)
