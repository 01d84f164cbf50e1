"""Measure how soon a command is done that has little to do: `python bench/peers/cold.py`.

Each command is held against `python -c pass`, and against check-jsonschema (in the `dev` extra) on
the same 40 rules; runs alternate, and CPU seconds of whole processes are compared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import run_process
from skulint_pack import AS_OF, PROGRAM, write_pack
from workload import make_rules, write_files

_RULES = 40


def commands(folder: Path) -> dict[str, list[str]]:
    """Write what the commands read, and list them."""
    write_files(folder, 1, 1)
    write_pack(folder / "pack", make_rules(_RULES))
    schema = folder / "rules.schema.json"
    ours = [sys.executable, "-m", "skulint"]
    schema.write_text(run_process([*ours, "schema", "rules"], 60).out, encoding="utf-8")
    files = [str(folder / "skus.csv"), str(folder / "shops.csv")]
    chosen = ["--rules", str(folder / "pack"), "--program", PROGRAM, "--as-of", AS_OF]
    peer = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "skulint --version": [*ours, "--version"],
        "skulint --help": [*ours, "--help"],
        "check-jsonschema, 40 rules": [*peer, str(folder / "pack" / "rules.yaml")],
        "skulint validate, 40 rules": [*ours, "validate", str(folder / "pack")],
        "skulint check, 1 SKU": [*ours, "check", *files, *chosen, "--no-config"],
    }


def main() -> None:
    """Run all in turns and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cold-") as name:
        found = _measured(commands(Path(name)), options.runs)
    bases = ("python -c pass", "check-jsonschema, 40 rules")
    print("| whole process | CPU s | wall s | × Python | × check-jsonschema |")
    print("|---|---|---|---|---|")
    for label, each in found.items():
        ratios = (f"{each['cpu'] / found[base]['cpu']:.1f}" for base in bases)
        print(f"| `{label}` | {each['cpu']:.3f} | {each['wall']:.3f} | {' | '.join(ratios)} |")
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _measured(chosen: dict[str, list[str]], runs: int) -> dict[str, dict[str, Any]]:
    times: dict[str, list[Any]] = {label: [] for label in chosen}
    # The first turn does not count: modules are compiled and rule books kept.
    for turn in range(runs + 1):
        for label, command in chosen.items():
            run = run_process(command, 60)
            if run.exit_code not in (0, 1, 4):
                sys.exit(f"{label} exited with {run.exit_code}: {run.err or run.out}")
            if turn:
                times[label].append(run)
    return {
        label: {
            figure: round(statistics.median(getattr(each, figure) for each in found), 4)
            for figure in ("cpu", "wall")
        }
        for label, found in times.items()
    }


if __name__ == "__main__":
    main()
