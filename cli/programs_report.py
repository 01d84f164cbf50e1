"""Print the programs: what each needs to be told, or how near a catalogue is to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

import skulint
from skulint.engine.model.conclusion import State
from skulint.engine.reporters.columns import pad, width
from skulint.engine.reporters.json_v1 import finding_document
from skulint.engine.reporters.json_writer import Json, Stream, encode
from skulint.engine.reporters.page import BLANK, Line, Page, Style, hang, heading, plain, printed
from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.nouns import record
from skulint.engine.wording.phrases import fill
from skulint.engine.wording.values import translated

if TYPE_CHECKING:
    from skulint.engine.checking.survey import NearestProgram, ProgramNeeds, ProgramRow, Survey
    from skulint.engine.model.facts import Translated
    from skulint.engine.model.report import Finding

SCHEMA = "skulint-programs-1"

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "programs": "PROGRAMS",
        "open": "open?",
        "holds": "yes",
        "blocked": "no",
        "undecided": "can't tell",
        "nobody": "-",
        "ready": "READY",
        "one_fix_away": "ONE FIX",
        "not_ready": "NOT READY",
        "cannot_tell": "CAN'T TELL",
        "nearest": "nearest for",
        "part": "{n} of {total}",
        "why": "← {text}",
        "lacks": "not given: {facts}",
        "no_items": "nothing in these files for {programs}",
        "needs": "needs {n} {n:plural:fact|facts},"
        " for {rules} {rules:plural:rule|rules} of admission",
        "reads": "reads {n} {n:plural:fact|facts}, for {rules} {rules:plural:rule|rules};"
        " nobody has to be admitted",
        "found": "{fact}: {found}",
    },
    "zh": {
        "programs": "项目",
        "open": "开放？",
        "holds": "是",
        "blocked": "否",
        "undecided": "无法判断",
        "nobody": "-",
        "ready": "可申请",
        "one_fix_away": "只差一步",
        "not_ready": "未达标",
        "cannot_tell": "无法判断",
        "nearest": "最接近",
        "part": "{n} / {total}",
        "why": "← {text}",
        "lacks": "缺少：{facts}",
        "no_items": "这些文件与以下项目无关：{programs}",
        "needs": "需要 {n} 项信息，对应 {rules} 条准入规则",
        "reads": "读取 {n} 项信息，对应 {rules} 条规则；无需准入",
        "found": "{fact}：{found}",
    },
}
_COLUMNS = ("ready", "one_fix_away", "not_ready", "cannot_tell")
_STYLES = {State.HOLDS: Style.GOOD, State.BLOCKED: Style.ERROR, State.UNDECIDED: Style.UNKNOWN}


def write_survey(survey: Survey, stream: TextIO, page: Page, *, color: bool) -> None:
    """Write the matrix of programs for people."""
    for line in printed(_survey_lines(survey, page), color):
        stream.write(line)


def _survey_lines(survey: Survey, page: Page) -> Iterator[Line]:
    words = _WORDS[page.lang]
    rows = [row for row in survey.rows if row.readiness is not None or row.state is not None]
    if rows:
        yield from _table_lines(rows, words, page)
    others = [sanitise(row.program) for row in survey.rows if row not in rows]
    if others:
        text = fill(words["no_items"], {"programs": page.say("list_comma").join(others)})
        yield from hang((("  ", Style.PLAIN),), text, page.width, Style.QUIET)


def _table_lines(
    rows: Sequence[ProgramRow], words: Mapping[str, str], page: Page
) -> Iterator[Line]:
    names = [sanitise(row.program) for row in rows]
    opens = [_open_text(row, words) for row in rows]
    head = [words["open"], *(words[name] for name in _COLUMNS), words["nearest"]]
    cells = [[*_figures(row), f"{row.nearest:,}" if row.readiness else "-"] for row in rows]
    label = max(width(words["programs"]), *map(width, names))
    columns = [max(width(head[0]), *map(width, opens))]
    columns += [
        max(width(head[at + 1]), *(width(row[at]) for row in cells)) for at in range(len(cells[0]))
    ]
    titles = "  ".join(
        pad(text, size, right=at > 0)
        for at, (text, size) in enumerate(zip(head, columns, strict=True))
    )
    yield ((f"  {pad(words['programs'], label)}  ", Style.STRONG), (titles, Style.QUIET))
    for row, name, opened, figures in zip(rows, names, opens, cells, strict=True):
        style = _STYLES.get(row.state, Style.QUIET) if row.state else Style.QUIET
        rest = "  ".join(
            pad(text, size, right=True) for text, size in zip(figures, columns[1:], strict=True)
        )
        yield (
            (f"  {pad(name, label)}  ", Style.STRONG),
            (f"{pad(opened, columns[0])}  ", style),
            (rest, Style.PLAIN),
        )
        indent = ((" " * 4, Style.PLAIN),)
        for reason in dict.fromkeys(_reason(each, words, page) for each in row.why):
            yield from hang(indent, fill(words["why"], {"text": reason}), page.width, Style.QUIET)


def _open_text(row: ProgramRow, words: Mapping[str, str]) -> str:
    state = row.state
    if state is None:
        return words["nobody"]
    total = sum(row.open.values())
    text = words[state.value]
    if total == 1 or row.open[state] == total:
        return text
    return f"{text} ({fill(words['part'], {'n': row.open[state], 'total': total})})"


def _figures(row: ProgramRow) -> list[str]:
    if row.readiness is None:
        return ["-"] * len(_COLUMNS)
    return [f"{getattr(row.readiness, name):,}" for name in _COLUMNS]


def _reason(finding: Finding, words: Mapping[str, str], page: Page) -> str:
    lang = page.lang
    if finding.missing:
        names = page.say("list_comma").join(
            translated(each.title, lang) for each in finding.missing
        )
        return fill(words["lacks"], {"facts": names})
    return translated(finding.message, lang) or translated(finding.rule.title, lang)


def survey_document(survey: Survey, as_of: datetime) -> Mapping[str, Json]:
    """Return the matrix as plain JSON values."""
    found: dict[str, Json] = {
        "skulint": skulint.__version__,
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "inputs": [
            {"path": each.path, "sha256": each.sha256, "rows": each.rows} for each in survey.inputs
        ],
        "programs": [_row_document(row) for row in survey.rows],
    }
    if survey.items is not None:
        found["items"] = Stream(_item_document(each) for each in survey.items)
    return found


def _row_document(row: ProgramRow) -> Json:
    readiness = row.readiness
    return {
        "program": row.program,
        "title": _words(row.title),
        "open": None if row.state is None else row.state.value,
        "owner": row.owner,
        "owners": {state.value: row.open[state] for state in State},
        "why": [finding_document(each) for each in row.why],
        "entity": None if readiness is None else readiness.entity,
        **{name: None if readiness is None else getattr(readiness, name) for name in _COLUMNS},
        "total": None if readiness is None else readiness.total,
        "nearest_for": row.nearest,
    }


def _item_document(item: NearestProgram) -> Json:
    return {
        "entity": item.entity,
        "key": item.key,
        "nearest": item.program,
        "failed": item.failed,
        "undecided": item.undecided,
    }


def _words(words: Translated) -> Json:
    return {lang: words.get(lang, "") for lang in ("en", "zh")}


def write_document(document: Mapping[str, Json], stream: TextIO) -> None:
    """Write a document as JSON."""
    for piece in encode(document):
        stream.write(piece)
    stream.write("\n")


def write_needs(
    needs: Sequence[ProgramNeeds],
    entities: Mapping[str, Translated],
    stream: TextIO,
    page: Page,
    *,
    color: bool,
) -> None:
    """Write for each program the facts that decide admission; verbose says where each is found."""
    for line in printed(_needs_lines(needs, entities, page), color):
        stream.write(line)


def _needs_lines(
    needs: Sequence[ProgramNeeds], entities: Mapping[str, Translated], page: Page
) -> Iterator[Line]:
    words = _WORDS[page.lang]
    for at, item in enumerate(needs):
        if at:
            yield BLANK
        yield heading(f"{sanitise(item.program)}  {translated(item.title, page.lang)}")
        if who := translated(item.who, page.lang):
            yield from hang((("    ", Style.PLAIN),), who, page.width)
        total = {"n": len(item.facts), "rules": item.rules}
        key = "needs" if item.admits else "reads"
        yield plain("    " + fill(words[key], total), Style.QUIET)
        for entity in dict.fromkeys(fact.entity for fact in item.facts):
            mine = [fact for fact in item.facts if fact.entity == entity]
            head = ((f"    {record(entity, page.lang, entities)}: ", Style.STRONG),)
            if not page.verbose:
                text = ", ".join(sanitise(fact.name) for fact in mine)
                yield from hang(head, text, page.width)
                continue
            yield head
            for fact in mine:
                found = translated(fact.found_in, page.lang)
                title = f"{translated(fact.title, page.lang)} `{sanitise(fact.name)}`"
                text = fill(words["found"], {"fact": title, "found": found}) if found else title
                yield from hang((("      ", Style.PLAIN),), text, page.width)


def needs_document(needs: Sequence[ProgramNeeds], as_of: datetime) -> Mapping[str, Json]:
    """Return what the programs need as plain JSON values."""
    return {
        "skulint": skulint.__version__,
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "programs": [
            {
                "program": item.program,
                "title": _words(item.title),
                "rules": item.rules,
                "admits": item.admits,
                "facts": [
                    {
                        "fact": fact.name,
                        "entity": fact.entity,
                        "type": fact.type.value,
                        "unit": fact.unit,
                        "title": _words(fact.title),
                        "found_in": _words(fact.found_in) if fact.found_in else None,
                    }
                    for fact in item.facts
                ],
            }
            for item in needs
        ],
    }
