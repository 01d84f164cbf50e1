"""Starts measurements, each as its own process, and takes the time and memory of all of it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry import Peer
from tally import Tally

_WITHHELD = ("PYTHONDONTWRITEBYTECODE", "SKULINT_NO_CACHE")
_MEASURE = Path(__file__).parent / "measure.py"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: its seconds and what it printed."""

    wall: float
    cpu: float
    exit_code: int
    out: str
    err: str


def run_process(command: Sequence[str], limit: float) -> Run:
    """Run a command to its end, or kill it after so many seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment()
        )
        timer = threading.Timer(limit, process.kill)
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    return Run(wall, used.ru_utime + used.ru_stime, process.returncode, *texts)


def environment() -> dict[str, str]:
    """Return ours, with compiled modules and the kept rule book written as they usually are."""
    return {name: each for name, each in os.environ.items() if name not in _WITHHELD}


def measure(peer: Peer, python: Path, folder: Path, rules: int, limit: float) -> dict[str, Any]:
    """Measure one engine once; gives `error` where it did not come to an end."""
    command = [str(python), str(_MEASURE), peer.module, peer.package, str(folder), str(rules)]
    run = run_process(command, limit)
    if run.exit_code:
        lines = run.err.strip().splitlines()
        why = "took too long" if run.wall >= limit else (lines or ["failed"])[-1]
        return {"error": why[:300]}
    found: dict[str, Any] = json.loads(run.out.splitlines()[-1])
    whole = {"wall": run.wall, "cpu": run.cpu, "peak": found.pop("peak")}
    return {**found, "whole": whole}


def median_of(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum up runs of one engine: the median of each figure, with the least and the most."""
    last = runs[-1]
    steps: dict[str, Any] = {}
    for step in ("prepare", "load", "run", "whole"):
        steps[step] = {
            figure: _spread([each[step][figure] for each in runs]) for figure in last[step]
        }
    return {**steps, "version": last.get("version"), "runs": len(runs)}


def _spread(values: Sequence[float]) -> dict[str, float]:
    median = statistics.median(values)
    return {
        name: round(value, 6)
        for name, value in (("median", median), ("min", min(values)), ("max", max(values)))
    }


def tallies_of(found: Mapping[str, Any]) -> dict[str, Tally]:
    """Return what a measurement counted."""
    return {name: Tally(*counts) for name, counts in found["tallies"].items()}
