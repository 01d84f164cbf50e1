"""One measurement: drive one engine over one catalogue, in a process of its own.

Prints JSON. Start it by `run.py`, which also takes the time and the memory of the whole process.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any


def clocked(step: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Run a step; give what it gives, and its seconds on the wall and of all processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = step()
    return found, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def peak() -> int:
    """Return the most memory that this process had, in bytes."""
    # Not of `getrusage`, which on Linux counts what the parent had when it made the process.
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def main(module: str, package: str, folder: Path, rules: int) -> None:
    """Import the engine and say the rules, read the files, judge."""
    from workload import make_rules

    forms = make_rules(rules)

    def begin() -> Any:
        adapter = importlib.import_module(f"adapters.{module}")
        return adapter, adapter.prepare(forms)

    (adapter, prepared), prepare = clocked(begin)
    data, load = clocked(lambda: adapter.load(folder))
    tallies, run = clocked(lambda: adapter.run(prepared, data))
    found = {"prepare": prepare, "load": load, "run": run, "tallies": tallies, "peak": peak()}
    if package:
        found["version"] = version(package)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
