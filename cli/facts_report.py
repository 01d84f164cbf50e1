"""Prints what `skulint facts doctor` found, and the mapping it proposes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from skulint.engine.checking.doctor import Examination, Examined, Lacking
from skulint.engine.model.facts import Dictionary
from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.nouns import records, rows_of

Language = Literal["en", "zh"]

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "taken": "{name}  {rows}  {form}",
            "export": "known as: {title}",
            "sheet": "part: {title}",
            "reads": "reads",
            "unread": "not used",
            "suggest": "did you mean {title} `{fact}`? then rename the column",
            "nothing": "nothing in it was recognised",
            "lacking": "LACKING for {programs}",
            "choose": "add `--program ID` to see what that program still lacks; the ids:"
            " skulint rules list",
            "complete": "NOTHING IS LACKING for {programs}",
            "rules": "{count} rules",
            "rule": "1 rule",
            "in": "in: {exports}",
            "ask": "you: {found}",
            "template": "a form to fill in: skulint facts template --program {program}",
        },
        "zh": {
            "taken": "{name}  {rows}  {form}",
            "export": "识别为：{title}",
            "sheet": "部分：{title}",
            "reads": "读取",
            "unread": "未使用",
            "suggest": "是否指 {title} `{fact}`？请改列名",
            "nothing": "没有识别出任何内容",
            "lacking": "{programs} 还缺",
            "choose": "加 `--program ID` 查看该活动还缺什么；编号见 skulint rules list",
            "complete": "{programs} 什么都不缺",
            "rules": "{count} 条规则",
            "rule": "1 条规则",
            "in": "见：{exports}",
            "ask": "自填：{found}",
            "template": "填写用表格：skulint facts template --program {program}",
        },
    }
)

#: So many headings that are not used are named; an export may have eighty.
_NAMED = 12


def doctor_lines(found: Examination, lang: Language) -> Iterator[str]:
    """Yield the lines of the report."""
    words = _WORDS[lang]
    if not found.tables:
        yield words["nothing"]
    for table in found.tables:
        yield from _table_lines(table, found.book.dictionary, lang)
        yield ""
    if not found.programs:
        yield words["choose"]
        return
    programs = ", ".join(found.programs)
    if not found.lacking:
        yield words["complete"].format(programs=programs)
        return
    yield words["lacking"].format(programs=programs)
    width = max(len(each.fact) for each in found.lacking)
    for each in found.lacking:
        yield from _lacking_lines(each, width, lang)
    yield ""
    yield words["template"].format(program=found.programs[0])


def _table_lines(table: Examined, dictionary: Dictionary, lang: Language) -> Iterator[str]:
    words = _WORDS[lang]
    read = table.input
    form = (
        read.format if read.encoding in (None, read.format) else f"{read.format}, {read.encoding}"
    )
    titles = {name: each.title for name, each in dictionary.entities.items()}
    counted = records if dictionary.entities[read.entity].rows_of is None else rows_of
    rows = counted(read.entity, read.rows, lang, titles)
    yield words["taken"].format(name=sanitise(read.path), rows=rows, form=form)
    if read.note is not None:
        yield "  " + words["export" if table.is_known else "sheet"].format(
            title=sanitise(read.note[lang])
        )
    for heading, fact in table.read:
        title = dictionary.facts[fact].title[lang]
        yield f"  {words['reads']}  {sanitise(heading, 60)}  →  {title} `{fact}`"
    close = [each for each in table.unread if each.suggestion is not None]
    for each in close:
        assert each.suggestion is not None
        title = dictionary.facts[each.suggestion].title[lang]
        said = words["suggest"].format(title=title, fact=each.suggestion)
        yield f"  {words['unread']}  {sanitise(each.heading, 60)}  ?  {said}"
    rest = [sanitise(each.heading, 60) for each in table.unread if each.suggestion is None]
    if rest:
        more = f" … +{len(rest) - _NAMED}" if len(rest) > _NAMED else ""
        yield f"  {words['unread']}  {', '.join(rest[:_NAMED])}{more}"


def _lacking_lines(each: Lacking, width: int, lang: Language) -> Iterator[str]:
    words = _WORDS[lang]
    count = words["rule"] if each.rules == 1 else words["rules"].format(count=each.rules)
    yield f"  {each.fact.ljust(width)}  {each.title[lang]} ({count})"
    indent = " " * (width + 4)
    if each.exports:
        exports = ", ".join(title[lang] for title in each.exports)
        yield indent + words["in"].format(exports=exports)
    if each.found_in:
        yield indent + words["ask"].format(found=each.found_in[lang])


def mapping_lines(tables: Sequence[Examined], dictionary: Dictionary) -> Iterator[str]:
    """Yield the lines of a mapping file for tables no descriptor knows, to be filled in."""
    yield "# What the columns of your own files hold. A file with all of the headings is meant."
    yield "# Name this file with `--mapping`, or with `mapping:` in skulint.yaml."
    yield "mapping:"
    for table in tables:
        yield f"  # {sanitise(table.input.path)}"
        yield f"  - entity: {table.input.entity}"
        yield "    columns:"
        for heading, fact in table.read:
            yield f"      {_quoted(heading)}: {fact}"
        for each in table.unread:
            title = dictionary.facts[each.suggestion].title["en"] if each.suggestion else ""
            said = f"{each.suggestion}  # {title}?" if each.suggestion else "FACT"
            yield f"      # {_quoted(each.heading)}: {said}"


def _quoted(text: str) -> str:
    """Write a heading so that YAML gives it back as it is."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'
