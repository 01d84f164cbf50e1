"""Writes forms to fill in: headings in the user's language, and what belongs into each cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from skulint.engine.model.facts import Fact, FactType
from skulint.engine.reporters.csv_findings import cell_text

if TYPE_CHECKING:
    from skulint.engine.checking.template import Asked, AskedRow

Language = Literal["en", "zh"]

#: Writes a form in a language.
Form: TypeAlias = "Callable[[Asked, Language], bytes]"

_ROWS = 1_000
_YES = {"en": ("yes", "no"), "zh": ("是", "否")}
_HINT: Mapping[str, Mapping[FactType, str]] = {
    "en": {
        FactType.BOOLEAN: "yes or no",
        FactType.INTEGER: "a whole number",
        FactType.DECIMAL: "a number",
        FactType.MONEY: "an amount, such as 12.50",
        FactType.PERCENT: "95 for 95%",
        FactType.DATE: "2026-03-01",
        FactType.DATETIME: "2026-03-01 14:30",
        FactType.LIST: "several, parted by ;",
    },
    "zh": {
        FactType.BOOLEAN: "是或否",
        FactType.INTEGER: "整数",
        FactType.DECIMAL: "数字",
        FactType.MONEY: "金额，如 12.50",
        FactType.PERCENT: "95 表示 95%",
        FactType.DATE: "2026-03-01",
        FactType.DATETIME: "2026-03-01 14:30",
        FactType.LIST: "多个用 ; 分隔",
    },
}


def heading_of(fact: Fact, lang: Language) -> str:
    """Give a fact's title with its unit."""
    if fact.type is FactType.PERCENT:
        return f"{fact.title[lang]} (%)"
    # The currency of an amount may have a column of its own.
    if fact.type is FactType.MONEY and fact.currency_in is None and fact.unit is not None:
        return f"{fact.title[lang]} ({fact.unit})"
    return fact.title[lang]


def as_csv(asked: Asked, lang: Language) -> bytes:
    """Write one table; facts of the store stand on each row, or on the first alone."""
    if asked.rows:
        ((entity, wanted),) = asked.tables.items()
        return _filled_csv(wanted, asked.rows[entity], lang)
    facts = {fact.name: fact for facts in asked.tables.values() for fact in facts}
    text = io.StringIO()
    csv.writer(text).writerow([heading_of(fact, lang) for fact in facts.values()])
    # Excel takes a file without the mark for one of another encoding.
    return ("\ufeff" + text.getvalue()).encode()


def _filled_csv(facts: Sequence[Fact], rows: Sequence[AskedRow], lang: Language) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([heading_of(fact, lang) for fact in facts])
    lines.writerows([cell_text(row.key.get(fact.name)) for fact in facts] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def as_yaml(asked: Asked, lang: Language) -> bytes:
    """Write a document with the name of each fact, and what belongs there."""
    return ("\n".join(_yaml_lines(asked, lang)) + "\n").encode()


def _yaml_lines(asked: Asked, lang: Language) -> Iterator[str]:
    yield f"# {', '.join(asked.programs)}"
    for entity, facts in asked.tables.items():
        yield ""
        yield f"{entity}:"
        if asked.rows:
            for row in asked.rows[entity]:
                yield from _yaml_row(facts, row, lang)
            continue
        for position, fact in enumerate(facts):
            yield f"  {'-' if not position else ' '} # {fact.title[lang]}: {_hint(fact, lang)}"
            yield f"    {fact.name}:"


def _yaml_row(facts: Sequence[Fact], row: AskedRow, lang: Language) -> Iterator[str]:
    """Yield a record: what is known of its key, and a blank for each fact it lacks."""
    asked = [fact for fact in facts if fact.name in row.key or fact.name in row.lacks]
    for position, fact in enumerate(asked):
        mark = "-" if not position else " "
        if fact.name in row.key:
            # JSON text is YAML text: an id stays one, whatever it looks like.
            yield f"  {mark} {fact.name}: {json.dumps(row.key[fact.name], ensure_ascii=False)}"
        else:
            yield f"  {mark} {fact.name}:  # {fact.title[lang]}: {_hint(fact, lang)}"


def _hint(fact: Fact, lang: Language) -> str:
    if fact.values:
        return " | ".join(fact.values)
    hint = _HINT[lang].get(fact.type)
    return " ".join(each for each in (hint, fact.unit) if each) or fact.type.value


def as_xlsx(asked: Asked, lang: Language) -> bytes:
    """Write a workbook with a sheet for each kind of record; cells take only what fits."""
    import openpyxl  # slow to import, and nothing else writes workbooks
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for entity, facts in asked.tables.items():
        sheet = workbook.create_sheet(asked.dictionary.entities[entity].title[lang])
        sheet.freeze_panes = "B2"
        for column, fact in enumerate(facts, 1):
            letter = get_column_letter(column)
            cell = sheet.cell(1, column, heading_of(fact, lang))
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", start_color="DDEBF7")
            parts = (fact.meaning.get(lang), fact.found_in.get(lang), _hint(fact, lang))
            cell.comment = Comment("\n".join(each for each in parts if each), "skulint")
            sheet.column_dimensions[letter].width = max(14, min(40, 2 * len(fact.title[lang])))
            rule = _validation(fact, lang)
            if rule is not None:
                sheet.add_data_validation(rule)
                rule.add(f"{letter}2:{letter}{max(_ROWS, len(asked.rows.get(entity, ())) + 1)}")
            if fact.type is FactType.TEXT:
                # An id that Excel takes for a number loses its zeros.
                for row in range(2, max(202, len(asked.rows.get(entity, ())) + 2)):
                    sheet.cell(row, column).number_format = "@"
        for line, record in enumerate(asked.rows.get(entity, ()), 2):
            for column, fact in enumerate(facts, 1):
                cell = sheet.cell(line, column)
                if fact.name in record.key:
                    cell.value, cell.data_type = record.key[fact.name], "s"
                elif fact.name in record.lacks:
                    cell.fill = PatternFill("solid", start_color="FFF2CC")
                else:
                    cell.fill = PatternFill("solid", start_color="D9D9D9")
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _validation(fact: Fact, lang: Language) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = _YES[lang] if fact.type is FactType.BOOLEAN else fact.values
    if words and fact.type is not FactType.LIST:
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    elif fact.type in (FactType.DECIMAL, FactType.MONEY, FactType.PERCENT):
        rule = DataValidation(type="decimal", operator="greaterThan", formula1="-1000000000")
    elif fact.type is FactType.INTEGER:
        rule = DataValidation(type="whole", operator="greaterThan", formula1="-1000000000")
    elif fact.type is FactType.DATE:
        rule = DataValidation(type="date", operator="greaterThan", formula1="36526")
    else:
        return None
    rule.allow_blank = True
    rule.error = _hint(fact, lang)
    rule.errorTitle = fact.title[lang][:30]
    return rule


FORMS: Mapping[str, Form] = MappingProxyType({"xlsx": as_xlsx, "csv": as_csv, "yaml": as_yaml})
