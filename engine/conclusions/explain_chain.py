"""Explain drawn conclusions: the chain of one record from the conclusion to the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..backends.needs import shared_owner, visible_from
from ..backends.reference import Subject as Judged
from ..backends.reference import judge
from ..conditions.describe import describe_condition
from ..evaluation.explain import explain
from ..evaluation.findings import (
    Sight,
    facts_to_show,
    judged_subject,
    missing_fact,
    subject_of,
)
from ..model.chain import Chain, Concluded, Link, LinkKind
from ..model.conclusion import Conclusion, State
from ..model.facts import Translated
from ..model.outcome import Outcome
from ..model.rule import Rule
from ..store.lookups import lone_key, owned_rows
from ..store.subjects import StoredSubject, fetch_subjects
from .draw import Drawn, Group, deciding

#: So many children of a record are searched for the one that decides.
_CHILDREN = 1000
_BATCH = 100

_STATE_OF = {
    Outcome.FAIL: State.BLOCKED,
    Outcome.UNKNOWN: State.UNDECIDED,
    Outcome.PASS: State.HOLDS,
    Outcome.NOT_APPLICABLE: State.HOLDS,
}
_CANNOT_TELL = {"en": "{title}: can't tell", "zh": "{title}：无法判断"}
_NO_RECORD = {"en": "{title}: nothing to judge was given", "zh": "{title}：没有可判断的数据"}


@dataclass(frozen=True, slots=True)
class _Explainer:
    """What the chains of one run are made from; subjects that were fetched are kept."""

    sight: Sight
    rules: dict[str, Rule]
    conclusions: dict[str, Conclusion]
    subjects: dict[tuple[str, int], tuple[StoredSubject, Judged]] = field(default_factory=dict)


def explain_conclusions(sight: Sight, drawn: Sequence[Drawn]) -> tuple[Concluded, ...]:
    """Put drawn conclusions into the words of a report."""
    plan = sight.plan
    explainer = _Explainer(
        sight,
        {rule.id: rule for rule in (*plan.rules, *plan.beside)},
        {each.id: each for each in plan.conclusions},
    )
    rows: dict[str, set[int]] = {}
    for each in drawn:
        found = rows.setdefault(each.conclusion.entity, set())
        found.update(group.row for group in each.groups)
    for entity, wanted in rows.items():
        _fetch(explainer, entity, sorted(wanted))
    return tuple(_concluded(explainer, each) for each in drawn)


def _concluded(explainer: _Explainer, drawn: Drawn) -> Concluded:
    conclusion = drawn.conclusion
    return Concluded(
        id=conclusion.id,
        program=conclusion.program,
        title=conclusion.title,
        entity=conclusion.entity,
        counts=drawn.counts,
        chains=tuple(_chain(explainer, drawn, group) for group in drawn.groups),
        next_step=conclusion.next_step,
        irreversible=conclusion.irreversible,
        follows_from=conclusion.conclusions,
    )


def _chain(explainer: _Explainer, drawn: Drawn, group: Group) -> Chain:
    stored, judged = _subject(explainer, drawn.conclusion.entity, group.row)
    subject = subject_of(drawn.conclusion.entity, stored, judged)
    links = _links(explainer, drawn, group, drawn.conclusion.id)
    found = _conclusion_link(drawn.conclusion, group.state, tuple(links))
    return Chain(group.state, group.count, subject, found)


def _conclusion_link(
    conclusion: Conclusion, state: State, because: tuple[Link, ...], opposite: bool = False
) -> Link:
    said = conclusion.say.get(state) or _worded(_CANNOT_TELL, conclusion.title)
    return Link(LinkKind.CONCLUSION, conclusion.id, state, said, because, opposite=opposite)


def _worded(template: Translated, title: Translated) -> Translated:
    return {lang: template[lang].format(title=title.get(lang, "")) for lang in template}


def _links(explainer: _Explainer, drawn: Drawn, group: Group, name: str) -> Iterator[Link]:
    """Yield what a gate's state comes from; gates inside a conclusion are passed through."""
    if group.known[name] is State.HOLDS:
        return
    gates = {gate.name: gate for gate in drawn.graph.gates}
    atoms = {atom.name: atom for atom in drawn.graph.atoms}
    opposite = {each.name: each.opposite for each in gates[name].inputs}
    for each in deciding(gates[name], group.known):
        state = group.known[each]
        if each in explainer.conclusions:
            inner = tuple(_links(explainer, drawn, group, each))
            yield _conclusion_link(explainer.conclusions[each], state, inner, opposite[each])
        elif each in gates:
            yield from _links(explainer, drawn, group, each)
        else:
            for rule in atoms[each].rules:
                yield from _rule_links(explainer, drawn.conclusion.entity, group.row, rule, state)


def _rule_links(
    explainer: _Explainer, entity: str, row: int, id: str, state: State
) -> Iterator[Link]:
    """Yield the link of a rule of a set if the rule has the state of the set."""
    rule = explainer.rules.get(id)
    if rule is None:  # not in force, or switched off: it asks for nothing
        return
    kind = LinkKind.FACTS if rule in explainer.sight.plan.beside else LinkKind.RULE
    found = None
    if rule.entity in explainer.sight.store.entities:
        found = _deciding_subject(explainer, entity, row, rule, state)
        if found is None and not _has_none(explainer, entity, row, rule):
            return
    if found is None:
        # A rule that was judged for no record at all is the one thing that leaves a set open.
        if state is State.UNDECIDED:
            title = rule.title or {"en": id, "zh": id}
            yield Link(kind, id, state, _worded(_NO_RECORD, title))
        return
    stored, judged, child = found
    subject = subject_of(rule.entity, stored, judged) if child else None
    text = rule.title or describe_condition(rule.clauses[0].condition, judged.dictionary)
    if state is State.HOLDS:
        yield Link(kind, id, state, text, subject=subject, opposite=True)
    for each in explain(rule, judged):
        fact = judged.dictionary.facts.get(each.focus) if each.focus is not None else None
        yield Link(
            kind=kind,
            id=id,
            state=state,
            text=each.message if rule.title else each.clause,
            fact=fact.title if fact is not None else {},
            actual=each.actual,
            limit=each.limit,
            missing=tuple(
                missing_fact(explainer.sight.plan, name) for name in sorted(each.missing)
            ),
            subject=subject,
        )


def _has_none(explainer: _Explainer, entity: str, row: int, rule: Rule) -> bool:
    """Tell whether a rule is for children of the record, of which there are none."""
    sight = explainer.sight
    if rule.entity in visible_from(sight.plan, sight.store, entity):
        return False
    stored, _ = _subject(explainer, entity, row)
    return not _rows_concerning(explainer, entity, stored, rule.entity, 1)


def _rows_concerning(
    explainer: _Explainer, entity: str, stored: StoredSubject, child: str, most: int
) -> tuple[int, ...]:
    """List rows of children of a record, or of what belongs to the same third record."""
    store, dictionary = explainer.sight.store, explainer.sight.plan.dictionary
    owner = shared_owner(dictionary, store, child, entity)
    if owner is None:
        return ()
    key = stored.key if owner == entity else lone_key(store, owner) or stored.parents.get(owner, "")
    return owned_rows(store, dictionary, child, owner, key, most)


def _deciding_subject(
    explainer: _Explainer, entity: str, row: int, rule: Rule, state: State
) -> tuple[StoredSubject, Judged, bool] | None:
    """Find the record for which a rule has a state: the record itself, or one of its children."""
    sight = explainer.sight
    visible = visible_from(sight.plan, sight.store, entity)
    same = sight.store.entities[rule.entity].relation == sight.store.entities[entity].relation
    if rule.entity in visible or same:
        stored, judged = _subject(explainer, entity, row)
        found = _STATE_OF[judge(rule, judged)[0]] is state
        return (stored, judged, False) if found else None
    stored, _ = _subject(explainer, entity, row)
    rows = _rows_concerning(explainer, entity, stored, rule.entity, _CHILDREN)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        # One query each would take far longer than judging them.
        new = [at for at in batch if (rule.entity, at) not in explainer.subjects]
        if new:
            _fetch(explainer, rule.entity, new)
        for at in batch:
            of_child = _subject(explainer, rule.entity, at)
            if _STATE_OF[judge(rule, of_child[1])[0]] is state:
                return (*of_child, True)
    return None


def _subject(explainer: _Explainer, entity: str, row: int) -> tuple[StoredSubject, Judged]:
    if (entity, row) not in explainer.subjects:
        _fetch(explainer, entity, [row])
    return explainer.subjects[entity, row]


def _fetch(explainer: _Explainer, entity: str, rows: Sequence[int]) -> None:
    """Fetch some records at once, with the facts that any rule of the plan reads of them."""
    sight = explainer.sight
    facts = facts_to_show(sight.plan, (*sight.plan.rules, *sight.plan.beside))
    visible = visible_from(sight.plan, sight.store, entity)
    seen = {name for name in facts if sight.plan.dictionary.facts[name].entity in visible}
    for stored in fetch_subjects(sight.store, sight.plan.dictionary, entity, seen, rows):
        explainer.subjects[entity, stored.row] = (stored, judged_subject(sight, stored))
