"""The clock, which nothing but the commands reads: rules know the day only from `--as-of`."""

from __future__ import annotations

from datetime import datetime


def today() -> datetime:
    """Give the midnight with which the day began here."""
    now = datetime.now()
    return datetime(now.year, now.month, now.day)
