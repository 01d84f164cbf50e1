"""Check facts against rules and report what was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ..backends import ENGINES
from ..backends.context import Context
from ..backends.needs import needed_facts
from ..backends.results import Results
from ..evaluation.findings import Sight, facts_to_show, make_findings
from ..evaluation.summary import (
    missing_ranking,
    readiness_of,
    rule_infos,
    rule_summaries,
    total_counts,
)
from ..loading import build_plan, load_parameters, load_rulebook
from ..loading.mapping import load_mapping
from ..model.report import OutcomeRow, Report
from ..model.rule import Export, Plan, RuleBook
from ..model.values import Known
from ..readers import Settings, read_inputs
from ..resources import rules_dir
from ..store.build import build_store, open_database
from ..store.relations import FactStore
from ..text.diagnostics import Diagnostics
from ..text.suggest import did_you_mean
from .exits import exit_code_of
from .options import KEPT_LARGE, KEPT_SMALL, SMALL_RUN, CheckOptions
from .row_counts import warn_of_counts
from .single import narrow_to_subject


def check(options: CheckOptions, version: str, diagnostics: Diagnostics) -> Report | None:
    """Run a check; gives None where it could not run, and `diagnostics` says why."""
    book = load_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options, diagnostics)
    if plan is None or diagnostics.has_errors:
        return None
    own: tuple[Export, ...] = ()
    if options.mapping is not None:
        own = load_mapping(options.mapping, book.dictionary, diagnostics)
    raws = read_inputs(
        options.files,
        dictionary=book.dictionary,
        diagnostics=diagnostics,
        exports=(*own, *book.exports),
        entity_of={str(path): entity for path, entity in options.entity_of.items()},
        settings=Settings(options.encoding, options.as_of, options.currency),
    )
    if diagnostics.has_errors:
        return None
    connection = open_database(options.memory_limit)
    try:
        needed = needed_facts(plan, facts_to_show(plan, plan.rules))
        store = build_store(raws, needed, book.dictionary, connection, diagnostics)
        if options.expected_rows is not None:
            warn_of_counts(store.inputs, options.expected_rows, diagnostics)
        if diagnostics.has_errors:
            return None
        return _report(options, version, book, plan, store, diagnostics)
    finally:
        connection.close()


def plan_of(book: RuleBook, options: CheckOptions, diagnostics: Diagnostics) -> Plan | None:
    """Build the plan the options ask for; without a program the only one there is."""
    programs: list[str] | None = list(options.programs) or None
    if programs is None and not options.rules:
        applied = [each.id for each in book.programs.values() if each.applied_as is not None]
        if len(applied) != 1:
            names = ", ".join(sorted(applied))
            diagnostics.error(
                "SKU-C001",
                "no program was chosen, and there are several",
                help=f"add `--program` with one of {names}",
            )
            return None
        programs = applied
    overrides = {}
    if options.parameters is not None:
        overrides = dict(load_parameters(options.parameters, book, diagnostics))
    return build_plan(
        book,
        as_of=options.as_of,
        diagnostics=diagnostics,
        programs=programs,
        rules=list(options.rules) or None,
        overrides=overrides,
    )


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


def _report(
    options: CheckOptions,
    version: str,
    book: RuleBook,
    plan: Plan,
    store: FactStore,
    diagnostics: Diagnostics,
) -> Report | None:
    context = context_of(book, plan, options.as_of)
    infos = rule_infos(plan)
    sight = Sight(plan, store, context, infos)
    results = ENGINES[options.engine](plan, store, context, _kept(options, store))
    single, rows = None, None
    if options.subject is not None:
        narrowed = narrow_to_subject(sight, options.subject)
        if narrowed is None:
            _report_unknown_subject(store, options.subject, diagnostics)
            return None
        single, rows = narrowed.subject, narrowed
        results = narrowed.results
    findings = make_findings(sight, results.selected)
    return Report(
        version=version,
        as_of=options.as_of,
        programs=plan.programs,
        packs=book.packs,
        inputs=store.inputs,
        counts=total_counts(results),
        subjects=_subjects(store, plan),
        rules=rule_summaries(sight, results, findings),
        readiness=readiness_of(book, plan, results),
        findings=findings,
        missing=missing_ranking(plan, results),
        diagnostics=diagnostics.sorted(),
        not_in_force=plan.not_in_force,
        engine=options.engine,
        single=single,
        passed=rows.passed if rows is not None else (),
        outcomes=_outcomes(options, results),
        exit_code=exit_code_of(results, plan, options),
        entities={name: each.title for name, each in book.dictionary.entities.items()},
    )


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
