"""How time grows: with the number of rules, and with the number of findings that are explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from measuring import measure, median_of, tallies_of
from registry import OURS, PEERS, Peer
from skulint_pack import write_pack
from tally import agrees
from workload import make_rules, write_files

RULES = (40, 100, 400, 1_000)
SKUS = 1_000
#: The engines that judge all records at once, in which rules may get into each other's way.
_COLUMNAR = ("skulint-one", "skulint-judging", "duckdb", "polars")
_EXPLAINING = (
    *(each for each in PEERS if each.name in ("skulint-one", "skulint")),
    Peer("skulint-all", "skulint check, all findings", "skulint_all", "skulint", OURS),
)


def grow(
    pythons: Mapping[str, Path],
    scratch: Path,
    *,
    runs: int,
    seed: int,
    limit: float,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Measure both; a wrong count or a failure stands where the figures would."""
    found: dict[str, Any] = {"skus": SKUS, "rules": {}, "findings": {}}
    columnar = [each for each in PEERS if each.name in _COLUMNAR and each.venv in pythons]
    for rules in RULES:
        folder = _workload(scratch / f"rules-{rules}", SKUS, rules, seed)
        say(f"{rules} rules")
        found["rules"][rules] = _measured(columnar, pythons, folder, rules, runs, limit)
    for skus in (SKUS, 10 * SKUS):
        folder = _workload(scratch / f"findings-{skus}", skus, RULES[0], seed)
        say(f"findings of {skus} SKUs")
        found["findings"][skus] = _measured(_EXPLAINING, pythons, folder, RULES[0], runs, limit)
    found["titles"] = {each.name: each.title for each in (*columnar, *_EXPLAINING)}
    return found


def _workload(folder: Path, skus: int, rules: int, seed: int) -> Path:
    write_files(folder, skus, seed)
    write_pack(folder / "pack", make_rules(rules))
    return folder


def _measured(
    peers: Sequence[Peer],
    pythons: Mapping[str, Path],
    folder: Path,
    rules: int,
    runs: int,
    limit: float,
) -> dict[str, Any]:
    """Measure some engines in turns, after a turn that does not count."""
    kept: dict[str, list[Any]] = {each.name: [] for each in peers}
    found: dict[str, Any] = {}
    for turn in range(runs + 1):
        for peer in peers:
            if peer.name in found:
                continue
            once = measure(peer, pythons[peer.venv], folder, rules, 10 * limit)
            if "error" in once:
                found[peer.name] = once
            elif turn:
                kept[peer.name].append(once)
    tallies = {name: tallies_of(each[-1]) for name, each in kept.items() if each}
    right = next(iter(tallies.values()), {})
    for name, counted in tallies.items():
        same = all(agrees(counted[rule], right[rule]) for rule in right)
        found[name] = {**median_of(kept[name]), "same_counts": same}
    return found
