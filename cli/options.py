"""Options that several verbs share, and the values options take."""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from .terminal import default_language, print_diagnostics


class PackPath(click.ParamType[Path]):
    """A folder of rules, or the name of an installed pack."""

    name = "PATH"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """Look a name up among the installed packs where no folder has it."""
        path = Path(value)
        if path.exists() or path.name != str(value):
            return path
        # Imported here, since looking through what is installed takes its time.
        from skulint.engine.loading.installed_packs import installed_pack

        found = installed_pack(str(value))
        return path if found is None else found.folder


#: Where the context of a command keeps what is wrong with its configuration.
_CONFIG_PROBLEMS = "skulint.config.problems"


def _stop_on_config_problems(ctx: click.Context, _option: click.Parameter, lang: str) -> str:
    """Say what is wrong with the configuration, now that the language to say it in is known."""
    problems = ctx.meta.get(_CONFIG_PROBLEMS)
    if problems is not None:
        print_diagnostics(problems, lang)
        ctx.exit(2)
    return lang


LANGUAGE: Callable[[Any], Any] = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default=default_language,
    callback=_stop_on_config_problems,
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


def _without_cache(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.call_on_close(lambda: os.environ.pop("SKULINT_NO_CACHE", None))
        # The name stands in engine/loading/kept.py, which is not worth importing for it.
        os.environ["SKULINT_NO_CACHE"] = "1"


NO_CACHE: Callable[[Any], Any] = click.option(
    "--no-cache",
    is_flag=True,
    expose_value=False,
    callback=_without_cache,
    help="Read the rules anew, and keep nothing of them for the next run.",
)


MAPPING: Callable[[Any], Any] = click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What the columns of your own files hold; `skulint facts doctor --write` proposes one.",
)


#: Where the context of a command keeps the path of its configuration.
CONFIG_FILE = "skulint.config"


def _use_config(ctx: click.Context, _param: click.Parameter, path: Path | None) -> None:
    """Make the values of the configuration the defaults of this command, which has LANGUAGE."""
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
        # Options named before the language come first, and their mistakes may be told instead.
        ctx.meta[_CONFIG_PROBLEMS] = diagnostics.sorted()
        return
    if os.environ.get("SKULINT_LANG"):
        values.pop("lang", None)
    ctx.default_map = values
    ctx.meta[CONFIG_FILE] = found


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


class EntityFile(click.ParamType[tuple[str, str]]):
    """`ENTITY=FILE`."""

    name = "ENTITY=FILE"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        """Split at the first `=`."""
        if isinstance(value, tuple):
            return value
        entity, sign, path = str(value).partition("=")
        if not sign or not entity or not path:
            self.fail(
                f"`{value}` is not of the form ENTITY=FILE, such as sku=catalog.csv", param, ctx
            )
        return entity, path


class MemorySize(click.ParamType[str]):
    """An amount of memory with its unit."""

    name = "SIZE"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Refuse what the engine would misread: it takes `-1` for no limit."""
        size = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(?:[KMGT]i?B)", value, re.IGNORECASE)
        if size is None or not float(size[1]):
            self.fail(f"`{value}` is not a size such as 512MB or 2GB", param, ctx)
        return str(value)


class TextEncoding(click.ParamType[str]):
    """The name of a text encoding, as Python knows it."""

    name = "NAME"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Refuse names nobody knows, and codecs that make no text."""
        try:
            " ".encode(str(value)).decode(str(value))
            return codecs.lookup(str(value)).name
        except (LookupError, UnicodeError, ValueError):
            self.fail(f"`{value}` is no encoding; use utf-8, gb18030, cp932, cp1252 or the like")


class ExpectedRows(click.ParamType["int | dict[str, int]"]):
    """A number of rows, or an earlier report in JSON that has them by file."""

    name = "N|REPORT"

    def convert(self, value: Any, param: Any, ctx: Any) -> int | dict[str, int]:
        """Read the counts out of the report."""
        if isinstance(value, int | dict):
            return value
        if re.fullmatch("[0-9]+", str(value)):
            return int(value)
        try:
            report = json.loads(Path(value).read_text(encoding="utf-8"))
            rows: dict[str, int] = {}
            for each in report["inputs"]:
                rows[each["path"]] = rows.get(each["path"], 0) + int(each["rows"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            self.fail(f"`{value}` is neither a number nor a report made with `--format json`")
        return rows


class CurrencyCode(click.ParamType[str]):
    """The three-letter code of a currency."""

    name = "CODE"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Refuse what is no currency."""
        from babel.numbers import list_currencies

        code = str(value).upper()
        if code not in list_currencies():
            self.fail(f"`{value}` is not the code of a currency such as EUR", param, ctx)
        return code


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


PARAMS: Callable[[Any], Any] = click.option(
    "--params",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own values of parameters.",
)
MEMORY_LIMIT: Callable[[Any], Any] = click.option(
    "--memory-limit",
    type=MemorySize(),
    metavar="SIZE",
    help="Memory the engine may use, such as 2GB; beyond it, it spills to disk.",
)
NAMED: Callable[[Any], Any] = click.option(
    "--facts",
    "named",
    multiple=True,
    type=EntityFile(),
    metavar="ENTITY=FILE",
    help="A file and what its records are, where its name or headings do not tell.",
)
