"""Made-up histories: both engines agree, and what is missing never turns a verdict round."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skulint.engine.backends.reference import Subject, judge
from skulint.engine.loading import build_plan, load_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.rule import Plan
from skulint.engine.model.values import Exact, Partial
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from .shop import AS_OF, RULES, Shop

DECIDED = {Outcome.PASS, Outcome.FAIL}
#: The end of summer time in Europe, a leap day, and the day of most tests.
DAYS = (datetime(2026, 10, 27), datetime(2028, 3, 2), AS_OF)
#: Offsets of Madrid in summer and winter, of Shanghai and Kathmandu; and none, which is UTC.
ZONES = ("+02:00", "+01:00", "+08:00", "+05:45", "Z", "")


def _history(dice: random.Random, sku: str, day: datetime) -> list[str]:
    """Write rows of prices: gaps, overlaps, ties, blanks and rows stated twice, in no order."""
    rows = []
    for _ in range(dice.choice([0, 1, 3, 8])):
        first = day - timedelta(days=dice.choice([0, 1, 2, 29, 30, 31, dice.randrange(-2, 60)]))
        until = first + timedelta(days=dice.choice([0, 0, 1, 7, 30, 45]))
        last = until.date().isoformat() if dice.random() < 0.7 else ""
        price = dice.choice(["10", "10.00", "12.5", "9.99", "", "0", "-1", "soon"])
        start = first.date().isoformat() if dice.random() < 0.95 else ""
        rows.append(f"{sku},ES,{start},{last},{price}")
    if rows and dice.random() < 0.3:
        rows.append(rows[0])
    return rows


def _changes(dice: random.Random, sku: str, day: datetime) -> list[str]:
    """Write moments of changes, some equal, some exactly 7 days apart, in several zones."""
    rows = []
    start = day - timedelta(days=dice.randrange(1, 40), seconds=dice.randrange(86_400))
    for _ in range(dice.choice([0, 1, 4, 5, 9])):
        gap = dice.choice([0, 1, 3600, 86_400, 2 * 86_400, 604_799, 604_800, 604_801])
        moment = start + timedelta(seconds=gap)
        zone = dice.choice(ZONES)
        before = moment - timedelta(seconds=dice.choice([0, 0, 60, 86_400, 300_000]))
        since = before.isoformat() + zone if dice.random() < 0.3 else ""
        said = moment.isoformat() + zone if dice.random() < 0.95 else ""
        rows.append(f"{sku},{said},{since},{dice.choice(['10', '12', ''])}")
    if rows and dice.random() < 0.3:
        rows.append(rows[-1])
    return rows


@pytest.mark.usefixtures("laid_out")
@pytest.mark.parametrize(("seed", "day"), list(enumerate(DAYS)))
def test_both_engines_agree_on_any_history(shop: Shop, seed: int, day: datetime) -> None:
    dice = random.Random(seed)
    skus = [f"S{number}" for number in range(40)]
    prices = [dice.choice(["7", "6.99", "8.75", "7.01", "14"]) for _ in skus]
    lines = [f"{sku},{price},ES" for sku, price in zip(skus, prices, strict=True)]
    shop.write("catalog.csv", "\n".join(["SKU,Price,Market", *lines]) + "\n")
    history = [row for sku in skus for row in _history(dice, sku, day)]
    changes = [row for sku in [*skus, "GONE"] for row in _changes(dice, sku, day)]
    dice.shuffle(history)
    dice.shuffle(changes)
    shop.write("history.csv", "\n".join(["SKU,Market,Date,Until,Price", *history]) + "\n")
    shop.write("changes.csv", "\n".join(["SKU,Changed at,Not before,New price", *changes]) + "\n")
    checked = shop.both("catalog.csv", "store.yaml", "history.csv", "changes.csv", as_of=day)
    outcomes = set(checked.outcomes().values())
    assert {"pass", "fail", "unknown"} <= outcomes


@pytest.fixture(scope="module")
def plan() -> Plan:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    return build_plan(book, as_of=AS_OF, diagnostics=diagnostics, rules=RULES)


def _outcome(plan: Plan, rule: str, **stated: object) -> Outcome:
    known = {
        name: value if isinstance(value, Partial) else Exact(value)  # type: ignore[arg-type]
        for name, value in {"as_of": AS_OF, "program_applied": "OUTLET", **stated}.items()
    }
    found = next(each for each in plan.rules if each.id == rule)
    return judge(found, Subject(known, plan.dictionary, plan.derivations))[0]


PRICES = st.sampled_from([Decimal(8), Decimal(10), Decimal(12), Decimal(0)])
ROWS = st.lists(
    st.tuples(st.integers(-1, 35), st.integers(0, 30), st.one_of(PRICES, st.none())), max_size=5
)


def _row(ago: int, length: int, price: Decimal | None) -> dict[str, date | Decimal | None]:
    first = AS_OF.date() - timedelta(days=ago)
    return {"date": first, "until": first + timedelta(days=length), "price": price}


@settings(max_examples=150)
@given(rows=ROWS, filled=st.lists(PRICES, min_size=40, max_size=40), asked=PRICES)
def test_completing_a_price_history_never_turns_a_verdict_round(
    plan: Plan, rows: list[tuple[int, int, Decimal | None]], filled: list[Decimal], asked: Decimal
) -> None:
    price = asked * Decimal("0.7")
    known = tuple(_row(*each) for each in rows)
    before = _outcome(plan, "AE-OUTLET-002", outlet_price=price, price_history=known)
    covered = {ago - day for ago, length, _ in rows for day in range(length + 1)}
    # Blank prices are filled in, and every day of the 30 that no row covers gets one.
    complete = [
        {**row, "price": filled[at]} if row["price"] is None else row
        for at, row in enumerate(known)
    ]
    complete += [_row(ago, 0, filled[ago]) for ago in range(1, 31) if ago not in covered]
    after = _outcome(plan, "AE-OUTLET-002", outlet_price=price, price_history=tuple(complete))
    assert after in DECIDED
    assert before in (after, Outcome.UNKNOWN)


@settings(max_examples=150)
@given(
    seen=st.lists(st.tuples(st.integers(0, 20 * 24), st.integers(0, 10 * 24)), max_size=7),
    shares=st.lists(st.floats(0, 1), min_size=7, max_size=7),
    further=st.lists(st.integers(0, 20 * 24), max_size=3),
)
def test_finding_out_when_a_price_changed_never_turns_a_verdict_round(
    plan: Plan, seen: list[tuple[int, int]], shares: list[float], further: list[int]
) -> None:
    start = AS_OF - timedelta(days=40)

    def change(since: timedelta, until: timedelta) -> dict[str, datetime]:
        return {"at": start + until, "not_before": start + since}

    known = [(timedelta(hours=at), timedelta(hours=at + length)) for at, length in seen]
    rows = tuple(change(*each) for each in known)
    partial = Partial(rows, frozenset({"price_changes"}))
    exact = [
        since + (until - since) * share
        for (since, until), share in zip(known, shares, strict=False)
    ]
    exact += [timedelta(hours=at) for at in further]
    complete = tuple(change(moment, moment) for moment in exact)
    after = _outcome(plan, "AE-PRICE-002", price_changes=complete)
    assert after in DECIDED
    assert _outcome(plan, "AE-PRICE-002", price_changes=partial) in (after, Outcome.UNKNOWN)
    if not further:
        whole = _outcome(plan, "AE-PRICE-002", price_changes=rows)
        assert whole in (after, Outcome.UNKNOWN)
