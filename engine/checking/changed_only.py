"""Narrows a check to the records that changed since a revision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..backends.needs import parts_of_items
from ..backends.results import Results, Selected
from ..model.outcome import Outcome
from ..model.row_records import with_row_records
from ..model.rule import Export, Plan, RuleBook
from ..model.since import Earlier, Since
from ..readers import Copy, RawTable
from ..store.relations import FactStore
from ..text.diagnostics import Diagnostics, Level
from .inputs import read_files
from .options import CheckOptions


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The store to judge, what was left out of it, and rows that stay without being judged."""

    store: FactStore
    since: Since | None = None
    unchanged: Mapping[str, frozenset[int]] = field(default_factory=dict)


def narrow_to_changed(
    book: RuleBook,
    plan: Plan,
    options: CheckOptions,
    exports: Sequence[Export],
    needed: Collection[str],
    copies: Sequence[tuple[Copy, RawTable]],
    store: FactStore,
    diagnostics: Diagnostics,
) -> Narrowed:
    """Leave out of a store the records that are as they were at the revision asked for.

    A price history made of copies is the same for both states, so that only what the files
    themselves say is compared.
    """
    earlier = options.earlier
    if earlier is None:
        return Narrowed(store)
    from ..store.changes import only_changed

    rows = {name: each.rows for name, each in store.entities.items() if not each.assumed}
    told = {
        name: count
        for name, count in rows.items()
        if book.dictionary.entities[name].item or any(name == rule.entity for rule in plan.rules)
    }
    since = Since(earlier.revision, earlier.commit, told, dict.fromkeys(told, 0), {})
    since = replace(since, whole=earlier.whole, added=earlier.added)
    if earlier.whole:
        return Narrowed(store, since)
    before = None
    if not earlier.same:
        aside = Diagnostics()
        before = _store_before(book, plan, options, earlier, exports, needed, copies, store, aside)
        if aside.has_errors:
            first = next(each for each in aside.sorted() if each.level is Level.ERROR)
            diagnostics.warning(
                "SKU-C009",
                f"what the files were at `{earlier.revision}` cannot be read: {first.message}",
                help="until it can, every record counts as changed",
            )
            return Narrowed(store, since)
    changes = only_changed(store, before, book.dictionary, needed, told)
    since = replace(
        since,
        changed={name: changes.changed[name] for name in told},
        same={name: changes.same[name] for name in told},
        gone={name: changes.gone[name] for name in told if name in changes.gone},
    )
    return Narrowed(changes.store, since, changes.unchanged)


def _store_before(
    book: RuleBook,
    plan: Plan,
    options: CheckOptions,
    earlier: Earlier,
    exports: Sequence[Export],
    needed: Collection[str],
    copies: Sequence[tuple[Copy, RawTable]],
    store: FactStore,
    diagnostics: Diagnostics,
) -> FactStore:
    from ..store.build import build_store
    from ..store.changes import open_beside

    connection = open_beside(store.connection)
    if not earlier.files and not earlier.entity_of:
        return FactStore(connection, {}, (), ())
    asked = replace(options, files=earlier.files, entity_of=earlier.entity_of)
    raws = read_files(asked, with_row_records(book.dictionary), exports, diagnostics)
    return build_store(
        raws,
        needed,
        book.dictionary,
        connection,
        diagnostics,
        as_of=options.as_of,
        copies=copies,
        parts=parts_of_items(plan),
    )


def without_unchanged(
    results: Results, plan: Plan, unchanged: Mapping[str, frozenset[int]], keep: int | None
) -> tuple[Results, int]:
    """Take the findings of unchanged records out of the results; give how many they were.

    Args:
        results: An engine's answer in which all findings on these records are selected.
        plan: The rules.
        unchanged: Rows by entity.
        keep: How many of each rule and outcome to keep, None for all.
    """
    entities = {rule.id: rule.entity for rule in plan.rules}
    left: Counter[tuple[str, Outcome]] = Counter()
    seen: Counter[tuple[str, Outcome]] = Counter()
    selected: list[Selected] = []
    for each in results.selected:
        name = each.rule, each.outcome
        if each.row in unchanged.get(entities[each.rule], ()):
            left[name] += 1
            continue
        seen[name] += 1
        if keep is None or seen[name] <= keep:
            selected.append(each)
    rules = {
        rule: replace(
            counts,
            outcomes={
                outcome: count - left[rule, outcome] for outcome, count in counts.outcomes.items()
            },
        )
        for rule, counts in results.rules.items()
    }
    return replace(results, rules=rules, selected=tuple(selected)), left.total()
