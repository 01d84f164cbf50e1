"""Time both price rules over a price history against a hand-written script, side by side.

Each SKU has six prices, so the history and the list of changes have six rows a SKU. Run it with
the Python that skulint is installed in: `python bench/history.py`. Runs alternate.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from outlet import timed, use_bytecode

HERE = Path(__file__).parent
AS_OF = "2026-11-22"
RULES = ("AE-OUTLET-002", "AE-PRICE-002")
EVENTS = 6

# Prices stand from a few hours to seventy days; the first of a twentieth of the SKUs is too late
# to cover 30 days, and a price in a thousand is blank.
EVENTS_OF = """
CREATE TABLE events AS
SELECT sku, n, moment,
    price: CASE WHEN hash(sku, n, 'blank') % 1000 > 0
        THEN 500 + hash(sku, n, 'price') % 2000 END,
    next: lead(moment) OVER (PARTITION BY sku ORDER BY n)
FROM (
    SELECT sku: 'S' || lpad(i::VARCHAR, 8, '0'), n,
        moment: TIMESTAMP '2026-11-21 20:00:00' - INTERVAL 1 SECOND * (
            (5 - n) * (CASE WHEN i % 20 = 0 THEN 3 * 86400 ELSE 11 * 86400 END)
            + hash(i, n, 'at') % 86400
            - CASE WHEN i % 7 = 0 THEN (5 - n) * 9 * 86400 ELSE 0 END
        )
    FROM range($skus) skus(i), range(6) numbers(n)
)
"""
FILES = {
    "catalog": """
SELECT "SKU": 'S' || lpad(i::VARCHAR, 8, '0'), "Market": 'ES',
    "Price": ((400 + hash(i, 'now') % 1200) / 100)::DECIMAL(18, 2)
FROM range($skus) skus(i)
""",
    "history": """
SELECT "SKU": sku, "Market": 'ES', "Date": moment::DATE,
    "Until": coalesce(next, TIMESTAMP '2026-11-22')::DATE,
    "Price": (price / 100)::DECIMAL(18, 2)
FROM events ORDER BY hash(sku, n)
""",
    "changes": """
SELECT "SKU": sku, "Changed at": moment, "New price": (price / 100)::DECIMAL(18, 2)
FROM events ORDER BY hash(n, sku)
""",
}


def write_files(folder: Path, skus: int, ending: str) -> None:
    """Write catalogue, history and changes."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(EVENTS_OF, {"skus": skus})
    for name, query in FILES.items():
        path = folder / f"{name}.{ending}"
        given = {"skus": skus} if "$skus" in query else {}
        connection.execute(f"CREATE TABLE {name} AS {query}", given)
        connection.execute(f"COPY {name} TO '{path}'")
    store = f"application:\n  - program_applied: OUTLET\n    application_date: {AS_OF}\n"
    (folder / "store.yaml").write_text(store)


def counts_differ(check: list[str], hand: list[str]) -> list[str]:
    """Compare the exact counts of both."""
    report = subprocess.run([*check, "--format", "json"], capture_output=True, check=False)
    ours = json.loads(report.stdout)["summary"]["by_rule"]
    theirs = json.loads(subprocess.run(hand, capture_output=True, check=True).stdout)
    keys = ("pass", "fail", "unknown")
    return [
        f"{rule}: {[ours[rule][key] for key in keys]} and {theirs[rule]}"
        for rule in RULES
        if [ours[rule][key] for key in keys] != theirs[rule]
    ]


def main() -> None:
    """Write the files, compare the counts, time both, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skus", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--memory-limit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        use_bytecode(folder / "bytecode")
        # In a process of its own: a child's peak memory begins with its parent's.
        call = f"write_files(Path({name!r}), {options.skus}, {options.format!r})"
        code = f"from pathlib import Path; from history import write_files; {call}"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE)
        paths = [str(folder / f"{each}.{options.format}") for each in FILES]
        check = [sys.executable, "-m", "skulint", "check", *paths, str(folder / "store.yaml")]
        check += [*(f"--rule={each}" for each in RULES), "--as-of", AS_OF]
        if options.memory_limit:
            check += ["--memory-limit", options.memory_limit]
        hand = [sys.executable, str(HERE / "handwritten_history.py"), AS_OF, *paths]
        if differences := counts_differ(check, hand):
            raise SystemExit("the counts differ\n" + "\n".join(differences))
        runs: dict[str, list[tuple[float, int]]] = {"skulint": [], "hand-written": []}
        for _ in range(options.runs):
            runs["skulint"].append(timed(check))
            runs["hand-written"].append(timed(hand))
    medians = {}
    print(f"{options.skus:,} SKUs, {EVENTS * options.skus:,} events, counts equal")
    for label, found in runs.items():
        seconds = [each[0] for each in found]
        medians[label] = statistics.median(seconds)
        print(
            f"{label:13} median {medians[label]:7.2f} s  min {min(seconds):7.2f} s"
            f"  max {max(seconds):7.2f} s  peak {max(each[1] for each in found) // 1024:5} MiB"
        )
    print(f"ratio of the medians {medians['skulint'] / medians['hand-written']:.2f}")


if __name__ == "__main__":
    main()
