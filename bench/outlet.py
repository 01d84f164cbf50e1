"""Time a whole check against a hand-written script that does the same work, side by side.

Run it with the Python that skulint is installed in: `python bench/outlet.py`. Runs alternate, so
that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from catalogue import AS_OF, write_store

HERE = Path(__file__).parent


def use_bytecode(folder: Path) -> None:
    """Let children keep compiled modules and rules in a folder, as an installation has them.

    What goes before the timed runs fills it.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def timed(command: list[str]) -> tuple[float, int]:
    """Run a command to its end; give its seconds and its peak memory in KiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in (0, 1, 4):
        raise SystemExit(f"`{' '.join(command)}` ended with {code}")
    return seconds, usage.ru_maxrss


def counts_differ(check: list[str], hand: list[str], folder: Path) -> list[str]:
    """Compare the exact counts of both: rules, ready SKUs, missing facts, conclusions."""
    report = subprocess.run([*check, "--format", "json"], capture_output=True, check=False)
    told = json.loads(report.stdout)
    summary = told["summary"]
    ours, (ready,) = summary["by_rule"], summary["readiness"]
    lists = {
        "missing": {each["fact"]: each for each in summary["missing"]},
        "conclusions": {each["id"]: each for each in told["conclusions"]},
    }
    path = folder / "counts.json"
    subprocess.run([*hand, str(path)], stdout=subprocess.DEVNULL, check=True)
    written = json.loads(path.read_text(encoding="utf-8"))
    theirs, standing = written["rules"], written["readiness"]
    keys = ("pass", "fail", "unknown", "not_applicable")
    differences = [
        f"{rule}: {[ours[rule][key] for key in keys]} and {[each[key] for key in keys]}"
        for rule, each in theirs.items()
        if [ours[rule][key] for key in keys] != [each[key] for key in keys]
    ]
    differences += [
        f"{rule} clears {ours[rule]['clears']} and {count}"
        for rule, count in standing.pop("clears").items()
        if ours[rule]["clears"] != count
    ]
    differences += [
        f"{word}: {ready[word]} and {count}"
        for word, count in standing.items()
        if ready[word] != count
    ]
    differences += [
        f"{name}, {word}: {found.get(name, {}).get(word)} and {count}"
        for kind, found in lists.items()
        for name, counts in written[kind].items()
        for word, count in counts.items()
        if found.get(name, {}).get(word) != count
    ]
    return differences


def main() -> None:
    """Write the catalogue, compare the counts, time both, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skus", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        use_bytecode(folder / "bytecode")
        catalogue, store = folder / "catalog.csv", folder / "store.yaml"
        # In a process of its own: a child's peak memory begins with its parent's.
        arguments = [str(catalogue), str(options.skus), str(options.seed)]
        subprocess.run([sys.executable, str(HERE / "catalogue.py"), *arguments], check=True)
        write_store(store)
        check = [sys.executable, "-m", "skulint", "check", str(catalogue), str(store)]
        check += ["--program", "aliexpress/outlet", "--as-of", AS_OF]
        hand = [sys.executable, str(HERE / "handwritten.py"), str(catalogue), AS_OF]
        differences = counts_differ(check, hand, folder)
        if differences:
            raise SystemExit("the counts differ\n" + "\n".join(differences))
        runs: dict[str, list[tuple[float, int]]] = {"skulint": [], "hand-written": []}
        for _ in range(options.runs):
            runs["skulint"].append(timed(check))
            runs["hand-written"].append(timed(hand))
    figures = {
        label: {
            "median_s": round(statistics.median(each[0] for each in found), 3),
            "min_s": round(min(each[0] for each in found), 3),
            "max_s": round(max(each[0] for each in found), 3),
            "peak_mib": round(max(each[1] for each in found) / 1024),
        }
        for label, found in runs.items()
    }
    ratio = figures["skulint"]["median_s"] / figures["hand-written"]["median_s"]
    result = {"skus": options.skus, "runs": options.runs, "ratio": round(ratio, 2), **figures}
    print(f"{options.skus:,} SKUs, {options.runs} alternating runs, counts equal")
    for label, figure in figures.items():
        print(
            f"{label:13} median {figure['median_s']:7.3f} s  min {figure['min_s']:7.3f} s"
            f"  max {figure['max_s']:7.3f} s  peak {figure['peak_mib']:5} MiB"
        )
    print(f"ratio of the medians {ratio:.2f}")
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
