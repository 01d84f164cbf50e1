"""Write proposed cases into rule files, and leave everything else there as it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ..model.rule import RuleBook
from ..model.values import Exact
from ..text.diagnostics import Diagnostics
from ..text.nodes import Entry, Node
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Sequence as SequenceNode
from ..text.source import Source
from ..text.yaml_text import load_yaml
from .proposals import Proposal

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_SPECIAL = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def case_text(proposal: Proposal) -> str:
    """Write a proposed case as it stands in a rule file."""
    given = ", ".join(
        f"{name}: {_value(value.value)}"
        for name, value in proposal.given.items()
        if isinstance(value, Exact)
    )
    return f"{{given: {{{given}}}, expect: {_value(proposal.expect)}}}"


def write_cases(book: RuleBook, proposals: Iterable[Proposal]) -> tuple[tuple[Path, int], ...]:
    """Add cases below those of their rules and derived facts; give each file with how many."""
    by_file: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for proposal in proposals:
        name = proposal.subject
        thing = book.rules.get(name) or book.dictionary.facts[name]
        texts = by_file[thing.span.source.name][name]
        text = case_text(proposal)
        if text not in texts:
            texts.append(text)
    written = []
    for name, cases in by_file.items():
        path = Path(name)
        before = path.read_bytes().decode("utf-8")
        after = with_cases(Source(name, before), cases)
        path.write_bytes(after.encode("utf-8"))
        written.append((path, sum(map(len, cases.values()))))
    return tuple(written)


def with_cases(source: Source, cases: Mapping[str, Sequence[str]]) -> str:
    """Give the text of a rule file with cases added, by the rule or derived fact they test."""
    root = load_yaml(source, Diagnostics())
    assert isinstance(root, MappingNode)
    end = "\r\n" if "\r\n" in source.text else "\n"
    inserts: list[tuple[int, str]] = []
    for name, texts in cases.items():
        owner = _owner(root, name)
        if owner is not None:
            inserts.append(_insert(source, owner, texts, end))
    text = source.text
    for offset, piece in sorted(inserts, reverse=True):
        text = text[:offset] + piece + text[offset:]
    return text


def _owner(root: MappingNode, name: str) -> MappingNode | None:
    """Find the map of a rule by its id, or of a derived fact by its name."""
    rules = root.get("rules")
    if isinstance(rules, SequenceNode):
        for item in rules.items:
            if isinstance(item, MappingNode):
                id = item.get("id")
                if id is not None and id.span.text.strip("'\"") == name:
                    return item
    facts = root.get("facts")
    found = facts.get(name) if isinstance(facts, MappingNode) else None
    return found if isinstance(found, MappingNode) else None


def _insert(source: Source, owner: MappingNode, texts: Sequence[str], end: str) -> tuple[int, str]:
    entry = owner.entry("cases")
    if entry is not None and isinstance(entry.value, SequenceNode) and entry.value.items:
        last = entry.value.items[-1]
        first = entry.value.items[0]
        if source.text[source.offset(entry.value.span.line, entry.value.span.column)] == "[":
            return _after(source, last), "".join(f", {text}" for text in texts)
        indent = _dash_column(source, first)
        return _new_lines(source, last, [f"{' ' * indent}- {text}" for text in texts], end)
    first_entry = owner.entries[0]
    if source.text[source.offset(owner.span.line, owner.span.column)] == "{":
        whole = f", cases: [{', '.join(texts)}]"
        return _after(source, owner.entries[-1].value), whole
    column = first_entry.key_span.column - 1
    lines = [f"{' ' * column}cases:", *(f"{' ' * (column + 2)}- {text}" for text in texts)]
    return _new_lines(source, _lowest(owner.entries).value, lines, end)


def _dash_column(source: Source, item: Node) -> int:
    line = source.line(item.span.line)[: item.span.column - 1]
    return line.rindex("-")


def _lowest(entries: Sequence[Entry]) -> Entry:
    return max(entries, key=lambda each: (each.value.span.end_line, each.value.span.end_column))


def _after(source: Source, node: Node) -> int:
    return source.offset(node.span.end_line, node.span.end_column)


def _new_lines(source: Source, after: Node, lines: Sequence[str], end: str) -> tuple[int, str]:
    """Put lines below the last line of a node, comments at its end left where they are."""
    line = after.span.end_line
    # A block ends at the start of the line that follows it.
    if after.span.end_column == 1 and line > after.span.line:
        line -= 1
    while line > 1 and not source.line(line).strip():
        line -= 1
    _, stop = source.line_bounds(line)
    return stop, "".join(f"{end}{each}" for each in lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name}: {_value(each)}" for name, each in value.items())
        return f"{{{inner}}}"
    if value is None:
        return "null"
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
