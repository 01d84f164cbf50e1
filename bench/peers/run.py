"""Measure skulint beside other engines on one workload: `python bench/peers/run.py`.

The catalogue and the rules are made from a seed, every measurement is a process of its own, runs
of all engines alternate, and what every engine counts is compared with the reference.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from growth import grow
from installing import install
from measuring import measure, median_of, tallies_of
from reference import reasons, shortcut_counts
from registry import OURS, PEERS, REFERENCE, Peer
from rendering import render
from skulint_pack import write_pack
from tally import Tallies, agrees
from workload import make_rules, write_files

#: How much more memory and time tenfold SKUs are taken to need, when an engine is let off.
_TENFOLD = 10
#: Up to so many SKUs a wrong count is explained.
_EXPLAINED = 10_000


def main() -> None:
    """Make the workload, install the engines, measure, and write JSON and Markdown."""
    options = _options()
    chosen = [each for each in PEERS if not options.only or each.name in options.only]
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peers-")))
        pythons, lacking = _install(chosen, options.venvs or scratch / "venvs")
        result: dict[str, Any] = {
            "rules": options.rules,
            "seed": options.seed,
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "limit_s": options.limit,
            "peers": {each.name: {"title": each.title} for each in chosen},
            "sizes": {},
        }
        for name, why in lacking.items():
            result["peers"][name]["not_installed"] = why
        there = [each for each in chosen if each.name not in lacking]
        for skus in _sizes(options.min_skus, options.max_skus):
            folder = scratch / str(skus)
            write_files(folder, skus, options.seed)
            write_pack(folder / "pack", make_rules(options.rules))
            earlier = result["sizes"].get(skus // _TENFOLD, {})
            result["sizes"][skus] = _measure_all(there, pythons, folder, earlier, options)
            _save(result, options)
        if options.growth:
            result["growth"] = grow(
                pythons,
                scratch,
                runs=options.runs,
                seed=options.seed,
                limit=options.limit,
                say=_say,
            )
            _save(result, options)
    print(render(result))


def _measure_all(
    peers: Sequence[Peer],
    pythons: Mapping[str, Path],
    folder: Path,
    earlier: Mapping[str, Any],
    options: argparse.Namespace,
) -> dict[str, Any]:
    """Measure all engines on one catalogue, in turns."""
    found: dict[str, Any] = {}
    left = []
    for peer in peers:
        before = earlier.get(peer.name)
        expected = before["whole"]["wall"]["median"] if before and "whole" in before else 0
        if before and "whole" not in before:
            found[peer.name] = {"left_out": before.get("left_out") or before["error"]}
        elif before and before["run"]["cpu"]["median"] * _TENFOLD > options.limit:
            seconds = round(before["run"]["cpu"]["median"] * _TENFOLD)
            found[peer.name] = {"left_out": f"would take about {seconds} s"}
        else:
            left.append((peer, max(10 * options.limit, 3 * _TENFOLD * expected)))
    runs: dict[str, list[Any]] = {peer.name: [] for peer, _ in left}
    # A first run that does not count: compiled modules, the kept rule book, files in memory.
    for turn in range(options.runs + (not earlier)):
        for peer, limit in left:
            if peer.name in found:
                continue
            _say(f"{folder.name} SKUs, {peer.title}")
            once = measure(peer, pythons[peer.venv], folder, options.rules, limit)
            if "error" in once:
                found[peer.name] = once
            elif earlier or turn:
                runs[peer.name].append(once)
    tallies = {name: tallies_of(each[-1]) for name, each in runs.items() if name not in found}
    found |= {name: median_of(runs[name]) for name in tallies}
    _compare(peers, found, tallies, folder, options)
    return found


def _compare(
    peers: Sequence[Peer],
    found: dict[str, Any],
    tallies: Mapping[str, Tallies],
    folder: Path,
    options: argparse.Namespace,
) -> None:
    """Hold every engine's counts against the right ones."""
    right, judge = right_counts(tallies)
    remarks = {each.name: each.remark for each in peers}
    shortcuts: dict[str, Tallies] = {}
    for name, counted in tallies.items():
        found[name]["compared_with"] = judge
        wrong = [rule for rule, tally in counted.items() if not agrees(tally, right[rule])]
        found[name] |= {"wrong_rules": len(wrong), "said_rules": len(counted)}
        if not wrong or int(folder.name) > _EXPLAINED:
            continue
        shortcuts = shortcuts or shortcut_counts(folder, make_rules(options.rules))
        told = [
            {
                "rule": rule,
                "counted": list(counted[rule]),
                "right": list(right[rule]),
                "reason": why or remarks[name] or "not explained",
            }
            for rule, why in sorted(reasons(counted, right, shortcuts).items())
        ]
        found[name]["wrong"] = told
        found[name]["reasons"] = dict(Counter(each["reason"] for each in told))


def right_counts(tallies: Mapping[str, Tallies]) -> tuple[Tallies, str]:
    """Return the right counts and who says so: the reference, or else what most engines found."""
    if REFERENCE in tallies:
        return tallies[REFERENCE], REFERENCE
    votes = Counter(json.dumps(each, sort_keys=True) for each in tallies.values())
    most, count = votes.most_common(1)[0] if votes else ("{}", 0)
    agreed = next((e for e in tallies.values() if json.dumps(e, sort_keys=True) == most), {})
    return agreed, f"what {count} engines agree on"


def _install(peers: Sequence[Peer], folder: Path) -> tuple[dict[str, Path], dict[str, str]]:
    """Return the Python of each environment, and why peers are missing."""
    pythons, lacking = {OURS: Path(sys.executable)}, {}
    for venv in dict.fromkeys(each.venv for each in peers if each.venv != OURS):
        _say(f"installing {venv}")
        pythons[venv], reasons_ = install(venv, folder)
        for peer in peers:
            if peer.venv == venv and peer.package in reasons_:
                lacking[peer.name] = reasons_[peer.package]
    return pythons, lacking


def _sizes(least: int, most: int) -> Iterator[int]:
    while least <= most:
        yield least
        least *= _TENFOLD


def _save(result: Mapping[str, Any], options: argparse.Namespace) -> None:
    for path, text in (
        (options.json, json.dumps(result, indent=2) + "\n"),
        (options.markdown, render(result)),
    ):
        if path is not None:
            path.write_text(text, encoding="utf-8")


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--min-skus", type=int, default=1_000)
    parser.add_argument("--max-skus", type=int, default=100_000)
    parser.add_argument("--rules", type=int, default=40)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--limit", type=float, default=60, help="leave out what would judge longer, in CPU seconds"
    )
    parser.add_argument(
        "--growth", action="store_true", help="measure growth with rules and findings as well"
    )
    parser.add_argument("--only", nargs="+", choices=[each.name for each in PEERS], default=[])
    parser.add_argument("--venvs", type=Path, help="where to install the engines, and keep them")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
