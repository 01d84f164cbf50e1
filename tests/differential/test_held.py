"""Records held in memory against the same records in the database, and whole reports of both.

Set SKULINT_PROGRAMS to a number for a longer run.
"""

from __future__ import annotations

import csv
import os
import shlex
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from skulint.engine.checking import check as checking
from skulint.engine.checking import holding
from skulint.engine.loading import load_rulebook
from skulint.engine.model.facts import Dictionary, Fact, FactType
from skulint.engine.model.values import Exact, Value
from skulint.engine.readers import RawTable, read_inputs
from skulint.engine.resources import rules_dir
from skulint.engine.store import keys, lookups
from skulint.engine.store.build import build_store, open_database
from skulint.engine.store.cells import CellFinder
from skulint.engine.store.held_cells import NotPlain, value_of
from skulint.engine.store.hold import hold
from skulint.engine.store.reach import is_owned
from skulint.engine.store.relations import FactStore
from skulint.engine.store.subjects import fetch_subjects
from skulint.engine.text.diagnostics import Diagnostics

from ..cli.running import run

PROGRAMS = int(os.environ.get("SKULINT_PROGRAMS", "16"))
SEEDS = 6
BATCHES = max(4, PROGRAMS // 4)

_PLAIN: dict[FactType, tuple[str, ...]] = {
    FactType.INTEGER: ("0", "1", "49", "007", "-3", "999999999"),
    FactType.DECIMAL: ("0", "8.4", "8.40", "-7.25", "123456789.123456", "0.000001"),
    FactType.MONEY: ("62.48", "8.40", "12", "12.00", "0.5", "1.234"),
    FactType.PERCENT: ("95", "97.4", "70", "100", "12.50"),
    FactType.DATE: ("2026-11-22", "2024-02-29", "1900-01-01"),
    FactType.DATETIME: ("2026-11-22T08:30:00", "2026-02-28 23:59:59"),
    FactType.TEXT: ("CASE-1", "ES", "it's", "杭州 shop", "#x", "null", "NaN", "a; b"),
    FactType.BOOLEAN: ("yes", "no", "true", "false"),
    FactType.ENUM: ("OUTLET", "x"),
}
_ODD = (
    "NaN", "abc", "1_000", "12,5", " x", "x ", "1e3", "-0", "+5", "5%", "0.5", "2026-13-45", "a??b",
    "\u3000", "2026/3/1", "12345678901234567890", "YES", "1", "0", "100000000000000000000", "1.",
    "2026-11-22T24:00:00", "0.0000001", "\ufeffx", "٣", "3.0",
)  # fmt: skip


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    assert not diagnostics.has_errors
    return book.dictionary


class Maker:
    """Writes small files of facts by chance."""

    def __init__(self, random: Random, dictionary: Dictionary) -> None:
        self._random, self._dictionary = random, dictionary
        self._odd = random.choice([0.0, 0.0, 0.02])
        self._blank = random.choice([0.0, 0.1, 0.3])

    def files(self, folder: Path) -> dict[str, str]:
        """Write files, and give the entity of each."""
        random, found = self._random, {}
        start = random.choice(["sku", "sku", "sku_market", "order", "store", "application"])
        named = self._dictionary.entities
        pool = [each for each in self._dictionary.visible_entities(start) if named[each].key]
        finer = [name for name, each in named.items() if start in each.sees and each.key]
        chosen = {start, *random.sample(pool, random.randint(0, min(3, len(pool))))}
        if finer and random.random() < 0.4:
            chosen.add(random.choice(finer))
        for entity in chosen:
            rows = self._rows(entity)
            if random.random() < 0.6:
                path = folder / f"{entity}.csv"
                path.write_text(self._csv(rows), encoding="utf-8", newline="")
            else:
                path = folder / f"{entity}.yaml"
                shown = [{name: cell for name, cell in row.items() if cell} for row in rows]
                path.write_text(yaml.safe_dump({entity: shown}, allow_unicode=True), "utf-8")
            found[str(path)] = entity
        return found

    def _csv(self, rows: list[dict[str, str]]) -> str:
        text = StringIO(newline="")
        quoting = self._random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        ends = self._random.choice(["\n", "\r\n"])
        writer = csv.DictWriter(text, list(rows[0]), lineterminator=ends, quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def _rows(self, entity: str) -> list[dict[str, str]]:
        random, known = self._random, self._dictionary
        own = [name for name in known.entities[entity].key if random.random() < 0.95]
        links = [
            name
            for seen in known.entities[entity].sees
            if random.random() < 0.4
            for name in known.entities[seen].key
        ]
        facts = [each for each in known.facts.values() if each.entity == entity]
        columns = [each.name for each in random.sample(facts, min(len(facts), 6))]
        if random.random() < 0.1:
            beside = [known.facts[name].entity for name in links]
            more = [each.name for each in known.facts.values() if each.entity in beside]
            columns += random.sample(more, min(2, len(more)))
        count = random.randint(1, 4)
        rows = []
        for at in range(count):
            row = {name: self._key(known.facts[name], at) for name in own}
            row |= {name: self._key(known.facts[name], random.randint(0, 2)) for name in links}
            row |= {name: self._cell(known.facts[name]) for name in columns if name not in row}
            rows.append(row or {"nothing": "x"})
        return rows

    def _key(self, fact: Fact, at: int) -> str:
        if self._random.random() < self._odd:
            return self._random.choice(["", "A-0", "1E+10", " A-1"])
        if fact.values:
            return fact.values[at % len(fact.values)]
        return str(at + 1) if fact.type is FactType.INTEGER else f"{fact.name[:2]}-{at}"

    def _cell(self, fact: Fact) -> str:
        random = self._random
        if random.random() < self._blank or fact.type in (FactType.LIST, FactType.TABLE):
            return ""
        if random.random() < self._odd:
            return random.choice(_ODD)
        return random.choice(fact.values or _PLAIN[fact.type])


def facts_of(raws: tuple[RawTable, ...]) -> list[str]:
    """List the facts that files have columns for."""
    return list(dict.fromkeys(each.fact for raw in raws for each in raw.columns if each.fact))


def both(
    raws: tuple[RawTable, ...], dictionary: Dictionary
) -> tuple[FactStore | None, FactStore, list[str], list[str]]:
    """Build both stores, with what each reports."""
    needed = facts_of(raws)
    reads = {name: frozenset(needed) for name in dictionary.entities}
    parts = frozenset({"sku_market"})
    told, said = Diagnostics(), Diagnostics()
    held = hold(raws, needed, dictionary, told, rules={}, most=0, reads=reads, parts=parts)
    stored = build_store(raws, needed, dictionary, open_database(), said, reads=reads, parts=parts)
    return held, stored, [str(each) for each in told], [str(each) for each in said]


def shown(value: Value) -> object:
    """Give a value with the places it is printed with."""
    return str(value.value) if isinstance(value, Exact) else value


def compare(held: FactStore, stored: FactStore, dictionary: Dictionary, facts: list[str]) -> None:
    """Hold all that anybody asks of a store against what the database says."""
    assert held.entities.keys() == stored.entities.keys()
    assert held.inputs == stored.inputs
    assert held.columns == stored.columns
    for name, each in held.entities.items():
        other = stored.entities[name]
        assert each.facts.keys() == other.facts.keys()
        assert list(each.facts) == list(other.facts)
        assert replace(each, facts={}) == replace(other, facts={}, pile=None)
        assert lookups.lone_key(held, name) == keys.lone_key(stored, name)
        finders = CellFinder(held, dictionary), CellFinder(stored, dictionary)
        mine = list(fetch_subjects(held, dictionary, name, facts))
        theirs = list(fetch_subjects(stored, dictionary, name, facts))
        assert [replace(one, stated={}) for one in mine] == [
            replace(one, stated={}) for one in theirs
        ]
        for one, two in zip(mine, theirs, strict=True):
            assert list(one.records) == list(two.records)
            assert list(one.parents) == list(two.parents)
            assert {of: (shown(value), value) for of, value in one.stated.items()} == {
                of: (shown(value), value) for of, value in two.stated.items()
            }
            assert [finders[0].cell_of(one, fact) for fact in facts] == [
                finders[1].cell_of(two, fact) for fact in facts
            ]
        rows = [one.row for one in mine]
        assert [each.row for each in fetch_subjects(held, dictionary, name, [], rows[1:])] == [
            each.row for each in fetch_subjects(stored, dictionary, name, [], rows[1:])
        ]
        for owner in dictionary.visible_entities(name):
            owns = keys.owners(stored, dictionary, name, owner)
            assert is_owned(stored, dictionary, name, owner) == (owns is not None)
            for subject in fetch_subjects(held, dictionary, owner, [], limit=3):
                asked = dictionary, name, owner, subject.key
                assert lookups.owned_rows(held, *asked) == keys.owned_rows(stored, *asked)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_memory_and_database_hold_the_same(
    batch: int, dictionary: Dictionary, tmp_path: Path
) -> None:
    was_held: list[bool] = []
    for seed in range(batch * SEEDS, (batch + 1) * SEEDS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        files = Maker(Random(seed), dictionary).files(folder)
        diagnostics = Diagnostics()
        raws = read_inputs([], dictionary=dictionary, diagnostics=diagnostics, entity_of=files)
        if diagnostics.has_errors or not raws:
            continue
        held, stored, told, said = both(raws, dictionary)
        was_held.append(held is not None)
        if held is not None:
            try:
                assert told == said
                compare(held, stored, dictionary, facts_of(raws))
            except Exception as error:
                error.add_note(f"seed {seed}: " + "".join(Path(each).read_text() for each in files))
                raise
        stored.connection.close()
    print(was_held.count(True), "of", len(was_held), "were held")
    assert any(was_held), "nothing was compared"


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_every_cell_that_is_taken_reads_the_same(
    form: str, dictionary: Dictionary, tmp_path: Path
) -> None:
    of_kind = {each.type: each for each in dictionary.facts.values() if each.entity == "sku"}
    of_kind.pop(FactType.LIST, None)
    of_kind.pop(FactType.TABLE, None)
    taken, refused = [], 0
    for kind, fact in of_kind.items():
        if fact.name == "sku_id":
            continue
        for cell in (*_ODD, *(each for plain in _PLAIN.values() for each in plain), *fact.values):
            try:
                value_of(cell, fact, is_key=False)
            except NotPlain:
                refused += 1
            else:
                taken.append((fact.name, cell))
        assert kind is FactType.TEXT or any(name == fact.name for name, _ in taken)
    assert refused > len(taken) > 40
    rows = [{"sku_id": f"K-{at}", name: cell} for at, (name, cell) in enumerate(taken)]
    path = tmp_path / f"sku.{form}"
    if form == "csv":
        names = dict.fromkeys(["sku_id", *(name for name, _ in taken)])
        text = StringIO(newline="")
        writer = csv.DictWriter(text, list(names), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
    else:
        path.write_text(yaml.safe_dump({"sku": rows}, allow_unicode=True), encoding="utf-8")
    raws = read_inputs(
        [], dictionary=dictionary, diagnostics=Diagnostics(), entity_of={str(path): "sku"}
    )
    held, stored, told, said = both(raws, dictionary)
    assert held is not None
    assert told == said
    compare(held, stored, dictionary, facts_of(raws))
    stored.connection.close()


EXAMPLES = Path(__file__).parents[2] / "fixtures/examples"
OUTLET = (EXAMPLES / "outlet/catalog.csv", EXAMPLES / "outlet/store.yaml")
SKUS = "SKU,Title,Price,Stock,30-day low,DSR,Market,In Outlet\n"
ONE = f"{SKUS}A-1,One,62.48,400,115.70,4.3,US,yes\n"
TWO = f"{ONE}A-2,Two,99.00,40,100.00,4.0,ES,no\n"
STORES = "store_id,store_dispute_rate_90d_pct,store_age_days\nS-1,0.5,640\nS-2,9.5,10\n"


@pytest.fixture
def judged_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note where the records of each check were judged."""
    places: list[str] = []
    report = checking._report

    def spy(*arguments: Any) -> object:
        store = arguments[4].store
        places.append("database" if store.held is None else "memory")
        return report(*arguments)

    monkeypatch.setattr(checking, "_report", spy)
    return places


def same_reports(
    asked: list[object], judged_in: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check the same twice, with and without a database, and compare all that is printed."""
    for form in ("json", "text"):
        with monkeypatch.context() as patch:
            here = run("check", *asked, "--as-of", "2026-11-22", "--format", form)
            patch.setattr(holding, "MOST_HELD", -1)
            there = run("check", *asked, "--as-of", "2026-11-22", "--format", form)
        assert judged_in[-2:] == ["memory", "database"]
        assert here.stdout == there.stdout
        assert (here.stderr, here.exit_code) == (there.stderr, there.exit_code)


LINKED = TWO.replace("SKU,", "SKU,store_id,").replace("-1,", "-1,S-1,").replace("-2,", "-2,S-2,")


@pytest.mark.parametrize(
    "asked",
    [
        (ONE, "--program", "aliexpress/outlet", "--all-outcomes"),
        (TWO, "--program", "aliexpress/outlet", "--all-outcomes", "--show-facts"),
        (TWO, "--program", "aliexpress/outlet", "--max-findings", "1", "--fail-on", "unknown"),
        (TWO, "--program", "aliexpress/premium", "--expect-rows", "9", "--lang", "zh"),
        (LINKED, STORES, "--program", "aliexpress/outlet", "--all-outcomes"),
        (TWO, STORES, "--program", "aliexpress/outlet", "--all-outcomes"),
    ],
)
def test_reports_are_the_same_from_memory_and_from_the_database(
    asked: tuple[str, ...], judged_in: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [each for each in asked if "\n" in each]
    for at, text in enumerate(files):
        (tmp_path / f"{at}.csv").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{at}.csv" for at in range(len(files))]
    if len(files) == 1:
        paths.append(OUTLET[1])
    same_reports([*paths, *asked[len(files) :]], judged_in, monkeypatch)


COMMANDS = {
    f"{readme.parent.name}-{at}": (readme.parent, line)
    for readme in sorted(EXAMPLES.glob("*/README.md"))
    for at, line in enumerate(readme.read_text(encoding="utf-8").splitlines())
    if line.startswith("skulint check ")
}


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_have_the_same_report_from_the_database(
    name: str, judged_in: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What their goldens say of memory is thereby asked of the database as well."""
    folder, line = COMMANDS[name]
    monkeypatch.chdir(folder)
    asked = [*shlex.split(line)[1:], "--no-config", "--format", "json"]
    here = run(*asked)
    assert here.stdout.startswith("{")
    if judged_in == ["memory"]:
        monkeypatch.setattr(holding, "MOST_HELD", -1)
        there = run(*asked)
        assert (here.stdout, here.exit_code) == (there.stdout, there.exit_code)
        assert judged_in == ["memory", "database"]
