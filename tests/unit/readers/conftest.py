"""What the tests of the readers share: a small dictionary, and a way to read files with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from skulint.engine.model.facts import Column, Dictionary, Entity, Fact, FactType
from skulint.engine.model.rule import Export
from skulint.engine.readers import RawTable, read_inputs
from skulint.engine.text.diagnostics import Diagnostic, Diagnostics
from skulint.engine.text.source import Source, Span

from .books import Make

SPAN = Span(Source("facts.yaml", ""), 1, 1, 1, 1)

ENTITIES = {
    "context": ((), ()),
    "store": (("store_id",), ("application", "context")),
    "application": (("application_id",), ("store", "context")),
    "sku": (("sku_id",), ("store", "application")),
    "sku_market": (("sku_id", "market"), ("sku",)),
    "warehouse": (("warehouse_id",), ("context",)),
}

FACTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("as_of", "context", "datetime", ()),
    ("store_id", "store", "text", ("Shop ID", "店铺编号")),
    ("store_dsr", "store", "decimal", ()),
    ("badges", "store", "list", ()),
    ("application_id", "application", "text", ()),
    ("program_applied", "application", "enum", ()),
    ("sku_id", "sku", "text", ("SKU", "seller-sku", "商品编码", "Händler-SKU")),
    ("sku_title", "sku", "text", ("Title", "item-name", "商品标题", "Artikelbezeichnung")),
    ("stock_qty", "sku", "integer", ("quantity", "库存", "Menge")),
    ("listed_on", "sku", "date", ()),
    ("cancel_rate_pct", "sku", "percent", ()),
    ("tags", "sku", "list", ("Tags",)),
    ("market", "sku_market", "text", ("Country", "市场")),
    ("price", "sku_market", "money", ("Price", "售价", "Preis")),
    ("outlet_price", "sku_market", "money", ("Outlet price", "Outlet价格")),
    ("price_history", "sku_market", "table", ()),
    ("warehouse_id", "warehouse", "text", ()),
    ("city", "warehouse", "text", ()),
)

SHOPIFY = Export(
    name="shopify-products",
    title={"en": "Shopify product export", "zh": "Shopify 商品导出"},
    entity="sku",
    recognised_by=("Handle", "Variant SKU", "Variant Price"),
    columns={
        "Variant SKU": "sku_id",
        "Title": "sku_title",
        "Variant Price": "price",
        "Variant Inventory Qty": "stock_qty",
    },
    key_fallback=("Handle", "Option1 Value", "Option2 Value", "Option3 Value"),
    not_key=("Default Title",),
    skip_blank=("Variant Price", "Variant Inventory Qty"),
)


def _fact(name: str, entity: str, kind: str, headings: tuple[str, ...]) -> Fact:
    columns = (
        (
            Column("date", FactType.DATE),
            Column("price", FactType.MONEY, "USD"),
            Column("notes", FactType.LIST),
        )
        if kind == "table"
        else ()
    )
    title = {"en": name.replace("_", " ").capitalize(), "zh": f"标题{name}"}
    return Fact(name, entity, FactType(kind), title, SPAN, headings=headings, columns=columns)


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return Dictionary(
        {
            name: Entity(name, {"en": name.capitalize(), "zh": f"实体{name}"}, key, sees, SPAN)
            for name, (key, sees) in ENTITIES.items()
        },
        {fact[0]: _fact(*fact) for fact in FACTS},
        {},
    )


@dataclass(frozen=True)
class Outcome:
    """The tables read, and what was said on the way."""

    tables: tuple[RawTable, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def table(self) -> RawTable:
        assert len(self.tables) == 1, self.diagnostics
        return self.tables[0]

    def of(self, entity: str) -> RawTable:
        found = [table for table in self.tables if table.entity == entity]
        assert len(found) == 1
        return found[0]

    @property
    def codes(self) -> list[str]:
        return [item.code for item in self.diagnostics]

    @property
    def only(self) -> Diagnostic:
        assert len(self.diagnostics) == 1, self.diagnostics
        return self.diagnostics[0]


Read = Callable[..., Outcome]


@pytest.fixture
def read(dictionary: Dictionary) -> Read:
    """Read files with the small dictionary; `told` names their entities."""

    def read_files(*paths: Path | str, told: Mapping[Path, str] | None = None) -> Outcome:
        diagnostics = Diagnostics()
        tables = read_inputs(
            paths,
            dictionary=dictionary,
            diagnostics=diagnostics,
            exports=(SHOPIFY,),
            entity_of=told,
        )
        return Outcome(tables, diagnostics.freeze())

    return read_files


Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file into a folder of the test's own and return its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def book(tmp_path: Path) -> Make:
    """Write a workbook: a list of rows for each sheet, merged stretches beside."""

    def write(
        name: str = "x.xlsx", merged: tuple[str, ...] = (), **sheets: list[list[Any]]
    ) -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for each in merged:
                sheet.merge_cells(each)
        path = tmp_path / name
        workbook.save(path)
        return path

    return write
