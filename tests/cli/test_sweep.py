"""`skulint diff --sweep`: counts held against arithmetic, and the small chart."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.checking.sweep import read_range
from skulint.engine.resources import rules_dir

from .running import run

PRICES = [Decimal(500 + 3 * number) / 100 for number in range(200)]
CHECKED = ("--program", "aliexpress/outlet", "--as-of", "2026-11-22")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "catalog.csv"
    rows = "".join(f"S-{n},{price},{10 if n % 5 else ''},ES\n" for n, price in enumerate(PRICES))
    file.write_text("SKU,Price,30-day low,Market\n" + rows, encoding="utf-8")
    return file


def test_each_value_keeps_what_arithmetic_says(catalogue: Path) -> None:
    result = run(
        "diff", rules_dir(), catalogue, *CHECKED, "--sweep", "outlet_ceiling=60%..80%:2.5%",
        "--format", "json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    (document,) = json.loads(result.stdout)
    (rule,) = document["rules"]
    assert rule["rule"] == "AE-OUTLET-002"
    values = [each["value"] for each in rule["values"]]
    assert values == [None, *(f"{60 + Decimal('2.5') * step:.1f}%" for step in range(9))]
    for each in rule["values"]:
        share = Decimal((each["value"] or "70%").rstrip("%")) / 100
        known = [price for n, price in enumerate(PRICES) if n % 5]
        assert each["pass"] == sum(price <= share * 10 for price in known)
        assert each["fail"] == sum(price > share * 10 for price in known)
        assert each["unknown"] == 40


def test_the_table_has_a_chart(catalogue: Path) -> None:
    result = run(
        "diff", "skulint-core", rules_dir(), catalogue, *CHECKED, "--sweep",
        "outlet_ceiling=60%..80%:10%",
    )  # fmt: skip
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "skulint-core: Outlet ceiling (outlet_ceiling)",
        "",
        "AE-OUTLET-002  Price within the Outlet ceiling",
        "            pass  fail  unknown  not applicable",
    ]
    kept = [sum(price <= share for n, price in enumerate(PRICES) if n % 5) for share in (6, 7, 8)]
    assert [line.split()[:2] for line in lines[5:8]] == [
        [f"{share}%", str(count)] for share, count in zip((60, 70, 80), kept, strict=True)
    ]
    assert [line.count("#") for line in lines[5:8]] == [
        round(30 * count / kept[-1]) for count in kept
    ]
    assert lines[8].startswith(f"{rules_dir()}: Outlet ceiling")  # OLD, then NEW


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("p=1..3:1", ("1", "2", "3")),
        ("p=60..80%:10%", ("60%", "70%", "80%")),
        ("p=1 USD..2 USD:0.5", ("1.0 USD", "1.5 USD", "2.0 USD")),
        ("p=0..1", tuple(f"{Decimal(n) / 10:.1f}" for n in range(11))),
        ("p=5..6:4", ("5",)),
    ],
)
def test_ranges(text: str, values: tuple[str, ...]) -> None:
    found = read_range(text)
    assert not isinstance(found, str), found
    assert (found.parameter, tuple(map(_plain, found.values))) == ("p", tuple(map(_plain, values)))


def _plain(text: str) -> str:
    number, _, unit = text.replace("%", " %").partition(" ")
    return f"{Decimal(number).normalize():f} {unit}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("p", "is not PARAMETER=FROM..TO[:STEP]"),
        ("p=1", "is not PARAMETER=FROM..TO[:STEP]"),
        ("p=a..b", "holds no numbers"),
        ("p=nan..1", "holds no numbers"),
        ("p=1 USD..2 EUR", "mixes units"),
        ("p=3..1:1", "does not go up"),
        ("p=1..3:0", "does not go up"),
        ("p=1..1000:1", "more than 200 values"),
    ],
)
def test_what_is_no_range(text: str, said: str) -> None:
    found = read_range(text)
    assert isinstance(found, str)
    assert said in found


@pytest.mark.parametrize(
    ("swept", "said"),
    [
        ("outlet_ceilin=60%..70%", "did you mean `outlet_ceiling`?"),
        ("outlet_ceiling=1..2", "`outlet_ceiling` is a percent, but `1"),
        ("premium_badge_gmv=1 USD..2 USD", "no rule that is checked reads the parameter"),
        ("nonsense", "is not PARAMETER=FROM..TO"),
    ],
)
def test_bad_input(catalogue: Path, swept: str, said: str) -> None:
    result = run("diff", rules_dir(), catalogue, *CHECKED, "--sweep", swept)
    assert result.exit_code == 2
    assert said in result.stderr
