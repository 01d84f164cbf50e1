"""Both engines on the shipped programs: the example as it is, and mutated cell by cell."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from skulint.engine.loading import load_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.rule import RuleBook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from .engines import differences, prepare

EXAMPLE = Path(__file__).parents[2] / "fixtures/examples/outlet"
DECIDED: Counter[Outcome] = Counter()
Rows = list[dict[str, str]]
STORE = {
    "license_company_name": "Example Trading Ltd",
    "license_legal_person": "Legal representative A",
    "id_card_name": "Legal representative A",
    "bank_account_holder": "Example Trading Ltd",
    "store_fulfilment_rate_90d_pct": "95",
    "store_dispute_rate_90d_pct": "0.5",
    "store_dsr_90d": "4.6",
    "store_age_days": "640",
    "in_main_new_product_period": "false",
    "store_has_price_fraud_notice": "false",
}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    diagnostics = Diagnostics()
    loaded = load_rulebook([rules_dir()], diagnostics)
    assert not diagnostics.has_errors
    return loaded


def rows() -> Rows:
    with (EXAMPLE / "catalog.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(records: Rows) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def without(column: str) -> Rows:
    return [{name: cell for name, cell in row.items() if name != column} for row in rows()]


def moved(by: str) -> Callable[[str], str]:
    """Give a mutation that moves a number, and lengthens what is none."""

    def mutate(cell: str) -> str:
        try:
            return str(Decimal(cell) + Decimal(by))
        except InvalidOperation:
            return cell + "x"

    return mutate


CELLS: tuple[Callable[[str], str], ...] = (
    moved("0.01"),
    moved("-0.01"),
    moved("1"),
    lambda _: "",
    lambda _: "NaN",
    lambda _: " ",
    lambda _: "null",
    lambda cell: f" {cell} ",
    lambda cell: f"{cell}%",
    lambda _: "1e400",
    lambda cell: cell.replace(".", ","),
    lambda _: "0",
    lambda _: "yes",
)


def odd() -> Rows:
    """Mutate one cell in each row: every column in every way."""
    return [
        {**row, "SKU": f"{row['SKU']}-{column}-{way}", column: mutate(row[column])}
        for column in rows()[0]
        if column not in ("SKU", "Title")
        for way, mutate in enumerate(CELLS)
        for row in [rows()[way % len(rows())]]
    ]


def many_stores() -> tuple[Rows, Rows]:
    """Give each SKU a store of which one fact is mutated in one way."""
    skus, stores = [], []
    for name in STORE:
        for way, mutate in enumerate(CELLS):
            key = f"{name}-{way}"
            skus.append({**rows()[way % len(rows())], "SKU": key, "store_id": key})
            stores.append({"store_id": key, **STORE, name: mutate(STORE[name])})
    return skus, stores


CATALOGUES = {
    "as-it-is": rows(),
    **{f"without-{name}": without(name) for name in ("Price", "30-day low", "Market", "DSR")},
    "odd-cells": odd(),
    "no-ids": [{**row, "SKU": ["", "A", "B"][at % 3]} for at, row in enumerate(rows())],
    "two-markets": rows() + [{**row, "Market": "US"} for row in rows()[:3]],
    "disagreeing": rows() + [{**row, "Price": "1.00"} for row in rows()[:2]],
}


def compare(book: RuleBook, paths: list[Path]) -> None:
    check = prepare(
        book,
        paths,
        programs=["aliexpress/outlet"],
        defaults={"program_applied": "OUTLET"},
    )
    lines, decided = differences(check)
    check.store.connection.close()
    assert not lines, "\n".join(lines)
    DECIDED.update(decided)


@pytest.mark.parametrize("name", CATALOGUES)
def test_engines_agree(book: RuleBook, tmp_path: Path, name: str) -> None:
    (tmp_path / "catalog.csv").write_text(written(CATALOGUES[name]), encoding="utf-8")
    paths = [tmp_path / "catalog.csv"]
    if name != "without-DSR":  # once without a store as well
        paths.append(EXAMPLE / "store.yaml")
    compare(book, paths)


def test_engines_agree_on_stores(book: RuleBook, tmp_path: Path) -> None:
    skus, stores = many_stores()
    (tmp_path / "sku.csv").write_text(written(skus), encoding="utf-8")
    (tmp_path / "store.csv").write_text(written(stores), encoding="utf-8")
    compare(book, [tmp_path / "sku.csv", tmp_path / "store.csv"])


def test_every_outcome_was_compared() -> None:
    print({outcome.value: count for outcome, count in DECIDED.items()})
    if not DECIDED:
        pytest.skip("the comparisons ran in another process")
    assert min(DECIDED[outcome] for outcome in Outcome) > 50
