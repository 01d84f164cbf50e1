"""Measures the share that conclusions have in a check: `python bench/chaining.py CATALOGUE STORE`.

CPU time of all threads is measured, since other things may run on the machine.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from skulint.engine.checking import check as checking
from skulint.engine.checking.options import CheckOptions
from skulint.engine.conclusions import draw as drawing
from skulint.engine.loading import kept_rulebook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

AS_OF = datetime(2026, 11, 22)


class Meter:
    """CPU seconds and calls of one function."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.seconds = 0.0
        self.calls = 0
        self.signatures = 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, metered."""

        def metered(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.process_time() - started
                self.calls += 1
                self.signatures += len(arguments[1]) if len(arguments) == 2 else 0

        return metered


def main() -> None:
    """Check, and print what took how long."""
    files = [Path(each) for each in sys.argv[1:3]]
    diagnostics = Diagnostics()
    book = kept_rulebook([rules_dir()], diagnostics)
    programs = tuple(sys.argv[3:]) or tuple(book.programs)
    conclusions, chains, pools = Meter(), Meter(), Meter()
    checking.conclude = conclusions.around(checking.conclude)  # type: ignore[attr-defined]
    checking.pooled = pools.around(checking.pooled)  # type: ignore[attr-defined]
    drawing.CHAINERS = {  # type: ignore[attr-defined]
        name: chains.around(chain) for name, chain in drawing.CHAINERS.items()
    }
    began, started = time.monotonic(), time.process_time()
    report = checking.check(CheckOptions(tuple(files), AS_OF, programs=programs), "0", diagnostics)
    whole, wall = time.process_time() - started, time.monotonic() - began
    assert report is not None, [item.message for item in diagnostics.sorted()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    rows = max(report.subjects.values(), default=0)
    print(f"{len(programs)} programs, {len(report.rules)} rules, {rows:,} records")
    print(f"whole run       {whole:8.1f} s CPU, {wall:.1f} s, {peak:.1f} GiB")
    for name, meter in (("conclusions", conclusions), ("chaining alone", chains), ("pools", pools)):
        share = 100 * meter.seconds / whole
        print(f"{name:15} {meter.seconds:8.1f} s CPU, {share:.1f}%, {meter.calls} calls")
    print(f"{chains.signatures} signatures; {len(report.conclusions)} conclusions drawn")


if __name__ == "__main__":
    main()
