"""A cell of a flat file can say that a list has no items, which a blank cell does not."""

from __future__ import annotations

from pathlib import Path

from tests.exports.stored import read


def test_brackets_around_nothing(tmp_path: Path) -> None:
    path = tmp_path / "skus.csv"
    path.write_text("sku_id,price_change_times\nA,[]\nB,\nC, [] \nD,2026-11-01\n", encoding="utf-8")
    found = read(path)
    assert found.diagnostics == ()
    values = found.facts["sku"]["price_change_times"]
    assert values[:3] == ["[]", None, "[]"]
    assert str(values[3]) not in ("None", "[]")
