"""Assertions about catalogues, for the tests of whoever keeps them in a repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from skulint.engine.api import CheckError, check
from skulint.engine.text.render import render_all

if TYPE_CHECKING:
    from skulint.engine.api import Checked, Source

__all__ = ["assert_ready"]


def assert_ready(*data: Source | Mapping[str, Source], **options: Any) -> Checked:
    """Assert that nothing keeps the records out of a program; gives the report.

    Takes what `skulint.check` takes. The message of a failure is the report for people.

    Raises:
        AssertionError: A rule failed or could not be decided, or the check could not run.
    """
    __tracebackhide__ = True
    try:
        found = check(*data, **options)
    except CheckError as error:
        raise AssertionError(render_all(error.diagnostics)) from None
    if not found.ok:
        raise AssertionError("\n" + found.render("text"))
    return found
