"""Reads the catalogue with its shops into rows, for the engines that judge one at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from workload import FACTS, SHOP_FACTS, SKU_FACTS

Row: TypeAlias = dict[str, Any]


def read_rows(folder: Path, number: Callable[[str], object] = float) -> list[Row]:
    """Return a row for each SKU with what its shop states; blank cells are None."""
    readers = {
        name: _READERS.get(kind) or (number if kind in ("money", "decimal") else int)
        for name, kind in FACTS.items()
    }
    shops = {
        each["store_id"]: _read(each, SHOP_FACTS, readers) for each in _lines(folder / "shops.csv")
    }
    return [
        {**_read(each, SKU_FACTS, readers), **shops[each["store_id"]]}
        for each in _lines(folder / "skus.csv")
    ]


_READERS: Mapping[str, Callable[[str], object]] = {"text": str, "boolean": "true".__eq__}


def _read(
    cells: Mapping[str, str], facts: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]
) -> Row:
    return {name: readers[name](cells[name]) if cells[name] else None for name in facts}


def _lines(path: Path) -> Sequence[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
