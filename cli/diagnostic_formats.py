"""Print diagnostics for programs: as JSON, as annotations of GitHub, as SARIF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TextIO

import skulint
from skulint.engine.reporters.json_writer import Json, Stream, encode
from skulint.engine.text.codes import find_code
from skulint.engine.text.diagnostics import Diagnostic, Level
from skulint.engine.text.safe_text import sanitise

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_json(found: Sequence[Diagnostic], stream: TextIO) -> None:
    """Write a list with a map for each diagnostic."""
    _write(Stream(_document(each) for each in found), stream)


def write_github(found: Sequence[Diagnostic], stream: TextIO) -> None:
    """Write a workflow command for each diagnostic, which GitHub shows beside the line."""
    for each in found:
        place = _place(each)
        properties = {
            "file": place["file"],
            "line": place["line"],
            "endLine": place["end_line"],
            "col": place["column"],
            "endColumn": place["end_column"] if place["line"] == place["end_line"] else None,
            "title": each.code,
        }
        written = ",".join(
            f"{name}={_escaped(str(value), ',:')}"
            for name, value in properties.items()
            if value is not None
        )
        message = sanitise(each.message) + (f" ({sanitise(each.help)})" if each.help else "")
        stream.write(f"::{each.level.value} {written}::{_escaped(message)}\n")


def write_sarif(found: Sequence[Diagnostic], stream: TextIO) -> None:
    """Write one run in SARIF 2.1.0."""
    codes = sorted({each.code for each in found})
    rules: list[Json] = []
    for id in codes:
        code = find_code(id)
        assert code is not None
        rules.append(
            {
                "id": id,
                "shortDescription": {"text": code.title},
                "fullDescription": {"text": code.explanation.replace("\n", " ")},
            }
        )
    driver: dict[str, Json] = {
        "name": "skulint",
        "version": skulint.__version__,
        "rules": tuple(rules),
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": tuple(_result(each, codes.index(each.code)) for each in found),
    }
    _write({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": (run,)}, stream)


def _result(found: Diagnostic, index: int) -> Json:
    place = _place(found)
    text = found.message + (f"; {found.help}" if found.help else "")
    result: dict[str, Json] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": "error" if found.level is Level.ERROR else "warning",
        "message": {"text": text},
    }
    if place["file"] is not None:
        physical: dict[str, Json] = {"artifactLocation": {"uri": place["file"]}}
        if place["line"] is not None:
            physical["region"] = {
                "startLine": place["line"],
                "startColumn": place["column"],
                "endLine": place["end_line"],
                "endColumn": place["end_column"],
            }
        result["locations"] = ({"physicalLocation": physical},)
    return result


def _document(found: Diagnostic) -> Json:
    return {
        "code": found.code,
        "level": found.level.value,
        "message": found.message,
        "help": found.help,
        **_place(found),
    }


def _place(found: Diagnostic) -> Mapping[str, Json]:
    span = found.span
    if span is not None:
        return {
            "file": span.source.name,
            "line": span.line,
            "column": span.column,
            "end_line": span.end_line,
            "end_column": span.end_column,
        }
    file, line, column = found.place, None, None
    # A file that is no text has no spans, but its bytes may still have lines.
    named = re.fullmatch(r"(.+):([0-9]+):([0-9]+)", found.place or "", re.DOTALL)
    if named is not None:
        file, line, column = named[1], int(named[2]), int(named[3])
    return {"file": file, "line": line, "column": column, "end_line": line, "end_column": column}


def _escaped(text: str, more: str = "") -> str:
    """Escape what a workflow command would read as its own."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _write(document: Json | Stream, stream: TextIO) -> None:
    for piece in encode(document):
        stream.write(piece)
    stream.write("\n")


DIAGNOSTIC_FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], TextIO], None]] = MappingProxyType(
    {"json": write_json, "github": write_github, "sarif": write_sarif}
)
