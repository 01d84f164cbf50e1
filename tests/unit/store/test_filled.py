"""A fact is known to be stated by every record only if it is, wherever the one without stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from skulint.engine.readers import read_inputs
from skulint.engine.store.build import build_store, open_database
from skulint.engine.text.diagnostics import Diagnostics
from tests.exports.stored import book


@pytest.mark.parametrize("count", [2047, 2048, 2049, 5000])
def test_facts_that_every_record_states(tmp_path: Path, count: int) -> None:
    rows = [["A", "1.50", "1", "US", "x"] for _ in range(count)]
    for index, row in enumerate(rows):
        row[0] += str(index)
    rows[5][2] = rows[-1][3] = ""
    path = tmp_path / "sku.csv"
    lines = ["sku_id,price,stock_qty,market,sku_title", *map(",".join, rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    dictionary, said = book().dictionary, Diagnostics()
    raws = read_inputs([path], dictionary=dictionary, diagnostics=said)
    with open_database() as connection:
        store = build_store(raws, list(dictionary.facts), dictionary, connection, said)
    facts = [fact for stored in store.entities.values() for fact in stored.facts.values()]
    filled = {fact.name: fact.filled for fact in facts}
    assert filled == {
        "sku_id": True, "price": True, "stock_qty": False, "market": False, "sku_title": True,
    }  # fmt: skip
