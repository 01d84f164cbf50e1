"""Write the SQL by which a warehouse judges its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..backends.context import Context
from ..backends.dialects import spelling_of
from ..backends.dialects.named_tables import NamedStore, NamedTable, named_store
from ..backends.dialects.outcomes import judgements, outcomes_query
from ..backends.dialects.translate import Translator, Unsupported
from ..conditions.walk import order_facts
from ..loading import kept_rulebook, packs_with
from ..loading.plan import facts_of_rule
from ..model.facts import Dictionary
from ..model.rule import Plan, Rule
from ..resources import rules_dir
from ..store.sql import type_of
from ..text.diagnostics import Diagnostics
from ..text.suggest import did_you_mean
from .check import context_of, plan_of
from .options import CheckOptions


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """What to compile: the tables by entity, and how they differ from one for each entity."""

    check: CheckOptions
    dialect: str
    tables: Mapping[str, str]
    #: Entities of which there is one record.
    single: tuple[str, ...] = ()
    #: Derived facts that are columns, and facts that are none.
    stated: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    #: Whether rules that the dialect has no words for are left out.
    leave_out: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement, the tables it reads in the dialect's types, and the rules it judges."""

    sql: str
    tables: tuple[NamedTable, ...]
    rules: tuple[str, ...]
    left_out: Mapping[str, str]


def compile_program(options: CompileOptions, diagnostics: Diagnostics) -> Compiled | None:
    """Compile the chosen rules; None where a rule cannot be said, and reports why."""
    book = kept_rulebook(packs_with(rules_dir(), options.check.packs), diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options.check, diagnostics)
    if plan is None or diagnostics.has_errors or not _known(options, book.dictionary, diagnostics):
        return None
    plan = _with_stated(plan, options.stated)
    context = context_of(book, plan, options.check.as_of)
    left_out = _unsayable(plan, options, context)
    if left_out and not options.leave_out:
        for rule, what in left_out.items():
            diagnostics.error(
                "SKU-C011",
                f"rule `{rule}` cannot be said in {options.dialect}: it has no words for {what}",
                place=options.dialect,
                help=_way_out(plan, rule),
            )
        return None
    plan = replace(plan, rules=tuple(each for each in plan.rules if each.id not in left_out))
    if not plan.rules:
        diagnostics.error(
            "SKU-C011",
            f"no rule is left that can be said in {options.dialect}",
            place=options.dialect,
            help="choose another program, or `--dialect spark`",
        )
        return None
    named = _laid_out(plan, options)
    return Compiled(
        _statement(plan, named, options.dialect, context),
        tuple(_in_dialect(each, options.dialect) for each in named.tables),
        tuple(each.id for each in plan.rules),
        left_out,
    )


def _laid_out(plan: Plan, options: CompileOptions) -> NamedStore:
    return named_store(plan, options.tables, single=options.single, without=options.without)


def _statement(plan: Plan, named: NamedStore, dialect: str, context: Context) -> str:
    spelling = spelling_of(dialect)
    stacks = spelling is not None and spelling.stacks
    judged = judgements(plan, named.store, context)
    query = outcomes_query(judged, named.relations, stacks=stacks)
    tree = query if spelling is None else Translator(spelling)(query)
    return tree.sql(dialect=dialect, pretty=True, copy=False)


def _in_dialect(named: NamedTable, dialect: str) -> NamedTable:
    spelling = spelling_of(dialect)

    def said(kind: str) -> str:
        found = type_of(kind) if spelling is None else Translator(spelling).type(type_of(kind))
        return found.sql(dialect=dialect)

    return replace(named, columns={name: said(kind) for name, kind in named.columns.items()})


def _unsayable(plan: Plan, options: CompileOptions, context: Context) -> dict[str, str]:
    """Find the rules that the dialect has no words for, one by one where all together fail."""

    def lacks(rules: tuple[Rule, ...]) -> str | None:
        some = replace(plan, rules=rules)
        try:
            _statement(some, _laid_out(some, options), options.dialect, context)
        except Unsupported as error:
            return error.what
        return None

    if lacks(plan.rules) is None:
        return {}
    found = {rule.id: lacks((rule,)) for rule in plan.rules}
    return {rule: what for rule, what in found.items() if what is not None}


def _with_stated(plan: Plan, stated: tuple[str, ...]) -> Plan:
    """Take some derived facts for columns."""
    derivations = {name: tree for name, tree in plan.derivations.items() if name not in stated}
    read = [name for rule in plan.rules for name in facts_of_rule(rule)]
    order = order_facts(read, derivations)
    return replace(plan, derivations={name: derivations[name] for name in order}, order=order)


def _way_out(plan: Plan, rule: str) -> str:
    chosen = next(each for each in plan.rules if each.id == rule)
    derived = [name for name in facts_of_rule(chosen) if name in plan.derivations]
    ways = [f"`--stated {name}`" for name in derived]
    given = f"have its value in a column and say so: {' '.join(ways)}; or " if ways else ""
    return f"{given}`--leave-out`, or `--dialect spark`"


def _known(options: CompileOptions, dictionary: Dictionary, diagnostics: Diagnostics) -> bool:
    """Report names of entities and facts that there are not."""
    for option, names, known in (
        ("--table", options.tables, dictionary.entities),
        ("--single", options.single, dictionary.entities),
        ("--stated", options.stated, dictionary.facts),
        ("--without", options.without, dictionary.facts),
    ):
        for name in names:
            if name not in known:
                kind = "fact" if known is dictionary.facts else "kind of record"
                diagnostics.error(
                    "SKU-C003",
                    f"unknown {kind} `{name}`",
                    place=option,
                    help=did_you_mean(name, known) or f"`skulint facts` lists every {kind}",
                )
    return not diagnostics.has_errors
