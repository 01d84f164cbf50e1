"""Readiness, rules and conclusions tell the same of an item: what is not known is never a pass."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from skulint.engine.backends import ENGINES
from skulint.engine.backends.needs import beside_admission
from skulint.engine.checking.check import context_of, plan_of
from skulint.engine.checking.loaded import loaded
from skulint.engine.checking.options import CheckOptions
from skulint.engine.conclusions.chainers import CHAINERS
from skulint.engine.conclusions.draw import draw
from skulint.engine.loading import load_rulebook
from skulint.engine.model.conclusion import State
from skulint.engine.model.rule import RuleBook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

AS_OF = datetime(2026, 11, 22)
STORE = {
    "license_company_name": "X",
    "license_legal_person": "P",
    "id_card_name": "P",
    "bank_account_holder": "X",
    "store_dispute_rate_90d_pct": 0.2,
    "store_dsr_90d": 4.7,
}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    diagnostics = Diagnostics()
    found = load_rulebook([rules_dir()], diagnostics, with_cases=False)
    assert not diagnostics.has_errors
    return found


def standings(
    book: RuleBook, files: tuple[Path, ...], program: str, engine: str
) -> tuple[dict[int, tuple[int, int] | None], dict[int, State], Counter[str]]:
    """Give of each SKU the rules failed and left open, its admission, and the counts of all."""
    diagnostics = Diagnostics()
    asked = CheckOptions(files, AS_OF, programs=(program,))
    plan = plan_of(book, asked, diagnostics)
    assert plan is not None
    with loaded(book, asked, [plan], diagnostics) as store:
        assert store is not None, [item.message for item in diagnostics.sorted()]
        results = ENGINES[engine](plan, store, context_of(book, plan, AS_OF), 1)
        rows = range(1, store.entities["sku"].rows + 1)
        admitted = {}
        for row in rows:
            drawn = draw(
                plan.conclusions, store, results.roll_up, {"sku": [row]}, CHAINERS["plain"]
            )
            admission = book.programs[program].admission
            (found,) = (each for each in drawn if each.conclusion.id == admission)
            (admitted[row],) = (state for state, count in found.counts.items() if count)
        assert results.readiness is not None
        counts = Counter(
            ready=results.readiness.ready,
            one_fix_away=results.readiness.one_fix_away,
            not_ready=results.readiness.not_ready,
            cannot_tell=results.readiness.cannot_tell,
        )
        return {row: results.standing(row) for row in rows}, admitted, counts


def catalogue(random: Random) -> dict[str, object]:
    """Make two stores whose SKUs lack listings, or facts of theirs, now and then."""

    def some(name: str, good: object, bad: object) -> dict[str, object]:
        value = random.choices([good, bad, None], [30, 1, 1])[0]
        return {} if value is None else {name: value}

    skus: list[dict[str, object]] = []
    for at in range(7):
        listings = [
            {
                "market": market,
                **some("outlet_price", 8, 9),
                **some("lowest_price_30d", 12, 11),
                **some("epr_registered", True, False),
            }
            for market in random.sample(["KR", "DE", "JP"], random.choice([0, 1, 1, 2]))
        ]
        sku: dict[str, object] = {"sku_id": f"K{at}", "store_id": random.choice(["S1", "S2"])}
        sku |= {**some("stock_qty", 60, 49), **some("item_dsr", 4.8, 3)}
        skus.append({**sku, "sku_market": listings} if listings else sku)
    # One told apart by its market, so that the others' listings are lacking.
    skus.append({"sku_id": "K7", "store_id": "S1", "sku_market": [{"market": "KR"}]})
    stores = [
        {"store_id": "S1", "store_fulfilment_rate_90d_pct": 98, **STORE},
        {"store_id": "S2", "store_fulfilment_rate_90d_pct": random.choice([98, 93.1]), **STORE},
    ]
    return {"store": stores, "sku": skus}


def test_an_item_is_ready_exactly_if_its_admission_holds(book: RuleBook, tmp_path: Path) -> None:
    seen: Counter[State] = Counter()
    for seed in range(4):
        file = tmp_path / "facts.json"
        file.write_text(json.dumps(catalogue(Random(seed))), encoding="utf-8")
        found = {
            engine: standings(book, (file,), "aliexpress/outlet", engine)
            for engine in ("duckdb", "reference")
        }
        assert found["duckdb"] == found["reference"], f"seed {seed}"
        counts, admitted, readiness = found["duckdb"]
        for row, state in admitted.items():
            seen[state] += 1
            standing = counts[row]
            assert standing is not None
            fails, open_ = standing
            assert (state is State.HOLDS) == (standing == (0, 0))
            assert (state is State.BLOCKED) == (fails > 0)
            assert (state is State.UNDECIDED) == (fails == 0 and open_ > 0)
        assert readiness["ready"] == sum(state is State.HOLDS for state in admitted.values())
    assert all(seen[state] > 2 for state in State)


FACTORIES = """\
application: [{application_id: A, program_applied: QRP}]
factory:
  - {factory_id: F1, application_id: A, factory_platform_authorized: true,
     factory_inspected: true, factory_iso9001_valid: %s}
sku: [{sku_id: K1}, {sku_id: K2}]
"""


@pytest.mark.parametrize("engine", ("duckdb", "reference"))
@pytest.mark.parametrize(("valid", "fails"), [("true", 0), ("false", 1), ("", 0)])
def test_what_belongs_to_the_application_concerns_every_item(
    book: RuleBook, tmp_path: Path, engine: str, valid: str, fails: int
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTORIES % (valid or "null"), encoding="utf-8")
    diagnostics = Diagnostics()
    asked = CheckOptions((file,), AS_OF, programs=("aliexpress/refurbishment",))
    plan = plan_of(book, asked, diagnostics)
    assert plan is not None
    with loaded(book, asked, [plan], diagnostics) as store:
        assert store is not None, [item.message for item in diagnostics.sorted()]
        results = ENGINES[engine](plan, store, context_of(book, plan, AS_OF), 1)
        (signature,) = results.roll_up("sku", [["AE-QRP-009"], ["AE-QRP-002"]], None)
        expected = {"true": State.HOLDS, "false": State.BLOCKED, "": State.UNDECIDED}[valid]
        assert (signature.states, signature.count) == ((expected, State.HOLDS), 2)
        standing = results.standing(1)
        assert standing is not None
        assert standing[0] == fails


@pytest.mark.parametrize("engine", ("duckdb", "reference"))
def test_without_records_to_judge_nothing_is_ready(
    book: RuleBook, tmp_path: Path, engine: str
) -> None:
    file = tmp_path / "facts.yaml"
    deals = "amz_deal: [{deal_id: D, asin: A, amz_outlet_enrolled: no}]\n"
    file.write_text(f"amz_sku: [{{asin: A}}, {{asin: B}}]\n{deals}", encoding="utf-8")
    diagnostics = Diagnostics()
    asked = CheckOptions((file,), AS_OF, programs=("amazon/outlet",))
    plan = plan_of(book, asked, diagnostics)
    assert plan is not None
    with loaded(book, asked, [plan], diagnostics) as store:
        assert store is not None
        results = ENGINES[engine](plan, store, context_of(book, plan, AS_OF), 1)
        assert results.readiness is not None
        assert (results.readiness.ready, results.readiness.cannot_tell) == (1, 1)


#: Rules of admission beside the conclusion, each for a step before or after it.
BESIDE = {
    "aliexpress/local-stock": {
        "AE-LOCAL-007",
        "AE-LOCAL-008",
        "AE-LOCAL-009",
        "AE-LOCAL-014",
        "AE-LOCAL-021",
    },
    "aliexpress/outlet": {"AE-OUTLET-010", "AE-STORE-006"},
    "aliexpress/premium": {
        "AE-PREMIUM-006",
        "AE-PREMIUM-007",
        "AE-PREMIUM-008",
        "AE-PREMIUM-011",
        "AE-PREMIUM-012",
        "AE-PREMIUM-013",
        "AE-PREMIUM-022",
        "AE-PREMIUM-023",
        "AE-PREMIUM-026",
    },
    # Those of Outlet apply to nobody who applies for QRP.
    "aliexpress/refurbishment": {
        "AE-OUTLET-002",
        "AE-OUTLET-003",
        "AE-OUTLET-004",
        "AE-OUTLET-010",
        "AE-STORE-006",
    },
}


def test_admissions_take_in_the_rules_of_admission(book: RuleBook) -> None:
    found = {}
    for name, program in book.programs.items():
        if program.admission is not None:
            asked = CheckOptions((), AS_OF, programs=(name,))
            plan = plan_of(book, asked, Diagnostics())
            assert plan is not None
            found[name] = set(beside_admission(plan))
    assert found == BESIDE
