"""Makes what a check is asked out of the options of whichever command asks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from .clock import today

if TYPE_CHECKING:
    from skulint.engine.checking.options import CheckOptions

#: Parameters of commands that are fields of the options, by the field's name where it differs.
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "programs": "programs",
        "only": "programs",
        "rules": "rules",
        "packs": "packs",
        "params": "parameters",
        "engine": "engine",
        "allow_unknown": "allow_unknown",
        "exit_zero": "exit_zero",
        "all_outcomes": "all_outcomes",
        "show_facts": "show_facts",
        "max_findings": "keep",
        "subject": "subject",
        "memory_limit": "memory_limit",
        "mapping": "mapping",
        "encoding": "encoding",
        "expected_rows": "expected_rows",
        "currency": "currency",
        "waivers": "waivers",
        "baseline": "baseline",
        "snapshots": "snapshots",
    }
)


def asked_of(ctx: click.Context) -> CheckOptions:
    """Return the options of a check as a command was given them; it lacks some, others default."""
    from skulint.engine.checking.options import CheckOptions, FailOn

    given = ctx.params
    return CheckOptions(
        files=given["files"],
        as_of=given["as_of"] or today(),
        entity_of={path: entity for entity, path in given["named"]},
        fail_on=FailOn(given.get("fail_on", FailOn.ERROR)),
        gather=given.get("write_baseline") is not None,
        git_history=given.get("history") == "git",
        **{field: given[name] for name, field in _FIELDS.items() if name in given},
    )


def need_files(ctx: click.Context) -> None:
    """Stop a command that was given nothing to look at."""
    if not ctx.params["files"] and not ctx.params["named"]:
        raise click.UsageError("name at least one file with facts")
