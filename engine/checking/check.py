"""Check facts against rules and report what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from ..backends import ENGINES, TOTALS, Unavailable, summed_as_they_lie
from ..backends.context import Context
from ..backends.needs import needed_facts, parts_of_items
from ..backends.results import Results
from ..evaluation.findings import TITLE_FACT, Sight, facts_to_show
from ..evaluation.summary import (
    exports_near,
    missing_ranking,
    readiness_of,
    rule_infos,
    rule_summaries,
    total_counts,
)
from ..evaluation.waiting import Clock
from ..evaluation.waiving import Desk
from ..evaluation.worked_out import shown_by, shown_facts
from ..loading import build_plan, kept_rulebook
from ..model.report import BaselineEntry, Finding, OutcomeRow, Report, ShownFact
from ..model.row_records import with_row_records
from ..model.rule import Plan, RuleBook, Shown
from ..model.values import Known
from ..model.waiver import Baseline, Waiver
from ..resources import rules_dir
from ..store.relations import FactStore
from ..text.diagnostics import Diagnostics
from ..text.suggest import did_you_mean
from ..wording.packs import packs_in_full
from .changed_only import Narrowed, narrow_to_changed, without_unchanged
from .concluding import conclude, pooled
from .excusing import sift, take_all
from .exits import exit_code_of
from .holding import held_store
from .inputs import exports_of, read_files
from .options import KEPT_LARGE, KEPT_SMALL, SMALL_RUN, CheckOptions, TableFile
from .row_counts import warn_of_counts

#: Told of each stage as it begins, and within one of how much is done of how much.
Advance: TypeAlias = Callable[[str, int, int], None]


def _unobserved(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def check(
    options: CheckOptions,
    version: str,
    diagnostics: Diagnostics,
    advance: Advance = _unobserved,
    tables: Sequence[TableFile] = (),
    *,
    explain_all: bool = True,
) -> Report | None:
    """Run a check; gives None where it could not run, and `diagnostics` says why.

    `tables` are files for options of which `copies_all` holds. Where all findings may be many, the
    database writes them, and the report is `tabled`; without `explain_all` as many findings are
    explained then as if not all had been asked for.
    """
    advance("rules", 0, 0)
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options, diagnostics)
    advance("reading", 0, 0)
    # Read even where no program was chosen, so that all problems are named in one run.
    exports = exports_of(book, options, diagnostics)
    raws = read_files(options, with_row_records(book.dictionary), exports, diagnostics)
    if plan is None or diagnostics.has_errors:
        return None
    waivers, baseline = _accepted(options, diagnostics)
    if diagnostics.has_errors:
        return None
    shown = shown_by(book, plan) if _shows_facts(book, options, plan.programs) else ()
    read = facts_to_show(plan, (*plan.rules, *plan.beside)) | {each.fact for each in shown}
    read |= {name for pool in plan.pools for name in pool.facts}
    needed = needed_facts(plan, read)
    reads = reads_of(plan, shown)
    held = held_store(book, plan, options, raws, needed, reads, diagnostics)
    if held is not None:
        if options.expected_rows is not None:
            warn_of_counts(held.inputs, options.expected_rows, diagnostics)
        desk = Desk(waivers, baseline, options.as_of.date(), False)
        narrowed = Narrowed(held)
        return _report(options, version, book, plan, narrowed, desk, shown, diagnostics, advance)
    from ..store.beside import close_database
    from ..store.build import build_store, open_database
    from .history import earlier_copies

    connection = open_database(options.memory_limit)
    folder = TemporaryDirectory(prefix="skulint-")
    try:
        copies = earlier_copies(
            book, options, exports, raws, needed, Path(folder.name), diagnostics
        )
        if diagnostics.has_errors:
            return None
        store = build_store(
            raws,
            needed,
            book.dictionary,
            connection,
            diagnostics,
            as_of=options.as_of,
            copies=copies,
            reads=reads,
            parts=parts_of_items(plan),
            summed_as_they_lie=summed_as_they_lie(options.engine, plan),
        )
        if diagnostics.has_errors:
            return None
        if options.expected_rows is not None:
            warn_of_counts(store.inputs, options.expected_rows, diagnostics)
        narrowed = narrow_to_changed(
            book, plan, options, exports, needed, copies, store, diagnostics
        )
        left_out = narrowed.since is not None and any(narrowed.since.same.values())
        desk = Desk(waivers, baseline, options.as_of.date(), left_out)
        copied = False
        if tables:
            from .copied import copy_tables, worth_copying

            copied = worth_copying(narrowed.store, plan)
        kept = options if explain_all or not copied else replace(options, keep=None)
        report = _report(kept, version, book, plan, narrowed, desk, shown, diagnostics, advance)
        if report is not None and copied:
            advance("writing", 0, 0)
            context = context_of(book, plan, options.as_of)
            sight = Sight(plan, narrowed.store, context, rule_infos(plan))
            copy_tables(tables, sight, packs_in_full(book.packs), report)
            report = replace(report, tabled=True)
        return report
    except Unavailable as lack:
        diagnostics.error("SKU-C010", str(lack), place=options.engine, help=lack.help)
        return None
    finally:
        close_database(connection)
        folder.cleanup()


def plan_of(book: RuleBook, options: CheckOptions, diagnostics: Diagnostics) -> Plan | None:
    """Build the plan the options ask for; without a program the only one there is."""
    programs: list[str] | None = list(options.programs) or None
    if programs is None and not options.rules:
        applied = [each.id for each in book.programs.values() if each.applied_as is not None]
        if len(applied) != 1:
            names = ", ".join(sorted(book.programs))
            diagnostics.error(
                "SKU-C001",
                "no program was chosen, and there are several",
                help=f"add `--program` with one of {names}",
            )
            return None
        programs = applied
    chosen = programs or [book.rules[each].program for each in options.rules if each in book.rules]
    overrides = {}
    if options.parameters is not None:
        from ..loading import load_parameters

        overrides = dict(load_parameters(options.parameters, book, diagnostics))
    return build_plan(
        book,
        as_of=options.as_of,
        diagnostics=diagnostics,
        programs=programs,
        rules=list(options.rules) or None,
        facts=[
            each.fact
            for name in dict.fromkeys(chosen)
            if name in book.programs and _shows_facts(book, options, chosen)
            for each in book.programs[name].shows
        ],
        overrides=overrides,
    )


def _shows_facts(book: RuleBook, options: CheckOptions, programs: Sequence[str]) -> bool:
    """Tell whether to show what programs work out: when asked, or where they do nothing else."""
    if options.show_facts:
        return True
    return not options.rules and not any(rule.program in programs for rule in book.rules.values())


def reads_of(plan: Plan, shown: Sequence[Shown] = ()) -> dict[str, frozenset[str]]:
    """Name the facts that are read for the records of each entity.

    Whether an item can go in depends on its store's rules as well. A title is only shown: a record
    that does not say whose it is goes without.
    """
    judged = (*plan.rules, *plan.beside)
    seen_by = {rule.entity: frozenset({rule.entity}) for rule in judged}
    seen_by |= {
        each.entity: frozenset(plan.dictionary.visible_entities(each.entity))
        for each in plan.conclusions
    } | {
        name: frozenset(plan.dictionary.visible_entities(name))
        for name, entity in plan.dictionary.entities.items()
        if entity.item
    }
    seen_by |= {
        each.of: frozenset(plan.dictionary.visible_entities(each.of)) for each in plan.pools
    }
    reads = {
        entity: facts_to_show(plan, [rule for rule in judged if rule.entity in seen]) - {TITLE_FACT}
        for entity, seen in seen_by.items()
    }
    for each in shown:
        entity = plan.dictionary.facts[each.fact].entity
        reads[entity] = reads.get(entity, frozenset()) | needed_facts(plan, [each.fact])
    return reads


def context_of(book: RuleBook, plan: Plan, as_of: datetime) -> Context:
    """State what the run itself knows: the moment, and the program applied for."""
    defaults: dict[str, Known] = {}
    if "as_of" in book.dictionary.facts:
        defaults["as_of"] = as_of
    applied = {
        program.applied_as
        for name in plan.programs
        if (program := book.programs.get(name)) is not None and program.applied_as is not None
    }
    if len(applied) == 1 and "program_applied" in book.dictionary.facts:
        defaults["program_applied"] = next(iter(applied))
    return Context(defaults, {})


def _clock(book: RuleBook, options: CheckOptions) -> Clock:
    """Tell on which later days rules or parameters change, and the plan of each."""
    today = options.as_of.date()
    starts = [each.start for found in book.parameters.values() for each in found.values]
    ends = [rule.until + timedelta(days=1) for rule in book.rules.values() if rule.until]
    turns = {*starts, *ends, *(rule.since for rule in book.rules.values())}

    def plan_on(day: date) -> Plan | None:
        later = Diagnostics()
        moment = datetime(day.year, day.month, day.day)
        plan = plan_of(book, replace(options, as_of=moment), later)
        return None if later.has_errors else plan

    return Clock(options.as_of, sorted(each for each in turns if each and each > today), plan_on)


def _report(
    options: CheckOptions,
    version: str,
    book: RuleBook,
    plan: Plan,
    narrowed: Narrowed,
    desk: Desk,
    shown: Sequence[Shown],
    diagnostics: Diagnostics,
    advance: Advance,
) -> Report | None:
    advance("judging", 0, 0)
    store, since = narrowed.store, narrowed.since
    context = context_of(book, plan, options.as_of)
    infos = rule_infos(plan)
    sight = Sight(plan, store, context, infos, _clock(book, options))
    kept = _kept(options, store)
    sifting = bool(desk.waivers) or desk.baseline is not None or options.gather
    many = kept is not None and any(len(rows) > kept for rows in narrowed.unchanged.values())
    engine = _engine(options, store)
    results = ENGINES[engine](plan, store, context, None if sifting or many else kept)
    if since is not None:
        cap = None if sifting else kept
        results, findings = without_unchanged(results, plan, narrowed.unchanged, cap)
        since = replace(since, findings=findings)
    single, rows = None, None
    roll_up, members = results.roll_up, results.members
    if options.subject is not None:
        from .single import narrow_to_subject

        rows = narrow_to_subject(sight, options.subject, results.standing)
        if rows is None:
            _report_unknown_subject(store, options.subject, diagnostics)
            return None
        single, results = rows.subject, rows.results
    gathered: list[BaselineEntry] = []
    advance("explaining", 0, 0)
    if sifting:
        sifted = sift(
            sight,
            results,
            desk,
            kept,
            lambda found: gathered.append(_entry(found)),
            lambda done: advance("explaining", done, len(results.selected)),
        )
        desk.report({rule.id for rule in plan.rules}, diagnostics)
    else:
        sifted = take_all(sight, results)
    set_aside = sum(sifted.waived.values()) + sum(sifted.known.values())
    set_aside += sum(since.same.values()) if since is not None else 0
    conclusions = conclude(sight, roll_up, None if rows is None else rows.rows, diagnostics)
    if diagnostics.has_errors:
        return None
    # A pool is judged as a whole, so not where some of its records were left out.
    pools = pooled(sight, members, roll_up) if rows is None and since is None else ()
    facts = _facts(options, sight, shown, kept)
    return Report(
        version=version,
        as_of=options.as_of,
        programs=plan.programs,
        packs=book.packs,
        inputs=store.inputs,
        counts=total_counts(sifted.results),
        subjects=_subjects(store, plan),
        rules=rule_summaries(sight, sifted.results, sifted.findings, sifted.waived, sifted.known),
        readiness=readiness_of(book, plan, results),
        findings=sifted.findings,
        missing=missing_ranking(plan, results, exports_near(book, plan.programs)),
        diagnostics=diagnostics.sorted(),
        not_in_force=plan.not_in_force,
        switched_off=plan.switched_off,
        overridden=plan.overridden,
        engine=options.engine,
        single=single,
        passed=rows.passed if rows is not None else (),
        outcomes=_outcomes(options, results),
        exit_code=exit_code_of(
            sifted.results, plan, options, set_aside, any(each.known for each in facts)
        ),
        entities={
            name: each.title for name, each in with_row_records(book.dictionary).entities.items()
        },
        excused=sifted.excused,
        compared=desk.baseline is not None,
        gathered=tuple(sorted(gathered)) if options.gather else None,
        conclusions=conclusions,
        pools=pools,
        facts=facts if shown or options.show_facts else None,
        since=since,
    )


def _engine(options: CheckOptions, store: FactStore) -> str:
    """Name what judges: without a database the evaluator that says what is right."""
    return options.engine if store.held is None else "reference"


def _facts(
    options: CheckOptions, sight: Sight, shown: Sequence[Shown], kept: int | None
) -> tuple[ShownFact, ...]:
    if not shown:
        return ()
    rows = None
    if options.subject is not None:
        from ..store.keys import rows_of_subject

        found = rows_of_subject(sight.store, sight.plan.dictionary, options.subject)
        rows = found.rows if found is not None else {}
    names = [each.fact for each in shown]
    totals = TOTALS[_engine(options, sight.store)](sight.plan, sight.store, sight.context, names)
    return shown_facts(sight, shown, totals, rows, kept)


def _accepted(
    options: CheckOptions, diagnostics: Diagnostics
) -> tuple[tuple[Waiver, ...], Baseline | None]:
    if options.waivers is None and options.baseline is None:
        return (), None
    from ..loading import load_baseline, load_waivers

    waivers: tuple[Waiver, ...] = ()
    if options.waivers is not None:
        waivers = load_waivers(options.waivers, diagnostics)
    if options.baseline is None:
        return waivers, None
    return waivers, load_baseline(options.baseline, diagnostics)


def _entry(finding: Finding) -> BaselineEntry:
    subject = finding.subject
    return BaselineEntry(finding.rule.id, subject.entity, subject.key, finding.fingerprint)


def _outcomes(options: CheckOptions, results: Results) -> tuple[OutcomeRow, ...] | None:
    return tuple(results.outcomes()) if options.all_outcomes else None


def _kept(options: CheckOptions, store: FactStore) -> int | None:
    if options.keep is not None:
        return options.keep or None
    most = max((each.rows for each in store.entities.values()), default=0)
    return KEPT_SMALL if most <= SMALL_RUN else KEPT_LARGE


def _subjects(store: FactStore, plan: Plan) -> Mapping[str, int]:
    judged = {rule.entity for rule in plan.rules}
    return {name: each.rows for name, each in store.entities.items() if name in judged}


def _report_unknown_subject(store: FactStore, key: str, diagnostics: Diagnostics) -> None:
    from ..store.keys import all_keys

    keys = all_keys(store, limit=5000)
    diagnostics.error(
        "SKU-C002",
        f"no record has the key `{key}`",
        help=did_you_mean(key, keys) or "use an id as it stands in the file",
    )
