import pytest

from skulint.engine.text.suggest import did_you_mean, nearest

FACTS = ("stock_qty", "price", "price_currency", "rating", "id", "on", "title", "ship_days")


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("stock_qyt", "stock_qty"),
        ("stok_qty", "stock_qty"),
        ("Stock-Qty", "stock_qty"),
        ("stock qty", "stock_qty"),
        ("qty_stock", "stock_qty"),
        ("prcie", "price"),
        ("ratings", "rating"),
        ("di", "id"),
        ("ids", "id"),
        ("is", None),
        ("i", None),
        ("", None),
        ("weight", None),
        ("colour", None),
        ("x" * 1_000_000, None),
        ("＿stock＿qty", "stock_qty"),
    ],
    ids=range(16),
)
def test_nearest(name: str, want: str | None) -> None:
    assert nearest(name, FACTS) == want


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("库存数", "库存数量"),
        ("存库", "库存"),
        ("价钱", None),
        ("评份", None),
        ("商品标提", "商品标题"),
    ],
)
def test_chinese_names(name: str, want: str | None) -> None:
    assert nearest(name, ("库存", "库存数量", "价格", "评分", "商品标题")) == want


def test_the_closest_wins_and_ties_go_by_name() -> None:
    assert nearest("stock_a", ("stock_bb", "stock_ab")) == "stock_ab"
    assert nearest("stock_a", ("stock_c", "stock_b")) == "stock_b"


def test_sentence() -> None:
    assert did_you_mean("stock_qyt", FACTS) == "did you mean `stock_qty`?"
    assert did_you_mean("weight", FACTS) is None
    assert did_you_mean("a", ()) is None
