"""Find how many records each value of a parameter would keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ..backends import ENGINES
from ..backends.needs import needed_facts
from ..conditions.walk import facts_in, order_facts, parameters_in
from ..evaluation.findings import facts_to_show
from ..loading import build_plan, load_rulebook, packs_with
from ..loading.parameters import read_override
from ..model.facts import Translated
from ..model.nodes import Literal
from ..model.row_records import with_row_records
from ..model.rule import Plan, RuleBook
from ..resources import rules_dir
from ..store.build import build_store, open_database
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping as MappingNode
from ..text.source import Source
from ..text.yaml_text import load_yaml
from .check import context_of, plan_of
from .inputs import exports_of, read_files
from .options import CheckOptions

#: A table of more lines is nobody's.
MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Range:
    """The values to try, as they are written, such as `60%` to `80%` by steps of `5%`."""

    parameter: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SweptRule:
    """How the records of one rule come out at each value; None stands for the value in force."""

    rule: str
    title: Translated
    entity: str
    counts: Mapping[str | None, Counter[str]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What each value of a parameter would do to the rules that read it."""

    parameter: str
    title: Translated
    values: tuple[str, ...]
    rules: tuple[SweptRule, ...]


def read_range(text: str) -> Range | str:
    """Read `PARAMETER=FROM..TO[:STEP]`; a text says what is wrong with it."""
    name, sign, rest = text.partition("=")
    limits, _, step = rest.partition(":")
    low_text, dots, high_text = limits.partition("..")
    if not (sign and dots and name):
        return f"`{text}` is not PARAMETER=FROM..TO[:STEP], such as outlet_ceiling=60%..80%:5%"
    parts = [_number(each) for each in (low_text, high_text, step or "1")]
    low, high, by = parts
    if low is None or high is None or by is None:
        return f"`{rest}` holds no numbers such as 60%..80%:5% or 30..90:10"
    unit = high[1]
    if low[1] not in ("", unit) or (step and by[1] not in ("", unit)):
        return f"`{rest}` mixes units"
    size = by[0] if step else (high[0] - low[0]) / 10
    if size <= 0 or high[0] < low[0]:
        return f"`{rest}` does not go up from its first value to its last"
    if (high[0] - low[0]) / size >= MOST_VALUES:
        return f"`{rest}` are more than {MOST_VALUES} values; take a larger step"
    count = int((high[0] - low[0]) / size) + 1
    return Range(name, tuple(f"{low[0] + index * size:f}{unit}" for index in range(count)))


def _number(text: str) -> tuple[Decimal, str] | None:
    text = text.strip()
    digits = text.rstrip("% ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    return (number, text[len(digits) :]) if number.is_finite() else None


def sweep(
    pack: Path, wanted: Range, options: CheckOptions, diagnostics: Diagnostics
) -> Sweep | None:
    """Judge the same files once for each value; None where that is impossible, and reports why."""
    packs = packs_with(rules_dir(), [pack, *options.packs])
    book = load_rulebook(packs, diagnostics, with_cases=False)
    first = None if diagnostics.has_errors else plan_of(book, options, diagnostics)
    values = {} if first is None else _literals(wanted, book, diagnostics)
    if first is None or diagnostics.has_errors:
        return None
    rules = _readers(wanted.parameter, first, book)
    if not rules:
        diagnostics.error(
            "SKU-C007",
            f"no rule that is checked reads the parameter `{wanted.parameter}`",
            help="choose its program with `--program`",
        )
        return None
    exports = exports_of(book, options, diagnostics)
    raws = read_files(options, with_row_records(book.dictionary), exports, diagnostics)
    if diagnostics.has_errors:
        return None
    plans = {
        text: build_plan(
            book,
            as_of=options.as_of,
            diagnostics=diagnostics,
            programs=[],
            rules=rules,
            overrides={} if literal is None else {wanted.parameter: literal},
        )
        for text, literal in values.items()
    }
    with closing(open_database(options.memory_limit)) as connection:
        plan = plans[None]
        needed = needed_facts(plan, facts_to_show(plan, plan.rules))
        store = build_store(raws, needed, book.dictionary, connection, diagnostics)
        if diagnostics.has_errors:
            return None
        found: dict[str, dict[str | None, Counter[str]]] = {name: {} for name in rules}
        context = context_of(book, first, options.as_of)
        for value, each in plans.items():
            for rule in rules:
                found[rule][value] = Counter()
            for row in ENGINES[options.engine](each, store, context, 0).outcomes():
                found[row.rule][value][row.outcome.value] += 1
    return Sweep(
        wanted.parameter,
        book.parameters[wanted.parameter].title,
        wanted.values,
        tuple(
            SweptRule(name, book.rules[name].title, book.rules[name].entity, counts)
            for name, counts in found.items()
        ),
    )


def _literals(
    wanted: Range, book: RuleBook, diagnostics: Diagnostics
) -> dict[str | None, Literal | None]:
    found: dict[str | None, Literal | None] = {None: None}
    for text in wanted.values:
        source = Source("--sweep", f"{wanted.parameter}: {text}")
        root = load_yaml(source, diagnostics)
        if not isinstance(root, MappingNode) or not root.entries:
            return found
        entry = root.entries[0]
        literal = read_override(entry.key, entry.key_span, entry.value, book, diagnostics)
        if literal is None:
            return found
        found[text] = literal
    return found


def _readers(parameter: str, plan: Plan, book: RuleBook) -> Sequence[str]:
    """Name the chosen rules that read a parameter, themselves or through derived facts."""
    derivations = book.dictionary.derivations
    found = []
    for chosen in plan.rules:
        rule = book.rules[chosen.id]
        conditions = [rule.when, *(clause.condition for clause in rule.clauses)]
        names = [name for each in conditions for name in facts_in(each)]
        trees = [derivations[name] for name in order_facts(names, derivations)]
        if any(parameter in parameters_in(tree) for tree in (*conditions, *trees)):
            found.append(rule.id)
    return found
