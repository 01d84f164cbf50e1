from decimal import Decimal

import pytest

from skulint.engine.text.decimal_text import parse_decimal


@pytest.mark.parametrize(
    "raw",
    ["0", "-0", "4.10", "1e5", "1E-300", "9" * 100, "0." + "3" * 99, "+.5", "1.", "9.99e300"],
)
def test_exact(raw: str) -> None:
    value = parse_decimal(raw)
    assert value == Decimal(raw)
    assert str(value) == str(Decimal(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "1e301",
        "1e-301",
        "0e301",
        "9" * 101,
        "1e" + "9" * 30,
        "1e" + "0" * 10_000_000,
        "9" * 10_000_000,
        "0." + "3" * 200,
        "10e300",
    ],
)
def test_out_of_range(raw: str) -> None:
    assert parse_decimal(raw) is None
