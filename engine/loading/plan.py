"""Builds the plan of a check: the chosen rules in force, with parameters put in their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from ..conditions.walk import (
    Node,
    change_condition,
    change_expression,
    facts_in,
    order_facts,
    walk,
)
from ..model.conclusion import Conclusion
from ..model.nodes import Choose, ColumnRef, Condition, Expression, FactRef, Literal, ParameterRef
from ..model.pool import Pool
from ..model.rule import Clause, Parameter, Plan, Rule, RuleBook
from ..text.diagnostics import Diagnostics
from ..text.suggest import did_you_mean
from .behind import rules_behind
from .check_types import settle_call
from .in_force import in_force
from .placeholders import facts_in_texts
from .scope import Shape, cell_shape, shape_of

_NOTHING: Mapping[str, Literal] = MappingProxyType({})


def build_plan(
    book: RuleBook,
    *,
    as_of: date,
    diagnostics: Diagnostics,
    programs: Sequence[str] | None = None,
    rules: Sequence[str] | None = None,
    facts: Sequence[str] = (),
    overrides: Mapping[str, Literal] = _NOTHING,
) -> Plan:
    """Return what the engines run.

    Args:
        book: The loaded rules.
        as_of: The day the check is for; it decides which rules and parameter values are in force.
        diagnostics: Where unknown ids and parameters without a value are reported.
        programs: Ids of programs; None takes all of them, or none where `rules` names some.
        rules: Ids of further rules, the only way to run those with `enabled: false`.
        facts: Derived facts to compute besides those that the rules read.
        overrides: Values that replace those of parameters, as `load_parameters` gives them.
    """
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    chosen_programs = _choose_programs(book, programs, rules, diagnostics)
    chosen = _choose_rules(book, chosen_programs, rules, diagnostics)
    current = [rule for rule in chosen if rule.in_force(day)]
    settled = _Parameters(book, day, overrides, diagnostics)
    filled = tuple(_fill_rule(rule, settled) for rule in current)
    conclusions = _choose_conclusions(book, chosen_programs)
    pools = tuple(
        _fill_pool(each, settled) for each in book.pools.values() if each.program in chosen_programs
    )
    conditions = [rule for each in conclusions for rule in each.facts]
    conditions += [rule for each in pools for rule in each.conditions]
    beside = tuple(_fill_rule(rule, settled) for rule in conditions)
    read = [name for rule in (*filled, *beside) for name in facts_of_rule(rule)]
    read += [name for each in pools for name in each.facts]
    derivations = _fill_needed((*read, *facts), book.dictionary.derivations, settled)
    order = order_facts((*read, *facts), derivations)
    needed = {name: derivations[name] for name in order}
    settled.report_missing((*filled, *beside), needed)
    return Plan(
        as_of=day,
        dictionary=book.dictionary,
        rules=filled,
        derivations=MappingProxyType(needed),
        order=order,
        programs=tuple(programs) if programs is not None else _programs_of(filled),
        not_in_force=tuple(rule.id for rule in chosen if not rule.in_force(day)),
        conclusions=conclusions,
        beside=beside,
        pools=pools,
        deciding=frozenset(
            rule
            for name in programs or ()
            if name in book.programs and book.programs[name].admission in book.conclusions
            for rule in rules_behind(str(book.programs[name].admission), book.conclusions)
            if rule not in book.conclusions
        ),
        switched_off=tuple(
            each for each in book.switched_off if book.rules[each.rule].program in chosen_programs
        ),
        overridden=tuple(each for each in book.overridden if each.parameter in settled.used),
    )


def _fill_needed(
    facts: Iterable[str], derivations: Mapping[str, Expression], settled: _Parameters
) -> dict[str, Expression]:
    """Fill the derivations of facts, and of those that these read."""
    filled: dict[str, Expression] = {}
    waiting = list(facts)
    while waiting:
        name = waiting.pop()
        if name in derivations and name not in filled:
            filled[name] = settled.fill_expression(derivations[name])
            waiting.extend(facts_in(filled[name]))
    return filled


def facts_of_rule(rule: Rule) -> tuple[str, ...]:
    """Name every fact that judging or explaining a rule reads."""
    conditions = (rule.when, *(clause.condition for clause in rule.clauses))
    read = [name for condition in conditions for name in facts_in(condition)]
    read.extend(fix.set for fix in rule.fixes if fix.set is not None)
    return tuple(dict.fromkeys((*read, *facts_in_texts(rule))))


class _Parameters:
    """Puts values in the place of parameters and notes those that have none on the day."""

    def __init__(
        self,
        book: RuleBook,
        day: date,
        overrides: Mapping[str, Literal],
        diagnostics: Diagnostics,
    ) -> None:
        self._book = book
        self._day = day
        self._overrides = overrides
        self._diagnostics = diagnostics
        self.used: set[str] = set()

    def fill_condition(self, node: Condition) -> Condition:
        return change_condition(node, self._fill)

    def fill_expression(self, node: Expression) -> Expression:
        return change_expression(node, self._fill)

    def report_missing(self, rules: Sequence[Rule], derivations: Mapping[str, Expression]) -> None:
        """Report each parameter left in place because it has no value on the day."""
        roots: list[Node] = [*derivations.values()]
        for rule in rules:
            roots.extend((rule.when, *(clause.condition for clause in rule.clauses)))
        left = (each for root in roots for each in _parameters_left(root))
        for name, span in {each.name: each.span for each in left}.items():
            if name not in self._book.parameters:
                continue  # reported when the pack was loaded
            self._diagnostics.error(
                "SKU-R057",
                f"parameter `{name}` has no value on {self._day}",
                span=span,
                help=f"its first value counts from {_first_day(self._book.parameters[name])}",
            )

    def _fill(self, node: Expression) -> Expression:
        if isinstance(node, ParameterRef):
            return self._value_of(node) or node
        return settle_call(node, self._lookup)

    def _value_of(self, node: ParameterRef) -> Expression | None:
        self.used.add(node.name)
        override = self._overrides.get(node.name)
        if override is not None:
            return override
        parameter = self._book.parameters.get(node.name)
        values = in_force(parameter.values, self._day) if parameter else ()
        cases = tuple((each.when, each.value) for each in values if each.when is not None)
        last = next((each.value for each in values if each.when is None), None)
        if not cases:
            return last
        return Choose(cases, last, node.span)

    def _lookup(self, node: FactRef | ParameterRef | ColumnRef) -> Shape | None:
        if isinstance(node, ParameterRef):
            return None
        if isinstance(node, ColumnRef):
            return cell_shape(self._book.dictionary.facts[node.table], node.column)
        fact = self._book.dictionary.facts.get(node.name)
        return shape_of(fact) if fact else None


def _fill_rule(rule: Rule, settled: _Parameters) -> Rule:
    return replace(
        rule,
        when=settled.fill_condition(rule.when),
        clauses=tuple(
            Clause(settled.fill_condition(clause.condition), clause.span) for clause in rule.clauses
        ),
    )


def _fill_pool(pool: Pool, settled: _Parameters) -> Pool:
    def filled(bound: Expression | None) -> Expression | None:
        return None if bound is None else settled.fill_expression(bound)

    return replace(
        pool,
        together=tuple(
            replace(each, at_least=filled(each.at_least), at_most=filled(each.at_most))
            for each in pool.together
        ),
    )


def _choose_programs(
    book: RuleBook,
    programs: Sequence[str] | None,
    rules: Sequence[str] | None,
    diagnostics: Diagnostics,
) -> tuple[str, ...]:
    """Return the programs asked for and those they need, each once."""
    if programs is None:
        return () if rules else tuple(book.programs)
    chosen: dict[str, None] = {}
    open_ = []
    for name in programs:
        if name in book.programs:
            open_.append(name)
        else:
            from .programs import report_unknown_program

            report_unknown_program(name, None, book.programs, diagnostics)
    while open_:
        name = open_.pop(0)
        if name not in chosen and name in book.programs:
            chosen[name] = None
            open_.extend(book.programs[name].needs)
    return tuple(chosen)


def _choose_rules(
    book: RuleBook,
    programs: tuple[str, ...],
    rules: Sequence[str] | None,
    diagnostics: Diagnostics,
) -> list[Rule]:
    named = set()
    for name in rules or ():
        if name in book.rules:
            named.add(name)
            continue
        diagnostics.error(
            "SKU-R015",
            f"unknown rule `{name}`",
            help=did_you_mean(name, book.rules) or "`skulint rules list` shows all ids",
        )
    return [
        rule
        for rule in book.rules.values()
        if rule.id in named or (rule.enabled and rule.program in programs)
    ]


def _choose_conclusions(book: RuleBook, programs: tuple[str, ...]) -> tuple[Conclusion, ...]:
    """Return the conclusions of the chosen programs, by program and place."""
    return tuple(each for each in book.conclusions.values() if each.program in programs)


def _programs_of(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.program for rule in rules))


def _parameters_left(root: Node) -> list[ParameterRef]:
    return [node for node in walk(root) if isinstance(node, ParameterRef)]


def _first_day(parameter: Parameter) -> date:
    return min(value.start or date.min for value in parameter.values)
