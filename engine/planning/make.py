"""Make a plan: solve every fact that a rule may set, all its rules together, and judge again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..backends.needs import beside_admission, rules_of_items
from ..backends.reference import judge, value_of
from ..backends.results import Results, Selected
from ..conditions.walk import facts_in
from ..evaluation.explain import quantity_of
from ..evaluation.findings import Sight, make_findings, subject_of
from ..evaluation.solving import nearest
from ..evaluation.summary import missing_ranking
from ..loading.can_change import CanChange
from ..model.facts import Fact
from ..model.nodes import FactRef
from ..model.outcome import Outcome
from ..model.report import Quantity, Subject
from ..model.rule import Rule, Severity
from ..model.steps import ActionPlan, ByHand, Change, Clash, Limit
from ..model.values import Exact, Known
from ..store.cells import Cell, CellFinder
from .joint import Bound, Feasible, asks_of, feasible
from .moments import earliest
from .world import Record, World

#: A change may move the limit of another fact; more rounds than this would not settle.
_ROUNDS = 6

#: A fact of a record that some failed rule may set.
Target = tuple[Record, str]


@dataclass(slots=True)
class _Solving:
    """What is known of the targets so far."""

    world: World
    rules: Sequence[Rule]
    limits: Sequence[Rule]
    mends: dict[Target, dict[str, Rule]] = field(default_factory=dict)
    found: dict[Target, Feasible] = field(default_factory=dict)
    clashes: dict[Target, tuple[Bound, Bound]] = field(default_factory=dict)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The dictionary's facts."""
        return self.world.sight.plan.dictionary.facts


def make_plan(
    sight: Sight,
    results: Results,
    can_change: CanChange,
    *,
    program: str,
    title: Mapping[str, str],
    most: int,
) -> ActionPlan:
    """Return the changes that together make as many items ready as they can.

    Args:
        sight: The rules and records.
        results: What an engine found; every failure must be selected.
        can_change: Facts that stay as they are, and how far others may go.
        program: The program's id.
        title: The program's title.
        most: So many failures are looked at.
    """
    rules = [rule for rule in sight.plan.rules if rule.severity is Severity.ERROR]
    by_id = {rule.id: rule for rule in rules}
    failed = [
        each for each in results.selected if each.outcome is Outcome.FAIL and each.rule in by_id
    ]
    looked = failed[:most]
    solving = _Solving(World(sight), rules, can_change.limits)
    _find_targets(solving, looked, by_id, can_change.fixed)
    _fetch_concerned(solving)
    for _ in range(_ROUNDS):
        if not _solve_all(solving):
            break
    _take_back_harm(solving)
    counts = results.readiness
    item = counts.entity if counts is not None else None
    return ActionPlan(
        program=program,
        title=title,
        item=item,
        ready_now=counts.ready if counts is not None else 0,
        total=_total(sight, item),
        changes=tuple(_changes(solving)),
        clashes=tuple(_clashes(solving)),
        by_hand=tuple(_by_hand(solving, looked, by_id)),
        missing=missing_ranking(sight.plan, results),
        becomes_ready=tuple(_becoming_ready(solving, item)),
        cut=len(failed) - len(looked),
    )


def _total(sight: Sight, item: str | None) -> int:
    return sight.store.entities[item].rows if item is not None else 0


def _find_targets(
    solving: _Solving, failed: Sequence[Selected], rules: Mapping[str, Rule], fixed: Iterable[str]
) -> None:
    """Note for each failure the facts its rule may set, of the records they belong to."""
    kept = frozenset(fixed)
    for entity in {rules[each.rule].entity for each in failed}:
        rows = [each.row for each in failed if rules[each.rule].entity == entity]
        solving.world.fetch(entity, rows)
    for each in failed:
        rule = rules[each.rule]
        stored = solving.world.stored(rule.entity, each.row)
        records = dict(solving.world.records_of(rule.entity, stored))
        for fix in rule.fixes:
            if fix.set is None or fix.set in kept or not asks_of(rule, fix.set):
                continue
            entity = solving.facts[fix.set].entity
            if entity in records:
                target = ((entity, records[entity]), fix.set)
                solving.mends.setdefault(target, {})[rule.id] = rule


def _fetch_concerned(solving: _Solving) -> None:
    """Fetch all records that some target's rules judge at once: one by one takes far longer."""
    reads = {rule.id: _reached(rule, solving) for rule in (*solving.rules, *solving.limits)}
    wanted: dict[str, set[int]] = {}
    for entity in {*(record[0] for record, _ in solving.mends)}:
        solving.world.find_rows((each for each, _ in solving.mends if each[0] == entity), entity)
    for rule in (*solving.rules, *solving.limits):
        reading = (record for record, name in solving.mends if name in reads[rule.id])
        solving.world.find_rows(reading, rule.entity)
    for record, name in solving.mends:
        wanted.setdefault(record[0], set()).update(solving.world.rows_seeing(record, record[0]))
        for rule in (*solving.rules, *solving.limits):
            if name in reads[rule.id]:
                rows = solving.world.rows_seeing(record, rule.entity)
                wanted.setdefault(rule.entity, set()).update(rows)
    for entity, rows_ in wanted.items():
        solving.world.fetch(entity, rows_)


def _solve_all(solving: _Solving) -> bool:
    """Solve each target once with the others as they are; tells whether anything moved."""
    moved = False
    for target in solving.mends:
        record, name = target
        changes = solving.world.changes.setdefault(record, {})
        before = changes.get(name)
        value = _solved(solving, target)
        if value is None:
            changes.pop(name, None)
        else:
            changes[name] = value
        moved = moved or value != before
    return moved


def _solved(solving: _Solving, target: Target) -> Known | None:
    """Give the value of a target that suits all rules on it; None to leave it as it is."""
    (entity, _), name = target
    fact = solving.facts[name]
    asking = {rule.id for rule in (*solving.rules, *solving.limits) if asks_of(rule, name)}
    pairs = [
        (rule, solving.world.after(rule.entity, row))
        for rule, row in _concerned(solving, target, asking)
    ]
    found = feasible(fact, pairs)
    solving.clashes.pop(target, None)
    solving.found.pop(target, None)
    if found is None:
        return None
    if found.conflict is not None:
        solving.clashes[target] = found.conflict
        return None
    rows = solving.world.rows_seeing(target[0], entity)
    if not rows:
        return None
    value = nearest(found.interval, value_of(name, solving.world.before(entity, rows[0])), fact)
    if value is not None:
        solving.found[target] = found
    return value


def _concerned(
    solving: _Solving, target: Target, wanted: Collection[str]
) -> Iterator[tuple[Rule, int]]:
    """Yield some rules, each with the rows it judges that see the target's record."""
    for rule in (*solving.rules, *solving.limits):
        if rule.id in wanted:
            for row in solving.world.rows_seeing(target[0], rule.entity):
                yield rule, row


def _take_back_harm(solving: _Solving) -> None:
    """Take changes back that do not mend what they are for, or that break another rule."""
    reads = {rule.id: _reached(rule, solving) for rule in (*solving.rules, *solving.limits)}
    for target in list(solving.mends):
        record, name = target
        changes = solving.world.changes.get(record, {})
        if name not in changes:
            continue
        for rule, row in _concerned(solving, target, {id for id in reads if name in reads[id]}):
            after = judge(rule, solving.world.after(rule.entity, row))[0]
            if after is not Outcome.FAIL:
                continue
            before = judge(rule, solving.world.before(rule.entity, row))[0]
            if before is Outcome.FAIL and rule.id not in solving.mends[target]:
                continue
            mended = next(iter(solving.mends[target].values()))
            bound = Bound(changes[name], mended)
            solving.clashes[target] = (bound, Bound(None, rule))
            del changes[name]
            solving.found.pop(target, None)
            break


def _reached(rule: Rule, solving: _Solving) -> frozenset[str]:
    """Name the facts that judging a rule reads, through derived ones too."""
    derivations = solving.world.sight.plan.derivations
    found: set[str] = set()
    conditions = (rule.when, *(clause.condition for clause in rule.clauses))
    waiting = [name for condition in conditions for name in facts_in(condition)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(facts_in(derivations[name]) if name in derivations else ())
    return frozenset(found)


def _changes(solving: _Solving) -> Iterator[Change]:
    """Describe the changes: those that others depend on first."""
    world = solving.world
    sight = world.sight
    finder = CellFinder(sight.store, sight.plan.dictionary)
    made: list[Change] = []
    cells: list[Cell | None] = []
    for target in solving.mends:
        (record, name) = target
        value = world.changes.get(record, {}).get(name)
        if value is None:
            continue
        (row, *_) = world.rows_seeing(record, record[0])
        stored, before = world.stored(record[0], row), world.before(record[0], row)
        fact = solving.facts[name]
        present = quantity_of(FactRef(name), before)
        cells.append(finder.cell_of(stored, name))
        wait = earliest(world, solving.rules, record, fact)
        found = solving.found[target]
        made.append(
            Change(
                subject=subject_of(record[0], stored, before),
                fact=name,
                title=fact.title,
                before=present if isinstance(present.value, Exact) else None,
                after=Quantity(Exact(value), present.type, present.unit),
                rules=tuple(sight.infos[rule] for rule in solving.mends[target]),
                low=_quantity(found.low, present),
                high=_quantity(found.high, present),
                not_before=None if wait is None else wait[0],
                watched_by=None if wait is None else sight.infos[wait[1].id],
            )
        )
    places = finder.places_of(cells)
    placed = [
        each if cell is None else replace(each, place=places.get(cell))
        for each, cell in zip(made, cells, strict=True)
    ]
    depth = {name: at for at, name in enumerate(_coarse_first(sight))}
    order = {rule.id: at for at, rule in enumerate(sight.plan.rules)}
    yield from sorted(
        placed,
        key=lambda each: (
            depth[each.subject.entity],
            each.not_before is not None,
            str(each.not_before or ""),
            order[each.rules[0].id],
            each.subject.key,
        ),
    )


def _quantity(bound: Bound | None, like: Quantity) -> Quantity | None:
    if bound is None or bound.value is None:
        return None
    return Quantity(Exact(bound.value), like.type, like.unit)


def _coarse_first(sight: Sight) -> list[str]:
    """List the entities so that each comes after those whose facts it sees."""
    dictionary = sight.plan.dictionary
    return sorted(
        dictionary.entities, key=lambda name: (len(dictionary.visible_entities(name)), name)
    )


def _clashes(solving: _Solving) -> Iterator[Clash]:
    world = solving.world
    for (record, name), (first, second) in sorted(
        solving.clashes.items(), key=lambda item: item[0]
    ):
        (row, *_) = world.rows_seeing(record, record[0])
        stored, before = world.stored(record[0], row), world.before(record[0], row)
        fact, present = solving.facts[name], quantity_of(FactRef(name), before)
        yield Clash(
            subject=subject_of(record[0], stored, before),
            fact=name,
            title=fact.title,
            first=Limit(first.rule.id, first.rule.title, _quantity(first, present)),
            second=Limit(second.rule.id, second.rule.title, _quantity(second, present)),
        )


def _by_hand(
    solving: _Solving, failed: Sequence[Selected], rules: Mapping[str, Rule]
) -> Iterator[ByHand]:
    """Describe the failures that no change mends, what others follow from first."""
    left: dict[str, list[Selected]] = {}
    for each in failed:
        rule = rules[each.rule]
        if judge(rule, solving.world.after(rule.entity, each.row))[0] is Outcome.FAIL:
            left.setdefault(each.rule, []).append(each)
    sight = solving.world.sight
    depth = {name: at for at, name in enumerate(_coarse_first(sight))}
    order = {rule.id: at for at, rule in enumerate(sight.plan.rules)}
    roots = {id for id in left if not set(rules[id].follows_from) & left.keys()}
    for id in sorted(roots, key=lambda id: (depth[rules[id].entity], order[id])):
        found = make_findings(sight, left[id][:1])
        yield ByHand(
            rule=sight.infos[id],
            count=len(left[id]),
            example=found[0].subject,
            message=found[0].message,
            steps=found[0].fixes,
        )


def _becoming_ready(solving: _Solving, item: str | None) -> Iterator[Subject]:
    """Yield the items that are ready after the changes and were not before, judged again."""
    world = solving.world
    if item is None:
        return
    blocking = rules_of_items(world.sight.plan, world.sight.store, item)
    touched = _touched(world, item)
    world.fetch(item, touched)
    for entity in {rule.entity for rule in blocking}:
        if entity not in world.sight.plan.dictionary.visible_entities(item):
            owned = (_owning(world, item, row, entity) for row in touched)
            world.find_rows((record for record in owned if record is not None), entity)
            world.fetch(
                entity, [at for row in touched for at in _concerning(world, item, row, entity)]
            )
    for row in touched:
        stored, before = world.stored(item, row), world.before(item, row)
        if _is_ready(world, blocking, item, row, changed=True) and not _is_ready(
            world, blocking, item, row, changed=False
        ):
            yield subject_of(item, stored, before)


def _touched(world: World, item: str) -> list[int]:
    """List the items that some change is of, or reaches."""
    rows: set[int] = set()
    dictionary = world.sight.plan.dictionary
    changed = [record for record, changes in world.changes.items() if changes]
    for entity in {*(record[0] for record in changed)}:
        sees = item if entity in dictionary.visible_entities(item) else entity
        world.find_rows((record for record in changed if record[0] == entity), sees)
    held: set[Record] = set()
    for record in changed:
        if record[0] in dictionary.visible_entities(item):
            rows.update(world.rows_seeing(record, item))
            continue
        for row in world.rows_seeing(record, record[0]):
            key = world.stored(record[0], row).parents.get(item)
            if key is not None:
                held.add((item, key))
    world.find_rows(sorted(held), item)
    for record in held:
        rows.update(world.rows_seeing(record, item))
    return sorted(rows)


def _concerning(world: World, item: str, row: int, entity: str) -> tuple[int, ...]:
    """List the rows of an entity that concern an item: its own row, its parts and children."""
    record = _owning(world, item, row, entity)
    return () if record is None else world.rows_seeing(record, entity)


def _owning(world: World, item: str, row: int, entity: str) -> Record | None:
    """Give the record that ties an item to records of an entity; None where nothing does."""
    if entity not in world.sight.store.entities:
        return None
    owner = world.owner_of(entity, item)
    if owner is None:
        return None
    key = dict(world.records_of(item, world.stored(item, row))).get(owner)
    return None if key is None else (owner, key)


def _is_ready(world: World, rules: Sequence[Rule], item: str, row: int, *, changed: bool) -> bool:
    dictionary = world.sight.plan.dictionary
    optional = beside_admission(world.sight.plan)
    rows: tuple[int, ...]
    for rule in rules:
        if rule.entity in dictionary.visible_entities(item):
            entity, rows = item, (row,)  # it sees what the rule reads
        else:
            entity, rows = rule.entity, _concerning(world, item, row, rule.entity)
        if not rows and rule.id not in optional:
            return False
        for at in rows:
            subject = world.after(entity, at) if changed else world.before(entity, at)
            if judge(rule, subject)[0] in (Outcome.FAIL, Outcome.UNKNOWN):
                return False
    return True
