"""What stands on the pages of a rule book, whatever they are written as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from skulint.engine.conditions.describe import describe_condition, describe_expression
from skulint.engine.conditions.walk import (
    change_condition,
    change_expression,
    facts_in,
    order_facts,
    parameters_in,
)
from skulint.engine.model.facts import Fact, FactType
from skulint.engine.model.nodes import ALWAYS, Condition, Expression, Literal, ParameterRef
from skulint.engine.model.rule import Parameter, Program, Reference, Rule, RuleBook
from skulint.engine.wording.values import translated

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "book": "Rule book",
        "program": "Program",
        "rules": "Rules",
        "thresholds": "Thresholds",
        "facts": "Facts and where to find them",
        "derived": "Facts worked out",
        "documents": "Documents",
        "rule": "rule",
        "asks": "asks",
        "where": "only where",
        "of": "of each",
        "weight": "a failure is",
        "source": "source",
        "threshold": "threshold",
        "value": "value",
        "fact": "fact",
        "find": "where to find it",
        "headings": "headings known",
        "how": "how",
        "from": "from {day}",
        "until": "until {day}",
        "checked": "{section} (compared {day})",
        "off": "only when asked for",
        "needs": "Checked along with it",
        "count": "rules",
        "other": "中文",
    },
    "zh": {
        "book": "规则手册",
        "program": "项目",
        "rules": "规则",
        "thresholds": "限值",
        "facts": "所需数据与获取位置",
        "derived": "推算的数据",
        "documents": "来源文件",
        "rule": "规则",
        "asks": "要求",
        "where": "仅适用于",
        "of": "对象",
        "weight": "不通过时",
        "source": "来源",
        "threshold": "限值",
        "value": "取值",
        "fact": "数据",
        "find": "获取位置",
        "headings": "可识别的表头",
        "how": "推算方式",
        "from": "自 {day} 起",
        "until": "至 {day} 止",
        "checked": "{section}（{day} 核对）",
        "off": "仅在指定时运行",
        "needs": "一并检查的项目",
        "count": "规则数",
        "other": "English",
    },
}
_HEADINGS = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A name as it is written in files."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page, by the page's name without its ending."""

    text: str
    page: str


#: Lines of a cell.
Cell: TypeAlias = "tuple[str | Code | Link, ...]"


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a page under a heading of its own; `heads` is empty for a plain list."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page in one language; `name` is that of its file without its ending."""

    name: str
    lang: str
    title: str
    intro: tuple[str, ...]
    tables: tuple[Table, ...]
    other: Link


def book_pages(book: RuleBook, programs: Sequence[str], lang: str) -> Iterator[BookPage]:
    """Yield the first page, and one for each program."""
    words = _WORDS[lang]
    chosen = [book.programs[name] for name in sorted(programs)]
    counts = {each.id: len(_rules_of(book, each.id)) for each in chosen}
    rows = tuple(
        (
            (Link(translated(each.title, lang), page_name(each.id, lang)), Code(each.id)),
            (str(counts[each.id]),),
        )
        for each in chosen
    )
    intro = tuple(f"{pack.name} {pack.version}" for pack in book.packs)
    table = Table(words["rules"], (words["program"], words["count"]), rows)
    yield BookPage(
        _named("index", lang), lang, words["book"], intro, (table,), _other("index", lang)
    )
    for program in chosen:
        yield _Writer(book, program, lang).page()


def page_name(program: str, lang: str) -> str:
    """Name the page of a program, without its ending."""
    return _named(program.replace("/", "-"), lang)


def _named(name: str, lang: str) -> str:
    return name if lang == "en" else f"{name}.{lang}"


def _other(name: str, lang: str) -> Link:
    return Link(_WORDS[lang]["other"], _named(name, "zh" if lang == "en" else "en"))


def _rules_of(book: RuleBook, program: str) -> list[Rule]:
    return sorted(
        (rule for rule in book.rules.values() if rule.program == program), key=lambda each: each.id
    )


class _Writer:
    """Puts together the page of one program in one language."""

    def __init__(self, book: RuleBook, program: Program, lang: str) -> None:
        self._book = book
        self._program = program
        self._lang = lang
        self._words = _WORDS[lang]
        self._rules = _rules_of(book, program.id)
        self._documents: dict[str, int] = {}

    def page(self) -> BookPage:
        program = self._program
        derived, stated, parameters = self._read()
        words = self._words
        heads = tuple(words[key] for key in ("rule", "asks", "of", "weight", "source"))
        tables = [
            Table(words["rules"], heads, tuple(self._rule(each) for each in self._rules)),
            Table(
                words["thresholds"],
                tuple(words[key] for key in ("threshold", "value", "source")),
                tuple(self._parameter(each) for each in parameters),
            ),
            Table(
                words["facts"],
                tuple(words[key] for key in ("fact", "find", "headings")),
                tuple(self._fact(each) for each in stated),
            ),
            Table(
                words["derived"],
                tuple(words[key] for key in ("fact", "how")),
                tuple(self._derived(each) for each in derived),
            ),
        ]
        documents = tuple(((f"{number}: {name}",),) for name, number in self._documents.items())
        tables.append(Table(words["documents"], (), documents))
        intro = [translated(text, self._lang) for text in program.about.values()]
        if program.needs:
            intro.append(f"{words['needs']}: {', '.join(program.needs)}")
        name = program.id.replace("/", "-")
        return BookPage(
            _named(name, self._lang),
            self._lang,
            f"{translated(program.title, self._lang)} ({program.id})",
            tuple(intro),
            tuple(each for each in tables if each.rows),
            _other(name, self._lang),
        )

    def _read(self) -> tuple[list[Fact], list[Fact], list[Parameter]]:
        """Gather what the rules read: facts worked out, facts stated, parameters."""
        dictionary = self._book.dictionary
        conditions = [
            each
            for rule in self._rules
            for each in (rule.when, *(clause.condition for clause in rule.clauses))
        ]
        direct = [name for each in conditions for name in facts_in(each)]
        direct += [shown.fact for shown in self._program.shows]
        derived = order_facts(direct, dictionary.derivations)
        trees = [dictionary.derivations[name] for name in derived]
        stated = dict.fromkeys([*direct, *(name for tree in trees for name in facts_in(tree))])
        used = dict.fromkeys(
            name
            for tree in (*conditions, *trees)
            for name in parameters_in(tree)
            if name in self._book.parameters
        )
        facts = dictionary.facts
        return (
            [facts[name] for name in sorted(derived)],
            [facts[name] for name in sorted(stated) if name not in derived],
            [self._book.parameters[name] for name in sorted(used)],
        )

    def _rule(self, rule: Rule) -> tuple[Cell, ...]:
        words, lang = self._words, self._lang
        asks = [self._said(clause.condition) for clause in rule.clauses]
        if rule.when != ALWAYS:
            asks.append(f"({words['where']}: {self._said(rule.when)})")
        days = [
            words[key].format(day=day)
            for key, day in (("from", rule.since), ("until", rule.until))
            if day is not None
        ]
        weight = [f"{rule.severity.value}, {rule.kind.value}", *days]
        if not rule.enabled:
            weight.append(words["off"])
        entity = self._book.dictionary.entities[rule.entity]
        return (
            (Code(rule.id), translated(rule.title, lang)),
            tuple(asks),
            (translated(entity.title, lang),),
            tuple(weight),
            (self._source(rule.source),),
        )

    def _parameter(self, parameter: Parameter) -> tuple[Cell, ...]:
        values = []
        for each in parameter.values:
            parts = [self._put(each.value)]
            if each.start is not None:
                parts.append(self._words["from"].format(day=each.start))
            if each.when is not None:
                parts.append(f"{self._words['where']}: {self._said(each.when)}")
            values.append(", ".join(parts))
        title = translated(parameter.title, self._lang)
        return (title, Code(parameter.name)), tuple(values), (self._source(parameter.source),)

    def _fact(self, fact: Fact) -> tuple[Cell, ...]:
        return (
            self._named_fact(fact),
            (translated(fact.found_in, self._lang),),
            (", ".join(fact.headings[:_HEADINGS]),),
        )

    def _derived(self, fact: Fact) -> tuple[Cell, ...]:
        tree = self._book.dictionary.derivations[fact.name]
        how = self._put(tree)
        meaning = translated(fact.meaning, self._lang)
        return self._named_fact(fact), (how if "…" not in how else meaning,)

    def _named_fact(self, fact: Fact) -> Cell:
        return translated(fact.title, self._lang), Code(fact.name)

    def _source(self, source: Reference) -> str:
        number = self._documents.setdefault(source.document, len(self._documents) + 1)
        section = self._words["checked"].format(section=source.section, day=source.checked)
        return f"{number}: {section}"

    def _said(self, condition: Condition) -> str:
        named = change_condition(condition, self._name_parameter)
        return translated(describe_condition(named, self._book.dictionary), self._lang)

    def _put(self, expression: Expression) -> str:
        named = change_expression(expression, self._name_parameter)
        return translated(describe_expression(named, self._book.dictionary), self._lang)

    def _name_parameter(self, node: Expression) -> Expression:
        """Put a parameter's title in its place: its values stand in a table of their own."""
        if isinstance(node, ParameterRef) and node.name in self._book.parameters:
            title = translated(self._book.parameters[node.name].title, self._lang)
            return Literal(title, FactType.TEXT, None, node.span)
        return node
