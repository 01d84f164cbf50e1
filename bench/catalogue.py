"""Writes the made-up catalogue and store that the benchmark checks."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

#: Drawn for each SKU and column by a hash of both and the seed, so that every run on every
#: machine writes the same file. `r(name)` is a whole number from 0 to 9,999.
_CATALOGUE = """
COPY (
    WITH drawn AS (
        SELECT i,
            r(i, 'market') AS m, r(i, 'low') AS l, r(i, 'price') AS p, r(i, 'gap') AS g,
            r(i, 'stock') AS s, r(i, 'dsr') AS d, r(i, 'reviews') AS v, r(i, 'epr') AS e,
            r(i, 'fda') AS f, r(i, 'outlet') AS o, r(i, 'badge') AS b, r(i, 'fraud') AS a
        FROM range($skus) AS t(i)
    ), priced AS (
        SELECT *,
            (['ES', 'DE', 'FR', 'US', 'BR'])[1 + m % 5] AS market,
            -- Tens of cents, so that 70% of it is a whole number of cents.
            (200 + 10 * (l % 1900))::DECIMAL(9, 0) / 100 AS low,
        FROM drawn
    )
    SELECT
        'SKU-' || lpad(i::VARCHAR, 8, '0') AS "SKU",
        CASE WHEN v % 4 = 0 THEN 'Article no. ' || i || ', boxed, as new'
            ELSE 'Article no. ' || i END AS "Title",
        CASE
            WHEN p < 50 THEN NULL
            WHEN p < 2500 THEN 0.7 * low
            WHEN p < 3000 THEN 0.7 * low + 0.01
            ELSE low * (40 + g % 65) / 100
        END::DECIMAL(9, 2) AS "Price",
        CASE WHEN s < 100 THEN NULL ELSE s % 1000 // (1 + s % 3) END AS "Stock",
        CASE WHEN l < 200 THEN NULL ELSE low END::DECIMAL(9, 2) AS "30-day low",
        CASE WHEN d < 300 THEN NULL ELSE 3.7 + (d % 14) / 10.0 END::DECIMAL(2, 1) AS "DSR",
        CASE WHEN v < 500 THEN NULL WHEN v < 800 THEN 1 + v % 3 ELSE 0 END
            AS "Severe negative reviews",
        CASE WHEN m >= 20 THEN market END AS "Market",
        CASE WHEN market IN ('ES', 'DE', 'FR') THEN
            CASE WHEN e < 700 THEN NULL WHEN e < 1700 THEN 'no' ELSE 'yes' END END AS "EPR",
        CASE WHEN market = 'US' THEN
            CASE WHEN f < 700 THEN NULL WHEN f < 1700 THEN 'no' ELSE 'yes' END END AS "FDA",
        CASE WHEN o < 500 THEN NULL WHEN o < 2000 THEN 'yes' ELSE 'no' END AS "In Outlet",
        CASE WHEN o < 2000 THEN
            CASE WHEN b < 500 THEN NULL WHEN b < 1500 THEN 'no' ELSE 'yes' END END
            AS "Outlet badge",
        CASE WHEN a < 80 THEN DATE '2026-11-22' - (a % 40)::INTEGER END AS "Price fraud date",
    FROM priced ORDER BY i
) TO '{path}' (HEADER, DELIMITER ',')
"""
_DRAW = """
CREATE MACRO r(i, name) AS
    (md5_number_lower(concat($seed, ':', name, ':', i)) % 10000)::BIGINT
"""

STORE = """\
store:
  - store_id: bench-store
    license_company_name: Bench Trading Ltd
    license_legal_person: Legal representative A
    id_card_name: Legal representative A
    bank_account_holder: Bench Trading Ltd
    store_fulfilment_rate_90d_pct: 97.4
    store_dispute_rate_90d_pct: 0.5
    store_dsr_90d: 4.72
    store_age_days: 640
    in_main_new_product_period: false
    store_has_price_fraud_notice: false
application:
  - application_id: bench
    program_applied: OUTLET
    application_date: 2026-11-22
"""
AS_OF = "2026-11-22"


def write_catalogue(path: Path, skus: int, seed: int) -> None:
    """Write a catalogue of so many SKUs, one to a row."""
    with duckdb.connect() as connection:
        connection.execute(_DRAW.replace("$seed", str(seed)))
        connection.execute(_CATALOGUE.format(path=path).replace("$skus", str(skus)))


def write_store(path: Path) -> None:
    """Write the store and its application."""
    path.write_text(STORE, encoding="utf-8")


if __name__ == "__main__":
    write_catalogue(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
