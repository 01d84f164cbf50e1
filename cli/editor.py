"""What an editor needs beside rule files: a schema with the names that may stand in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from .output import write_whole

#: The name of the schema, beside the rule files.
SCHEMA = "rules.schema.json"

#: The first line of a rule file, by which an editor finds it.
MODELINE = f"# yaml-language-server: $schema={SCHEMA}"


def schema_text(schema: Mapping[str, object]) -> str:
    """Write a schema as a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schema(folder: Path, schema: Mapping[str, object]) -> Path:
    """Write the schema beside the rule files of a folder; it is made anew whenever facts change."""
    path = folder / SCHEMA
    write_whole(path, schema_text(schema).encode())
    return path
