"""Both engines on the shipped programs: the example as it is, and mutated cell by cell."""

import csv
import io
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from skulint.engine.backends import ENGINES
from skulint.engine.backends.context import Context
from skulint.engine.backends.needs import needed_facts
from skulint.engine.evaluation.findings import facts_to_show
from skulint.engine.loading import build_plan, load_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.rule import RuleBook
from skulint.engine.readers import read_inputs
from skulint.engine.resources import rules_dir
from skulint.engine.store.build import build_store, open_database
from skulint.engine.text.diagnostics import Diagnostics

EXAMPLE = Path(__file__).parents[2] / "fixtures/examples/outlet"
DECIDED: Counter[Outcome] = Counter()


@pytest.fixture(scope="module")
def book() -> RuleBook:
    diagnostics = Diagnostics()
    loaded = load_rulebook([rules_dir()], diagnostics)
    assert not diagnostics.has_errors
    return loaded


def rows() -> list[dict[str, str]]:
    with (EXAMPLE / "catalog.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(records: list[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def without(column: str) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if name != column} for row in rows()]


def with_cells(column: str, cells: list[str]) -> list[dict[str, str]]:
    return [{**row, column: cells[index % len(cells)]} for index, row in enumerate(rows())]


MUTATIONS = {
    "as-it-is": rows(),
    **{f"without-{name}": without(name) for name in rows()[0] if name != "SKU"},
    "boundary-prices": with_cells("Price", ["6.99", "7.00", "6.993", "", "NaN", "1e1"]),
    "boundary-stock": with_cells("Stock", ["49", "50", "51", "", "50.5", "-1"]),
    "two-markets": rows() + [{**row, "Market": "US"} for row in rows()[:3]],
    "disagreeing": rows() + [{**row, "Price": "1.00"} for row in rows()[:2]],
    "no-ids": with_cells("SKU", ["", "A", "B"]),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_engines_agree(book: RuleBook, tmp_path: Path, name: str) -> None:
    (tmp_path / "catalog.csv").write_text(written(MUTATIONS[name]), encoding="utf-8")
    paths = [tmp_path / "catalog.csv"]
    if name != "without-DSR":  # once without a store as well
        paths.append(EXAMPLE / "store.yaml")
    diagnostics = Diagnostics()
    plan = build_plan(
        book,
        as_of=date(2026, 11, 22),
        programs=["aliexpress/outlet"],
        diagnostics=diagnostics,
    )
    raws = read_inputs(
        paths, dictionary=book.dictionary, exports=book.exports, diagnostics=diagnostics
    )
    connection = open_database()
    needed = needed_facts(plan, facts_to_show(plan, plan.rules))
    store = build_store(raws, needed, book.dictionary, connection, diagnostics)
    assert not diagnostics.has_errors
    context = Context({"as_of": datetime(2026, 11, 22), "program_applied": "OUTLET"}, {})
    ours, reference = (
        ENGINES[engine](plan, store, context, None) for engine in ("duckdb", "reference")
    )
    outcomes = list(ours.outcomes())
    assert outcomes == list(reference.outcomes())
    assert ours.rules == reference.rules
    assert ours.readiness == reference.readiness
    assert ours.missing == reference.missing
    assert ours.selected == reference.selected
    assert outcomes
    DECIDED.update(each.outcome for each in outcomes)
    connection.close()


def test_every_outcome_was_compared() -> None:
    print({outcome.value: count for outcome, count in DECIDED.items()})
    if not DECIDED:
        pytest.skip("the comparisons ran in another process")
    assert min(DECIDED[outcome] for outcome in Outcome) > 50
