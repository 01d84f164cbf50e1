"""Options from a file: `skulint.yaml` or `[tool.skulint]`, found in this folder or above it.

What is written on the command line wins over the file, and the file over the defaults; for the
language, `SKULINT_LANG` stands between the two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import Entry, Node, Scalar, Sequence, to_plain
from skulint.engine.text.nodes import Mapping as MappingNode
from skulint.engine.text.read import read_source
from skulint.engine.text.source import Source, Span

from .local_files import is_elsewhere

NAME = "skulint.yaml"
_PROJECT = "pyproject.toml"
_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*skulint\b.*$", re.MULTILINE)

#: Options whose names differ from those of the command's parameters.
_PARAMETERS = {
    "facts": "named",
    "program": "programs",
    "rule": "rules",
    "rules": "packs",
    "format": "formats",
    "sku": "subject",
    "snapshot": "snapshots",
    "expect-rows": "expected_rows",
}
_PATHS = frozenset(
    {"params", "waivers", "baseline", "write-baseline", "evidence", "mapping", "annotate"}
)


def find_config(folder: Path) -> Path | None:
    """Return the file that applies in a folder: the nearest, not beyond the repository."""
    for each in (folder, *folder.parents):
        if (each / NAME).is_file():
            return each / NAME
        project = each / _PROJECT
        if project.is_file() and _has_section(project):
            return project
        if (each / ".git").exists():
            return None
    return None


def _has_section(project: Path) -> bool:
    try:
        return _HEADER.search(project.read_text(encoding="utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False


def load_config(path: Path, diagnostics: Diagnostics, folder: Path | None = None) -> dict[str, Any]:
    """Return the values of a file by the command's parameters; its paths become ours.

    They start at the file, or at `folder` for a copy that lies elsewhere.
    """
    # Imported here, since most folders have no configuration.
    from skulint.engine.loading.shape import check_shape
    from skulint.engine.text.yaml_text import load_yaml

    source = read_source(path, diagnostics)
    if source is None:
        return {}
    root = _toml(source, diagnostics) if path.suffix == ".toml" else load_yaml(source, diagnostics)
    if root is None:
        return {}
    before = len(diagnostics)
    check_shape(root, "configFile", diagnostics, schema="config")
    plain = to_plain(root)
    if len(diagnostics) > before or not isinstance(plain, dict):
        return {}
    found: dict[str, Any] = {}
    for key, value in plain.items():
        name = _PARAMETERS.get(key, key.replace("-", "_"))
        found[name] = _from_here(key, value, folder or path.parent)
    return found


def _from_here(key: str, value: Any, folder: Path) -> Any:
    """Return a value with its paths, which are relative to the file, as seen from here."""
    if key in _PATHS:
        return _path(value, folder)
    if key == "expect-rows" and isinstance(value, str):
        return _path(value, folder)
    if key == "rules":
        # What is no folder is the name of an installed pack.
        return [_path(each, folder) if (folder / each).exists() else each for each in value]
    if key == "files":
        return [_input(each, folder) for each in value]
    if key == "facts":
        return [f"{entity}={_input(file, folder)}" for entity, file in value.items()]
    if key == "snapshot":
        copies = [each.partition("=") for each in value]
        return [f"{day}{sign}{_path(file, folder)}" for day, sign, file in copies]
    if key == "format":
        parts = [each.partition("=") for each in value]
        return [name + sign + (_path(file, folder) if file else "") for name, sign, file in parts]
    return value


def _input(name: str, folder: Path) -> str:
    """Return a file, folder or pattern as seen from here; all others are the same everywhere."""
    return name if is_elsewhere(name) else _path(name, folder)


def _path(file: str, folder: Path) -> str:
    return os.path.relpath(folder / file)


def _toml(source: Source, diagnostics: Diagnostics) -> MappingNode | None:
    """Return the section of pyproject.toml; its places are those of the keys."""
    import tomllib

    try:
        values = tomllib.loads(source.text)["tool"]["skulint"]
    except tomllib.TOMLDecodeError as error:
        diagnostics.error("SKU-C006", f"this is not TOML: {error}", place=source.name)
        return None
    header = _HEADER.search(source.text)
    start, end = header.span() if header else (0, 0)
    span = source.span(start, end)
    if not isinstance(values, Mapping):
        return None
    return _node(values, source, span, end)


def _node(values: Mapping[str, Any], source: Source, span: Span, start: int) -> MappingNode:
    entries = []
    for key, value in values.items():
        found = re.compile(rf"^[ \t]*[\"']?({re.escape(key)})[\"']?[ \t]*=", re.MULTILINE).search(
            source.text, start
        )
        place = source.span(*found.span(1)) if found else span
        entries.append(Entry(key, place, _value(value, source, place, start)))
    return MappingNode(tuple(entries), span)


def _value(value: Any, source: Source, span: Span, start: int) -> Node:
    if isinstance(value, Mapping):
        return _node(value, source, span, start)
    if isinstance(value, list):
        return Sequence(tuple(_value(each, source, span, start) for each in value), span)
    if isinstance(value, bool):
        return Scalar(value, span, str(value).lower(), True)
    if isinstance(value, int | float):
        return Scalar(Decimal(str(value)), span, str(value), True)
    return Scalar(str(value), span, str(value), False)
