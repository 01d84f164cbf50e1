"""Write maps and lists as YAML in one line."""

from __future__ import annotations

import json


class Raw(str):
    """Text that stands in the YAML as it is, without quotes."""

    __slots__ = ()


def flow(value: object) -> str:
    """Write a value in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    if isinstance(value, Raw):
        return str(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
