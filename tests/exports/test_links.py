"""Documents in which SKUs name their stores and markets: every listing keeps its store."""

from pathlib import Path

import pytest

from .stored import Stored, read

STORES = "store: [{store_id: A, store_dsr_90d: 4.8}, {store_id: B, store_dsr_90d: 4.1}]\n"

#: By name: a document with two listings of X, which is of A, and one of Y, which is of B.
DOCUMENTS = {
    "markets beside the facts of SKUs": STORES
    + """
sku:
  - {sku_id: X, store_id: A, market: US, price: 5}
  - {sku_id: X, store_id: A, market: DE, price: 6}
  - {sku_id: Y, store_id: B, market: US, price: 7}
""",
    "stores beside the markets": STORES
    + """
sku: [{sku_id: X, stock_qty: 5}, {sku_id: Y, stock_qty: 6}]
sku_market:
  - {sku_id: X, store_id: A, market: US, price: 5}
  - {sku_id: X, store_id: A, market: DE, price: 6}
  - {sku_id: Y, store_id: B, market: US, price: 7}
""",
    "SKUs inside of stores": """
store:
  - store_id: A
    sku: [{sku_id: X, market: US, price: 5}, {sku_id: X, market: DE, price: 6}]
  - store_id: B
    sku: [{sku_id: Y, market: US, price: 7}]
""",
    "markets inside of SKUs": """
store:
  - store_id: A
    sku: [{sku_id: X, sku_market: [{market: US, price: 5}, {market: DE, price: 6}]}]
  - store_id: B
    sku: [{sku_id: Y, sku_market: [{market: US, price: 7}]}]
""",
    "markets inside of stores": """
store:
  - store_id: A
    sku_market: [{sku_id: X, market: US, price: 5}, {sku_id: X, market: DE, price: 6}]
  - {store_id: B, sku_market: {sku_id: Y, market: US, price: 7}}
""",
}


def stores(found: Stored) -> dict[str, str | None]:
    """Give the store of each listing, by way of its SKU."""
    of_sku = dict(zip(found.keys["sku"], found.links["sku"]["store"], strict=True))
    skus = found.links["sku_market"]["sku"]
    return {
        name: of_sku[sku] if sku is not None else None
        for name, sku in zip(found.keys["sku_market"], skus, strict=True)
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_listing_has_its_store(tmp_path: Path, name: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(DOCUMENTS[name])
    found = read(path)
    assert found.said == []
    assert stores(found) == {"X/US": "A", "X/DE": "A", "Y/US": "B"}
    assert found.facts["sku_market"]["price"] == ["5", "6", "7"]


def test_listings_of_skus_without_ids_are_those_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(
        STORES + "sku:\n"
        "  - {store_id: A, market: US, price: 5}\n"
        "  - {store_id: B, market: US, price: 7}\n"
        "  - {store_id: B, price: 9, stock_qty: 4}\n"
    )
    found = read(path)
    assert found.said == []
    assert found.keys["sku"] == ["row 1", "row 2", "row 3"]
    assert stores(found) == {"row 1/US": "A", "row 2/US": "B", "row 3": "B"}
    assert found.facts["sku_market"]["price"] == ["5", "7", "9"]
