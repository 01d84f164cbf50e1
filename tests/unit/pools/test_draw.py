"""Verdicts on pools of records, by both engines and in every format."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from skulint.engine.checking.check import check
from skulint.engine.checking.options import CheckOptions
from skulint.engine.model.conclusion import State
from skulint.engine.model.pooled import Pooled
from skulint.engine.model.report import Report
from skulint.engine.reporters import REPORTERS, Options
from skulint.engine.text.diagnostics import Diagnostics

NAMES = ("application.yaml", "listings.csv", "pool.yaml", "seller.yaml", "skus.csv", "stores.csv")
MERGE = Path(__file__).parents[3] / "fixtures" / "examples" / "merge"
AFTER = tuple(MERGE / "after" / name for name in NAMES)
AS_OF = datetime(2026, 11, 22)
PACK = """\
pack: demo
version: 1.0.0
title: {en: Demo, zh: 示例}
"""
SOURCE = 'source: {document: demo.txt, section: "1", checked: 2026-03-01}'
PROGRAM = f"""\
program: demo/crate
title: {{en: Crate, zh: 货箱}}
rules:
  - id: CRATE-1
    title: {{en: Rated, zh: 评分}}
    for: sku
    kind: eligibility
    severity: error
    require: {{item_dsr: {{at_least: 4}}}}
    {SOURCE}
  - id: CRATE-2
    title: {{en: Shop, zh: 店铺}}
    for: store
    kind: eligibility
    severity: error
    require: {{store_dsr_90d: {{at_least: 4}}}}
    {SOURCE}
pools:
  - id: crate
    title: {{en: Crate, zh: 货箱}}
    of: sku
    per: store
    rules: [CRATE-1, CRATE-2]
    each: {{stock_qty: {{more_than: 0}}}}
    together:
      - title: {{en: Pieces, zh: 件数}}
        sum: stock_qty
        at_most: 20
      - title: {{en: Categories, zh: 类目}}
        distinct: product_category
        at_most: 2
      - title: {{en: Well rated, zh: 高分}}
        count: sku
        where: {{item_dsr: {{at_least: 4.5}}}}
        at_least: 1
    {SOURCE}
"""


def checked(files: tuple[Path, ...], program: str, **changes: object) -> Report:
    diagnostics = Diagnostics()
    asked = CheckOptions(files, AS_OF, programs=(program,))
    report = check(replace(asked, **changes), "0", diagnostics)  # type: ignore[arg-type]
    assert report is not None, [item.message for item in diagnostics.sorted()]
    return report


@pytest.fixture(scope="module")
def merged() -> Report:
    return checked(AFTER, "aliexpress/merge")


def test_leaving_out_what_fails_leaves_too_few_of_one_category(merged: Report) -> None:
    (pool,) = merged.pools
    assert (pool.state, pool.total, pool.keep, pool.proven) == (State.BLOCKED, 274, None, True)
    assert {state.value: count for state, count in pool.counts.items()} == {
        "holds": 266,
        "blocked": 6,
        "undecided": 2,
    }
    category, ids = pool.demands
    assert category.state is State.HOLDS
    assert [str(each.value.value) for each in (category.low, category.kept)] == ["204", "196"]  # type: ignore[union-attr]
    assert ids.state is State.HOLDS
    assert [rule.id for rule, _ in pool.own] == ["AE-MERGE-053"]
    assert {each.rules for each in (*pool.failing, *pool.undecided)} == {("AE-MERGE-052",)}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_people_read_it(merged: Report, name: str, lang: str) -> None:
    stream = io.StringIO()
    REPORTERS[name].write(merged, stream, Options(lang=lang))  # type: ignore[arg-type]
    text = " ".join(stream.getvalue().split())
    for words in {
        "en": ("not all 274 SKUs may go in", "no set of them passes", "196 of those"),
        "zh": ("274 个 SKU 不能全部进入", "没有任何集合能通过", "196"),
    }[lang]:
        assert words in text.replace("\\", "")
    assert "TSHIRT-096" in text
    assert "AE-MERGE-053" in text


def test_programs_read_it(merged: Report) -> None:
    stream = io.StringIO()
    REPORTERS["json"].write(merged, stream, Options())
    (pool,) = json.loads(stream.getvalue())["pools"]
    assert (pool["keep"], pool["drop"], pool["proven"]) == (None, None, True)
    assert [each["key"] for each in pool["left_out"]["undecided"]] == ["HOODIE-161", "SOCK-162"]
    assert pool["own"] == [{"rule": "AE-MERGE-053", "state": "blocked"}]
    assert pool["demands"][0]["kept"] == 196


def crates(folder: Path, rows: list[tuple[str, ...]], engine: str) -> dict[str, Pooled]:
    pack = folder / "pack"
    pack.mkdir(exist_ok=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    skus = folder / "skus.csv"
    lines = ["sku_id,store_id,item_dsr,stock_qty,product_category", *map(",".join, rows)]
    skus.write_text("\n".join(lines) + "\n", encoding="utf-8")
    stores = folder / "stores.csv"
    stores.write_text("store_id,store_dsr_90d\nS1,4.6\nS2,3.9\nS3,4.6\n", encoding="utf-8")
    found = checked((skus, stores), "demo/crate", engine=engine, packs=(pack,)).pools
    return {each.subject.key: each for each in found}


def essence(pool: Pooled) -> tuple[object, ...]:
    kept = tuple(each.kept and str(each.kept.value) for each in pool.demands)
    members = (pool.failing, pool.undecided)
    named = tuple(tuple((each.subject.key, each.rules) for each in some) for some in members)
    own = tuple((rule.id, state) for rule, state in pool.own)
    return (pool.state, pool.keep, pool.bound, pool.proven, pool.surplus, kept, named, own)


@pytest.mark.parametrize("engine", ("duckdb", "reference"))
def test_each_record_has_a_pool_of_its_own(tmp_path: Path, engine: str) -> None:
    rows = [
        ("A", "S1", "4.8", "15", "apparel"),
        ("B", "S1", "4.2", "4", "apparel"),
        ("C", "S1", "4.2", "2", "home_garden"),
        ("D", "S1", "4.2", "1", "auto_parts"),
        ("E", "S1", "3.9", "1", "apparel"),
        ("F", "S1", "", "1", "apparel"),
        ("G", "S1", "4.2", "0", "apparel"),
        ("H", "S2", "4.8", "1", "apparel"),
        ("I", "S3", "4.8", "1", "apparel"),
    ]
    found = crates(tmp_path, rows, engine)
    first = found["S1"]
    # A is the well rated one, and leaves room for 5 pieces of one more category.
    assert (first.state, first.keep, first.proven) == (State.BLOCKED, 3, True)
    assert {each.subject.key for each in first.failing} == {"E", "G"}
    assert {each.subject.key for each in first.undecided} == {"F"}
    assert len(first.left_over) == first.surplus == 1
    assert (found["S2"].state, found["S2"].keep) == (State.BLOCKED, 1)
    assert [rule.id for rule, _ in found["S2"].own] == ["CRATE-2"]
    assert (found["S3"].state, found["S3"].keep, found["S3"].drop) == (State.HOLDS, 1, 0)


def test_engines_agree_on_generated_pools_and_no_set_is_larger(tmp_path: Path) -> None:
    random = Random(6)
    states: Counter[State] = Counter()
    for _ in range(5):
        rows = [
            (
                f"K{at}",
                random.choice(["S1", "S1", "S2", "S3"]),
                random.choice(["4.8", "4.8", "4.2", "4.2", "3.9", ""]),
                random.choice(["1", "3", "5", "8", "0", ""]),
                random.choice(["apparel", "home_garden", "auto_parts", ""]),
            )
            for at in range(14)
        ]
        found = crates(tmp_path, rows, "duckdb")
        other = crates(tmp_path, rows, "reference")
        assert {key: essence(each) for key, each in found.items()} == {
            key: essence(each) for key, each in other.items()
        }
        shuffled = random.sample(rows, len(rows))
        assert {key: each.keep for key, each in crates(tmp_path, shuffled, "duckdb").items()} == {
            key: each.keep for key, each in found.items()
        }
        for key, each in found.items():
            states[each.state] += 1
            assert each.keep == largest([row for row in rows if row[1] == key])
    print(dict(states))
    assert states[State.BLOCKED] > 3


def largest(rows: list[tuple[str, ...]]) -> int | None:
    """Try every set of rows, by hand and not by the rules."""
    usable = [
        (Decimal(rating), int(pieces), category)
        for _, _, rating, pieces, category in rows
        if rating and Decimal(rating) >= 4 and pieces and int(pieces) > 0
    ]
    for size in range(len(usable), -1, -1):
        for some in combinations(usable, size):
            names = [category for *_, category in some]
            unknown = sum(not name for name in names)
            if (
                sum(pieces for _, pieces, _ in some) <= 20
                and len({name for name in names if name}) + unknown <= 2
                and any(rating >= Decimal("4.5") for rating, *_ in some)
            ):
                return size
    return None
