"""The checks of aliexpress/outlet on one catalogue, written by hand for DuckDB.

What a good engineer would write for this one file: the measure that the tool is held to.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

SHOWN = 20

# The columns are read as text first, so that a cell that cannot be read is told from a blank one.
# A long IN list would become a join, which loses the order of the rows that lines are told by.
STAGE = """
CREATE TABLE catalogue AS
SELECT
    sku, market,
    price: TRY_CAST(price_ AS DECIMAL(18, 9)),
    stock: TRY_CAST(stock_ AS DECIMAL(18, 0)),
    low: TRY_CAST(low_ AS DECIMAL(18, 9)),
    dsr: TRY_CAST(dsr_ AS DECIMAL(18, 9)),
    reviews: TRY_CAST(reviews_ AS DECIMAL(18, 0)),
    epr: CASE epr_ WHEN 'yes' THEN true WHEN 'no' THEN false END,
    fda: CASE fda_ WHEN 'yes' THEN true WHEN 'no' THEN false END,
    outlet: CASE outlet_ WHEN 'yes' THEN true WHEN 'no' THEN false END,
    badge: CASE badge_ WHEN 'yes' THEN true WHEN 'no' THEN false END,
    fraud: TRY_CAST(fraud_ AS DATE),
    unreadable:
        (price IS NULL AND price_ IS NOT NULL) OR (stock IS NULL AND stock_ IS NOT NULL)
        OR (low IS NULL AND low_ IS NOT NULL) OR (dsr IS NULL AND dsr_ IS NOT NULL)
        OR (reviews IS NULL AND reviews_ IS NOT NULL) OR (epr IS NULL AND epr_ IS NOT NULL)
        OR (fda IS NULL AND fda_ IS NOT NULL) OR (outlet IS NULL AND outlet_ IS NOT NULL)
        OR (badge IS NULL AND badge_ IS NOT NULL) OR (fraud IS NULL AND fraud_ IS NOT NULL),
    region: CASE
        WHEN list_contains([
            'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'EU', 'FI', 'FR', 'GR', 'HR',
            'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'
        ], market) THEN 'EU'
        WHEN market = 'US' THEN 'US'
        WHEN regexp_full_match(market, '[A-Z][A-Z]') THEN 'other'
    END,
FROM read_csv(
    ?, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    columns = {
        'sku': 'VARCHAR', 'title': 'VARCHAR', 'price_': 'VARCHAR', 'stock_': 'VARCHAR',
        'low_': 'VARCHAR', 'dsr_': 'VARCHAR', 'reviews_': 'VARCHAR', 'market': 'VARCHAR',
        'epr_': 'VARCHAR', 'fda_': 'VARCHAR', 'outlet_': 'VARCHAR', 'badge_': 'VARCHAR',
        'fraud_': 'VARCHAR'
    }
)
"""

FAULTS = """
SELECT count(*), count(DISTINCT sku), count_if(unreadable)
FROM catalogue
"""

# A rule: the condition under which it applies, what it asks, what it shows, and what it reads.
RULES: dict[str, dict[str, str]] = {
    "AE-OUTLET-002": {
        "ask": "price <= 0.70 * low",
        "change": "floor(0.70 * low * 100)::DECIMAL(18, 0) * 0.01 - price",
        "actual": "price",
        "limit": "0.70 * low",
        "reads": "price low",
    },
    "AE-OUTLET-003": {
        "ask": "stock >= 50",
        "change": "50 - stock",
        "actual": "stock",
        "limit": "50",
        "reads": "stock",
    },
    "AE-OUTLET-004": {
        "ask": "dsr >= 4.0",
        "actual": "dsr",
        "limit": "4.0",
        "reads": "dsr",
    },
    "AE-OUTLET-005": {
        "ask": "reviews = 0",
        "actual": "reviews",
        "limit": "0",
        "reads": "reviews",
    },
    "AE-OUTLET-008": {
        "when": "region = 'EU'",
        "ask": "epr",
        "actual": "epr",
        "limit": "true",
        "reads": "market epr",
    },
    "AE-OUTLET-009": {
        "when": "region = 'US'",
        "ask": "fda",
        "actual": "fda",
        "limit": "true",
        "reads": "market fda",
    },
    "AE-OUTLET-011": {
        "when": "outlet",
        "ask": "badge",
        "actual": "badge",
        "limit": "true",
        "reads": "outlet badge",
    },
    # Identity and level hold for this store, so the SKU's own registration decides.
    "AE-STORE-006": {
        "ask": "NOT ((region = 'EU' AND NOT epr) OR (region = 'US' AND NOT fda))",
        "actual": "NOT ((region = 'EU' AND NOT epr) OR (region = 'US' AND NOT fda))",
        "limit": "true",
        "reads": "market epr fda",
    },
    # The store has no notice of price fraud, so a SKU without a date was never marked.
    "AE-PRICE-004": {
        "when": "fraud IS NOT NULL AND fraud <= $as_of",
        "ask": "$as_of - fraud >= 15",
        "actual": "$as_of - fraud",
        "limit": "15",
        "reads": "fraud",
    },
}
BLOCKING = (
    "AE-OUTLET-002",
    "AE-OUTLET-003",
    "AE-OUTLET-004",
    "AE-OUTLET-008",
    "AE-OUTLET-009",
    "AE-STORE-006",
)
# A lack is to blame only if the rest leaves the verdict open.
BLAMES = {
    ("AE-OUTLET-008", "market"): "market IS NULL AND epr IS DISTINCT FROM true",
    ("AE-OUTLET-009", "market"): "market IS NULL AND fda IS DISTINCT FROM true",
    ("AE-STORE-006", "epr"): "epr IS NULL AND coalesce(region, 'EU') = 'EU'",
    ("AE-STORE-006", "fda"): "fda IS NULL AND coalesce(region, 'US') = 'US'",
}
FACTS = {
    "price": "price",
    "stock": "stock_qty",
    "low": "price_history",
    "dsr": "item_dsr",
    "reviews": "severe_negative_review_count",
    "market": "market",
    "epr": "epr_registered",
    "fda": "fda_registered",
    "outlet": "outlet_active",
    "badge": "main_image_has_outlet_badge",
    "fraud": "price_abuse_triggered_on",
}
# What is concluded of a SKU, and the rules it follows from; the store's own all hold.
CONCLUSIONS = {
    "market-registrations": ("AE-OUTLET-008", "AE-OUTLET-009"),
    "three-certifications": ("AE-OUTLET-008", "AE-OUTLET-009"),
    "outlet-admission": BLOCKING,
}
ALIASES = {rule: rule.lower().replace("-", "_") for rule in RULES}


def verdict(rule: dict[str, str]) -> str:
    """Write a rule in SQL: true for a pass, false for a fail, NULL for neither."""
    if "when" not in rule:
        return rule["ask"]
    when, ask = rule["when"], rule["ask"]
    return (
        f"CASE WHEN NOT ({when}) THEN NULL WHEN {ask} THEN true"
        f" WHEN ({when}) AND NOT ({ask}) THEN false END"
    )


def judged(as_of: str, *others: str) -> str:
    """Write the inner query: one row a SKU, one verdict column a rule."""
    columns = list(others)
    for name, rule in RULES.items():
        alias = ALIASES[name]
        columns.append(f"{alias}: {verdict(rule)}")
        if "when" in rule:
            columns.append(f"{alias}_out: NOT ({rule['when']})")
        if "change" in rule:
            columns.append(f"{alias}_change: {rule['change']}")
    return with_day(f"SELECT {', '.join(columns)} FROM catalogue", as_of)


def with_day(sql: str, as_of: str) -> str:
    """Write the day of the check into a query."""
    return sql.replace("$as_of", f"DATE '{as_of}'")


def count_outcomes(connection: duckdb.DuckDBPyConnection, as_of: str) -> dict[str, Any]:
    """Count the outcomes of each rule, and the span of changes that mend its failures."""
    columns = []
    for name, rule in RULES.items():
        alias = ALIASES[name]
        columns += [f"count_if({alias})", f"count({alias})"]
        columns.append(f"count_if({alias}_out)" if "when" in rule else "0")
        for extreme in ("min", "max"):
            columns.append(
                f"{extreme}({alias}_change) FILTER (NOT {alias})" if "change" in rule else "NULL"
            )
    found = fetch_one(connection, f"SELECT count(*), {', '.join(columns)} FROM ({judged(as_of)})")
    rows, counts = found[0], {}
    for index, name in enumerate(RULES):
        passed, decided, excluded, low, high = found[1 + 5 * index : 6 + 5 * index]
        counts[name] = {
            "pass": passed,
            "fail": decided - passed,
            "unknown": rows - decided - excluded,
            "not_applicable": excluded,
            "change_low": low,
            "change_high": high,
        }
    return counts


def count_ready(connection: duckdb.DuckDBPyConnection, as_of: str) -> dict[str, Any]:
    """Count the SKUs by readiness, and those that each rule alone holds back."""
    fails, unknowns = {}, {}
    for name in BLOCKING:
        alias = ALIASES[name]
        fails[name] = f"coalesce(NOT {alias}, false)"
        unknowns[name] = f"{alias} IS NULL"
        if "when" in RULES[name]:
            unknowns[name] += f" AND {alias}_out IS DISTINCT FROM true"
    # It follows from the registrations, and is no step of its own.
    roots = ("AE-OUTLET-008", "AE-OUTLET-009")
    failed = " OR ".join(fails[name] for name in roots)
    unknown = " OR ".join(f"({unknowns[name]})" for name in roots)
    unknowns["AE-STORE-006"] += f" AND NOT ({failed} OR {unknown})"
    fails["AE-STORE-006"] += f" AND NOT ({failed})"
    flags = ", ".join(f"f_{ALIASES[name]}: {fails[name]}" for name in BLOCKING)
    sums = (
        f"fails: {' + '.join(f'(f_{ALIASES[name]})::INT' for name in BLOCKING)},"
        f" unknowns: {' + '.join(f'({unknowns[name]})::INT' for name in BLOCKING)}"
    )
    clears = ", ".join(
        f"count_if(fails = 1 AND unknowns = 0 AND f_{ALIASES[name]})" for name in BLOCKING
    )
    total, ready, one, untold, *each = fetch_one(
        connection,
        "SELECT count(*), count_if(fails = 0 AND unknowns = 0),"
        " count_if(fails = 1 AND unknowns = 0), count_if(fails = 0 AND unknowns > 0),"
        f" {clears} FROM (SELECT {flags}, {sums} FROM ({judged(as_of)}))",
    )
    return {
        "ready": ready,
        "one_fix_away": one,
        "not_ready": total - ready - one - untold,
        "cannot_tell": untold,
        "clears": dict(zip(BLOCKING, each, strict=True)),
    }


def count_missing(connection: duckdb.DuckDBPyConnection, as_of: str) -> dict[str, Any]:
    """Count, for each column, how often its lack keeps a rule undecided, and how often alone."""
    flags: list[str] = []
    counts: dict[str, list[str]] = {}
    for name, rule in RULES.items():
        alias = ALIASES[name]
        undecided = f"{alias} IS NULL"
        if "when" in rule:
            undecided += f" AND {alias}_out IS DISTINCT FROM true"
        blamed = rule["reads"].split()
        for column in blamed:
            lack = BLAMES.get((name, column), f"{column} IS NULL")
            flags.append(f"{alias}_{column}: coalesce(({undecided}) AND ({lack}), false)")
            mine = f"{alias}_{column}"
            alone = " AND ".join(
                [mine, *(f"NOT {alias}_{each}" for each in blamed if each != column)]
            )
            found = counts.setdefault(column, ["0", "0", "false"])
            found[0] += f" + count_if({mine})"
            found[1] += f" + count_if({alone})"
            found[2] += f" OR {mine}"
    columns = [f"{told}, {alone}, count_if({any_})" for told, alone, any_ in counts.values()]
    found = fetch_one(
        connection,
        f"SELECT {', '.join(columns)} FROM (SELECT {', '.join(flags)} FROM ({judged(as_of, '*')}))",
    )
    return {
        FACTS[column]: dict(
            zip(("undecided", "settles", "subjects"), found[at : at + 3], strict=True)
        )
        for at, column in zip(range(0, len(found), 3), counts, strict=True)
        if found[at]
    }


def count_conclusions(connection: duckdb.DuckDBPyConnection, as_of: str) -> dict[str, Any]:
    """Count the states of what follows from the rules: they are blocked, open, or hold."""
    columns = []
    for rules in CONCLUSIONS.values():
        fails, opens = [], []
        for name in rules:
            alias = ALIASES[name]
            fails.append(f"coalesce(NOT {alias}, false)")
            undecided = f"{alias} IS NULL"
            if "when" in RULES[name]:
                undecided += f" AND {alias}_out IS DISTINCT FROM true"
            opens.append(f"({undecided})")
        blocked, open_ = " OR ".join(fails), " OR ".join(opens)
        columns += [f"count_if({blocked})", f"count_if(NOT ({blocked}) AND ({open_}))"]
    total, *found = fetch_one(
        connection, f"SELECT count(*), {', '.join(columns)} FROM ({judged(as_of)})"
    )
    return {
        name: {"blocked": blocked, "undecided": open_, "holds": total - blocked - open_}
        for name, blocked, open_ in zip(CONCLUSIONS, found[::2], found[1::2], strict=True)
    }


def find_worst(
    connection: duckdb.DuckDBPyConnection, counts: dict[str, Any], as_of: str
) -> list[tuple[Any, ...]]:
    """Find the rows to show: the worst failures of each rule, and the first undecided."""
    branches = []
    for name, rule in RULES.items():
        missing = ", ".join(
            f"CASE WHEN {column} IS NULL THEN '{column}' END" for column in rule["reads"].split()
        )
        order = "abs(change) DESC, record" if "change" in rule else "record"
        undecided = "v IS NULL" + (" AND n IS DISTINCT FROM true" if "when" in rule else "")
        source = (
            f"SELECT record: rowid, sku, market, v: {verdict(rule)},"
            f" n: NOT ({rule.get('when', 'true')}), change: {rule.get('change', 'NULL')},"
            f" actual: ({rule['actual']})::VARCHAR, boundary: ({rule['limit']})::VARCHAR,"
            f" missing: concat_ws(' ', {missing}) FROM catalogue"
        )
        for outcome, where, by in (("fail", "NOT v", order), ("unknown", undecided, "record")):
            if counts[name][outcome]:
                branches.append(
                    f"(SELECT '{name}', '{outcome}', record, concat_ws('/', sku, market), actual,"
                    f" boundary, change::VARCHAR, missing FROM ({source})"
                    f" WHERE {where} ORDER BY {by} LIMIT {SHOWN})"
                )
    if not branches:
        return []
    return connection.execute(with_day(" UNION ALL ".join(branches), as_of)).fetchall()


def fetch_one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    """Run a query that gives one row."""
    found = connection.execute(sql).fetchone()
    assert found is not None
    return found


def count_lines(path: Path) -> int:
    """Count the lines of a file."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def main(catalogue: str, as_of: str, counts_to: str | None = None) -> None:
    """Check a catalogue, print the report, and write the counts as JSON if asked to."""
    connection = duckdb.connect()
    connection.execute(STAGE, [catalogue])
    rows, distinct, unreadable = fetch_one(connection, FAULTS)
    if distinct < rows:
        print(f"warning: {rows - distinct:,} rows repeat a SKU or have none")
    if unreadable:
        print(f"warning: {unreadable:,} rows have cells that cannot be read")
    counts = count_outcomes(connection, as_of)
    readiness = count_ready(connection, as_of)
    missing = count_missing(connection, as_of)
    conclusions = count_conclusions(connection, as_of)
    print(
        f"{rows:,} SKUs; " + ", ".join(f"{k} {v:,}" for k, v in readiness.items() if k != "clears")
    )
    for name, each in counts.items():
        print(name, ", ".join(f"{key} {value}" for key, value in each.items() if value is not None))
    for name, each in {**missing, **conclusions}.items():
        print(name, ", ".join(f"{key} {value}" for key, value in each.items()))
    # Records stand on lines of their own only if no title holds a line end.
    numbered = count_lines(Path(catalogue)) == rows + 1
    for name, outcome, record, key, actual, limit, change, lacking in find_worst(
        connection, counts, as_of
    ):
        place = f"{catalogue}:{record + 2}" if numbered else f"record {record + 1}"
        print(f"{outcome}[{name}] {key} at {place}: {actual}, limit {limit}", end="")
        print(f", change by {change}" if change and outcome == "fail" else "", end="")
        print(f", missing: {lacking}" if outcome == "unknown" else "")
    if counts_to is not None:
        result = {
            "rows": rows,
            "rules": counts,
            "readiness": readiness,
            "missing": missing,
            "conclusions": conclusions,
        }
        Path(counts_to).write_text(json.dumps(result, default=_number), encoding="utf-8")


def _number(value: object) -> float:
    assert isinstance(value, Decimal)
    return float(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
