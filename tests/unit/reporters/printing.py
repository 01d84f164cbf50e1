"""Prints a report to a string."""

import io

from skulint.engine.model.report import Report
from skulint.engine.reporters import REPORTERS, Options


def printed(report: Report, reporter: str = "text", **options: object) -> str:
    stream = io.StringIO()
    REPORTERS[reporter].write(report, stream, Options(**options))  # type: ignore[arg-type]
    return stream.getvalue()
