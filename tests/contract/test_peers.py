"""The benchmark beside other engines: its own engines agree, and wrong counts are explained."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

PEERS = Path(__file__).parents[2] / "bench" / "peers"
MODULES = (
    "conditions", "installing", "reference", "registry", "rendering", "rows", "skulint_pack",
    "tally", "workload",
)  # fmt: skip
SKUS = 200


@pytest.fixture(scope="module")
def peers() -> Iterator[SimpleNamespace]:
    """Return the benchmark's modules, which are scripts beside each other, not a package."""
    before = set(sys.modules)
    sys.path.insert(0, str(PEERS))
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    finally:
        sys.path.remove(str(PEERS))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", None)).startswith(str(PEERS)):
                del sys.modules[name]


@pytest.fixture(scope="module")
def folder(peers: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workload")
    peers.workload.write_files(made, SKUS, 1)
    peers.skulint_pack.write_pack(made / "pack", peers.workload.make_rules(40))
    return made


@pytest.fixture(scope="module")
def right(peers: SimpleNamespace, folder: Path) -> dict[str, tuple[int, int, int]]:
    rows = peers.rows.read_rows(folder, Decimal)
    return peers.reference.count(peers.workload.make_rules(40), rows)


def test_skulint_counts_what_the_reference_counts(peers, folder, right) -> None:
    adapter = importlib.import_module("adapters.skulint_judging")
    rules = peers.workload.make_rules(40)
    found = adapter.run(adapter.prepare(rules), adapter.load(folder))
    assert found == right
    # A workload in which nothing fails or nothing lacks would tell no engines apart.
    assert all(sum(counts) == SKUS for counts in right.values())
    assert sum(fail > 0 for _, fail, _ in right.values()) > 35
    assert sum(unknown > 0 for *_, unknown in right.values()) > 15


def test_the_hand_written_query_counts_what_the_reference_counts(peers, folder, right) -> None:
    adapter = importlib.import_module("adapters.duckdb_sql")
    rules = peers.workload.make_rules(40)
    assert adapter.run(adapter.prepare(rules), adapter.load(folder)) == right


def test_as_many_rules_as_wanted_differ(peers) -> None:
    rules = peers.workload.make_rules(1_000)
    assert len({(rule.require, rule.when) for rule in rules}) == 1_000


def test_a_shortcut_explains_what_it_counts_and_nothing_else(peers, folder, right) -> None:
    reference = peers.reference
    shortcuts = reference.shortcut_counts(folder, peers.workload.make_rules(40))
    name = "null counts as fail"
    told = reference.reasons(shortcuts[name], right, shortcuts)
    assert set(told.values()) == {name}
    wrong = dict(right) | {"PEER-0002": peers.tally.Tally(0, 0, SKUS)}
    assert reference.reasons(wrong, right, shortcuts) == {"PEER-0002": ""}
    # Prices stand on 70% of the lowest price, which binary floats miss.
    floats = shortcuts["binary floats at a boundary"]
    assert floats["PEER-0001"].fail > right["PEER-0001"].fail


def test_every_peer_has_an_adapter_and_a_pinned_requirement(peers) -> None:
    registry = peers.registry
    for peer in registry.PEERS:
        assert (PEERS / "adapters" / f"{peer.module}.py").is_file()
        if peer.venv != registry.OURS:
            lines = peers.installing.requirements(peer.venv)
            assert all("==" in line for line in lines)
            assert peer.package in {peers.installing.name_of(line) for line in lines}


def test_the_tables_name_the_wrong_and_the_absent(peers) -> None:
    spread = {"median": 0.5, "min": 0.4, "max": 0.6}
    steps = {step: {"wall": spread, "cpu": spread} for step in ("prepare", "load", "run")}
    whole = {"wall": spread, "cpu": spread, "peak": {"median": 2**20, "min": 1, "max": 2**20}}
    measured = {**steps, "whole": whole, "wrong_rules": 0, "said_rules": 40}
    wrong = {
        **measured,
        "wrong_rules": 1,
        "reasons": {"null counts as pass": 1},
        "wrong": [{"rule": "R1", "counted": [9, 1, 0], "right": [8, 1, 1], "reason": "…"}],
    }
    result = {
        "rules": 40, "seed": 1, "processors": 2, "python": "3.11",
        "peers": {
            "skulint": {"title": "skulint check"},
            "other": {"title": "Other"},
            "slow": {"title": "Slow"},
            "absent": {"title": "Absent", "not_installed": "no wheel"},
        },
        "sizes": {"1000": {
            "skulint": measured, "other": wrong, "slow": {"left_out": "would take about 90 s"},
        }},
    }  # fmt: skip
    text = peers.rendering.render(result)
    assert "| Other | 0.500 | 0.500 | 0.500 | 1.00 | 0.500 | 1 | 1 of 40 |" in text
    assert "| Slow | — (would take about 90 s) |" in text
    assert "| Absent | — (no wheel) |" in text
    assert "- Absent: not installed: no wheel" in text
    said = "R1: 9 clear, 1 fail, 0 unknown instead of 8 clear, 1 fail, 1 unknown"
    assert f"null counts as pass (1). {said}" in text
