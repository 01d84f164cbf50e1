"""`skulint rules new`: write a rule with its cases, asked for on a terminal or given as options."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..clock import today
from ..options import LANGUAGE, RULES
from ..questions import Interview, one_of
from ..terminal import print_diagnostics, tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.model.rule import RuleBook

    from ..rule_draft import Draft

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_PROGRAM = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")
_WORDS = {
    "en": {
        "id": "Id of the rule, such as HOUSE-001",
        "program": "Program it belongs to, such as house/margins",
        "program_title": "This program is new. Its title in English",
        "program_title_zh": "Its title in Chinese",
        "title": "What the rule asks, in a few words of English",
        "title_zh": "The same in Chinese",
        "fact": "Fact that is compared, such as stock_qty",
        "compare": "Comparison",
        "limit": "Limit",
        "severity": "Severity",
        "kind": "Kind",
        "document": "Document the rule comes from",
        "section": "Section of it",
        "file": "File to write",
    },
    "zh": {
        "id": "规则编号，例如 HOUSE-001",
        "program": "所属项目，例如 house/margins",
        "program_title": "这是新项目，英文名称",
        "program_title_zh": "中文名称",
        "title": "规则要求什么（英文短句）",
        "title_zh": "规则要求什么（中文短句）",
        "fact": "要比较的事实，例如 stock_qty",
        "compare": "比较方式",
        "limit": "限值",
        "severity": "严重程度",
        "kind": "类别",
        "document": "规则出自哪份文件",
        "section": "文件的哪一节",
        "file": "写入的文件",
    },
}
_DONE = {
    "en": "wrote {path}: {id} with {cases} cases\n"
    "read them, then run `skulint test {path} --mutation`",
    "zh": "已写入 {path}：{id}，附 {cases} 个用例\n"
    "请检查用例，再运行 `skulint test {path} --mutation`",
}
_NEEDED = ("id", "program", "title", "title_zh", "fact", "compare", "limit", "document", "section")


@click.command("new")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--id", metavar="ID", help="The rule's id, such as HOUSE-001.")
@click.option("--program", metavar="ID", help="The program it belongs to, known or new.")
@click.option("--program-title", metavar="TEXT", help="Of a new program: its title in English.")
@click.option("--program-title-zh", metavar="TEXT", help="Of a new program: its title in Chinese.")
@click.option("--title", metavar="TEXT", help="What the rule asks, in English.")
@click.option("--title-zh", metavar="TEXT", help="What the rule asks, in Chinese.")
@click.option("--fact", metavar="NAME", help="The fact that is compared.")
@click.option("--compare", metavar="WORD", help="How it is compared, such as at_least.")
@click.option("--limit", metavar="VALUE", help="What with; several values stand between commas.")
@click.option(
    "--for", "entity", metavar="ENTITY", help="Who is judged; the fact's own if not given."
)
@click.option("--kind", metavar="WORD", help="eligibility, compliance, advice, warning, …")
@click.option("--severity", metavar="WORD", help="error, warning or info.")
@click.option("--document", metavar="TEXT", help="The document the rule comes from.")
@click.option("--section", metavar="TEXT", help="The section of it.")
@RULES
@LANGUAGE
def command(file: Path | None, packs: tuple[Path, ...], lang: str, **given: str | None) -> None:
    """Write a new rule with cases into FILE, which must not exist yet.

    On a terminal, what is not given is asked for.
    """
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    interview = Interview({**given, "file": str(file) if file else None}, _WORDS[lang])
    interview.require(("file", *_NEEDED))
    if file is not None:
        _check_new(str(file))
    diagnostics = Diagnostics()
    book = _book(packs, file, diagnostics)
    if book is not None:
        try:
            draft, path = _draft(interview, book)
        except click.Abort:
            click.echo("\nnothing was written", err=True)
            sys.exit(ExitCode.COULD_NOT_RUN)
        written = _write(path, draft, packs, diagnostics)
        if written is not None:
            click.echo(_DONE[lang].format(path=path, id=draft.id, cases=written))
            return
    print_diagnostics(diagnostics.sorted(), lang)
    sys.exit(ExitCode.COULD_NOT_RUN)


def _packs(packs: Sequence[Path], file: Path | None) -> tuple[Path, ...]:
    """List the packs that the new file can build on: those named, and that of its own folder."""
    from skulint.engine.loading import packs_with
    from skulint.engine.resources import rules_dir

    beside = [] if file is None or not any(file.parent.rglob("*.yaml")) else [file.parent]
    return packs_with(rules_dir(), [*packs, *beside])


def _book(packs: Sequence[Path], file: Path | None, diagnostics: object) -> RuleBook | None:
    from skulint.engine.loading import kept_rulebook
    from skulint.engine.text.diagnostics import Diagnostics

    assert isinstance(diagnostics, Diagnostics)
    book = kept_rulebook(_packs(packs, file), diagnostics)
    return None if diagnostics.has_errors else book


def _draft(ask: Interview, book: RuleBook) -> tuple[Draft, Path]:
    from skulint.engine.model.rule import Kind, Severity

    from ..rule_draft import Draft, operators_for

    def new_id(answer: str) -> str:
        if _ID.fullmatch(answer) is None:
            raise click.UsageError(f"`{answer}` is not of the form HOUSE-001: capitals and hyphens")
        if answer in book.rules:
            raise click.UsageError(f"there is a rule `{answer}`: {book.rules[answer].span}")
        return answer

    def program_id(answer: str) -> str:
        if _PROGRAM.fullmatch(answer) is None:
            raise click.UsageError(f"`{answer}` is not of the form house/margins: lower case")
        return answer

    id = ask.answer("id", new_id)
    program = ask.answer("program", program_id)
    program_title = None
    if program not in book.programs:
        ask.require(("program_title", "program_title_zh"))
        program_title = ask.answer("program_title"), ask.answer("program_title_zh")
    title = ask.answer("title"), ask.answer("title_zh")
    dictionary = book.dictionary
    fact = dictionary.facts[ask.answer("fact", one_of(tuple(dictionary.facts), "fact"))]
    entity = fact.entity
    if ask.given.get("entity") is not None:
        entity = ask.answer("entity", one_of(tuple(dictionary.entities), "kind of record"))
    words = operators_for(fact)
    compare = ask.answer("compare", one_of(words, "comparison for it"), hint=", ".join(words))
    limit = _limit(ask, book, fact.name, compare, entity)
    severity = ask.answer("severity", one_of([*Severity], "severity"), "error", ", ".join(Severity))
    kind = ask.answer("kind", one_of([*Kind], "kind"), "eligibility", ", ".join(Kind))
    draft = Draft(
        id, program, program_title, title, entity, kind, severity, limit, fact, compare,
        ask.answer("document"), ask.answer("section"), _day(),
    )  # fmt: skip
    return draft, Path(ask.answer("file", _check_new, f"my-rules/{id.lower()}.yaml"))


def _limit(ask: Interview, book: RuleBook, name: str, compare: str, entity: str) -> str:
    """Ask for a limit until the rule language can read it, and say why it cannot."""
    from skulint.engine.conditions.operators import OPERATORS, Arity
    from skulint.engine.text.diagnostics import Diagnostics

    from ..rule_draft import check_requirement, hint, requirement

    fact = book.dictionary.facts[name]

    def fit(answer: str) -> str:
        text = requirement(fact, compare, answer.strip())
        problems = Diagnostics()
        check_requirement(text, entity, book, problems)
        if problems.has_errors:
            first = problems.sorted()[0]
            raise click.UsageError(first.message + (f"; {first.help}" if first.help else ""))
        return text

    if OPERATORS[compare].arity is Arity.FLAG:
        return fit("true")
    return ask.answer("limit", fit, hint=hint(fact, compare))


def _day() -> date:
    return today().date()


def _check_new(name: str) -> str:
    path = Path(name)
    if path.suffix != ".yaml":
        raise click.UsageError(f"`{name}` does not end in `.yaml`, as rule files do")
    if path.exists():
        raise click.UsageError(f"`{name}` is there already; name a file that is not")
    return name


def _write(path: Path, draft: Draft, packs: Sequence[Path], diagnostics: object) -> int | None:
    """Write the rule whole, once it is known to load and has its cases; say how many."""
    from skulint.engine.checking.first_cases import first_cases
    from skulint.engine.checking.write_cases import case_text, with_cases
    from skulint.engine.loading import load_rulebook
    from skulint.engine.loading.editor_schema import editor_schema
    from skulint.engine.text.diagnostics import Diagnostics
    from skulint.engine.text.source import Source

    from ..editor import SCHEMA, write_schema
    from ..rule_draft import draft_text

    assert isinstance(diagnostics, Diagnostics)
    text = draft_text(draft)
    with tempfile.TemporaryDirectory(prefix="skulint-") as folder:
        trial = Path(folder, path.name)
        trial.write_text(text, encoding="utf-8")
        book = load_rulebook([*_packs(packs, path), trial], diagnostics)
        if diagnostics.has_errors:
            return None
        cases = [case_text(each) for each in first_cases(book, draft.id, _day(), diagnostics)]
    text = with_cases(Source(path.name, text), {draft.id: cases})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
    if not (path.parent / SCHEMA).exists():
        write_schema(path.parent, editor_schema(book))
    return len(cases)
