"""Both price rules over a price history, written by hand for DuckDB: the measure of the tool."""

from __future__ import annotations

import json
import sys

import duckdb

STAGE = """
CREATE TABLE {name} AS
SELECT {columns} FROM {source}
"""
COLUMNS = {
    "catalog": {"sku": "VARCHAR", "market": "VARCHAR", "price": "DECIMAL(18, 9)"},
    "history": {
        "sku": "VARCHAR", "market": "VARCHAR", "day": "DATE", "until": "DATE",
        "price": "DECIMAL(18, 9)",
    },
    "changes": {"sku": "VARCHAR", "moment": "TIMESTAMP", "price": "DECIMAL(18, 9)"},
}  # fmt: skip

# The days of the 30 that some row covers, by the bits of a number; a row without a price may
# count, so nothing is known of the low from below.
LOW = """
WITH aged AS (
    SELECT sku, market, price,
        nearest: greatest(date_diff('day', until, $as_of::DATE), 1),
        farthest: least(date_diff('day', day, $as_of::DATE), 30)
    FROM history
), lows AS (
    SELECT sku, market, low: min(price),
        complete: bit_count(bit_or((1::BIGINT << farthest) - (1::BIGINT << (nearest - 1)))) = 30
            AND count(price) = count(*)
    FROM aged WHERE farthest >= nearest GROUP BY sku, market
)
SELECT
    count_if(complete AND price <= 0.70 * low), count_if(price > 0.70 * low),
    count_if(NOT coalesce(price > 0.70 * low, false)
        AND NOT coalesce(complete AND price <= 0.70 * low, false))
FROM catalog LEFT JOIN lows USING (sku, market)
"""
# Four changes in a week: the third before one is less than 7 days past.
CHANGES = """
WITH fourth AS (
    SELECT sku, third: lag(moment, 3) OVER (PARTITION BY sku ORDER BY moment), moment FROM changes
), worst AS (
    SELECT sku, failed: bool_or(coalesce(moment < third + INTERVAL 7 DAY, false))
    FROM fourth GROUP BY sku
)
SELECT count_if(NOT failed), count_if(failed), count_if(failed IS NULL)
FROM catalog LEFT JOIN worst USING (sku)
"""


def main() -> None:
    """Count the outcomes of both rules and print them."""
    as_of, *paths = sys.argv[1:]
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    for (name, columns), path in zip(COLUMNS.items(), paths, strict=True):
        if path.endswith(".parquet"):
            source = f"read_parquet('{path}') AS t({', '.join(columns)})"
        else:
            listed = ", ".join(f"'{each}': 'VARCHAR'" for each in columns)
            source = (
                f"read_csv('{path}', header = true, auto_detect = false, columns = {{{listed}}})"
            )
        cells = ", ".join(f"TRY_CAST({each} AS {kind}) AS {each}" for each, kind in columns.items())
        connection.execute(STAGE.format(name=name, columns=cells, source=source))
    low = connection.execute(LOW, {"as_of": as_of}).fetchone()
    changes = connection.execute(CHANGES).fetchone()
    print(json.dumps({"AE-OUTLET-002": low, "AE-PRICE-002": changes}))


if __name__ == "__main__":
    main()
