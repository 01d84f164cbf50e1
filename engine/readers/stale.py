"""Warns of exports that are too old for what they are used for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reading import Request
    from .recognised import Recognised


def warn_if_stale(request: Request, found: Recognised, record: Sequence[str]) -> None:
    """Compare the day an export says it is of, in its first record, with the day of the check."""
    export, as_of = found.export, request.settings.as_of
    if export is None or export.dated_by is None or as_of is None:
        return
    if export.dated_by not in found.canonical:
        return
    index = found.canonical.index(export.dated_by)
    cell = record[index].strip() if index < len(record) else ""
    try:
        day = datetime.fromisoformat(cell.replace("/", "-")[:10])
    except ValueError:
        return
    age = (as_of - day).days
    if age > export.good_for:
        request.recogniser.diagnostics.warning(
            "SKU-F037",
            f"the file is of {day.date().isoformat()}, {age:,} days before the check",
            place=request.name,
            help=f"export it again; stock and sales change, so it is good for"
            f" {export.good_for:,} days",
        )
    elif age < 0:
        request.recogniser.diagnostics.warning(
            "SKU-F037",
            f"the file is of {day.date().isoformat()}, which is after the day of the check",
            place=request.name,
            help="check for a later day with `--as-of`, or name an older file",
        )
