"""Options that several verbs share, and the values options take."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from .pack_sources import PackPath
from .terminal import default_language, print_diagnostics

LANGUAGE: Callable[[Any], Any] = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default=default_language,
    help="The language of the report; the environment's if not given.",
)
RULES: Callable[[Any], Any] = click.option(
    "--rules",
    "packs",
    multiple=True,
    type=PackPath(),
    metavar="PATH",
    help="A folder with rules of your own, or an installed pack, besides those shipped.",
)


def _use_config(ctx: click.Context, _param: click.Parameter, path: Path | None) -> None:
    """Make the values of the configuration the defaults of this command."""
    from skulint.engine.text.diagnostics import Diagnostics

    from .config import find_config, load_config

    found = path
    if found is None and not ctx.params.get("no_config"):
        found = find_config(Path.cwd())
    if found is None:
        return
    diagnostics = Diagnostics()
    values = load_config(found, diagnostics)
    if diagnostics.has_errors:
        print_diagnostics(diagnostics.sorted())
        ctx.exit(2)
    if os.environ.get("SKULINT_LANG"):
        values.pop("lang", None)
    ctx.default_map = values


NO_CONFIG: Callable[[Any], Any] = click.option(
    "--no-config", is_flag=True, is_eager=True, expose_value=True, help="Look for no configuration."
)
CONFIG: Callable[[Any], Any] = click.option(
    "--config",
    is_eager=True,
    expose_value=False,
    callback=_use_config,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Options from this file; by default skulint.yaml or [tool.skulint], here or above.",
)


class EntityFile(click.ParamType[tuple[str, Path]]):
    """`ENTITY=FILE`."""

    name = "ENTITY=FILE"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, Path]:
        """Split at the first `=`."""
        if isinstance(value, tuple):
            return value
        entity, sign, path = str(value).partition("=")
        if not sign or not entity or not path:
            self.fail(
                f"`{value}` is not of the form ENTITY=FILE, such as sku=catalog.csv", param, ctx
            )
        return entity, Path(path)


class MemorySize(click.ParamType[str]):
    """An amount of memory with its unit."""

    name = "SIZE"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Refuse what the engine would misread: it takes `-1` for no limit."""
        size = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(?:[KMGT]i?B)", value, re.IGNORECASE)
        if size is None or not float(size[1]):
            self.fail(f"`{value}` is not a size such as 512MB or 2GB", param, ctx)
        return str(value)


class AsOf(click.ParamType[datetime]):
    """A day, or a moment, in ISO 8601."""

    name = "DATE"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Read a day as its midnight."""
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2026-03-01"):
                day = date.fromisoformat(value)
                return datetime(day.year, day.month, day.day)
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"`{value}` is not a date such as 2026-03-01", param, ctx)
        if found.tzinfo is not None:
            from datetime import UTC

            found = found.astimezone(UTC).replace(tzinfo=None)
        return found


class Snapshot(click.ParamType[tuple[datetime, Path]]):
    """`DATE=FILE`."""

    name = "DATE=FILE"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[datetime, Path]:
        """Split at the first `=`."""
        if isinstance(value, tuple):
            return value
        day, sign, path = str(value).partition("=")
        if not sign or not path:
            self.fail(f"`{value}` is not DATE=FILE, such as 2026-11-01=catalog.csv", param, ctx)
        return AsOf().convert(day, param, ctx), Path(path)


class FormatFile(click.ParamType[tuple[str, Path | None]]):
    """`NAME` or `NAME=FILE`."""

    name = "NAME[=FILE]"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, Path | None]:
        """Look the name up among the reporters."""
        if isinstance(value, tuple):
            return value
        from skulint.engine.reporters import REPORTERS
        from skulint.engine.text.suggest import did_you_mean

        name, sign, path = str(value).partition("=")
        if name not in REPORTERS:
            hint = did_you_mean(name, REPORTERS) or f"use one of {', '.join(REPORTERS)}"
            self.fail(f"there is no format `{name}`; {hint}", param, ctx)
        if sign and not path:
            self.fail(f"`{value}` names no file after `=`", param, ctx)
        return name, Path(path) if sign else None
