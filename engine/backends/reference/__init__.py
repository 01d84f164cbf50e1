"""The reference evaluator: a slow walk over one subject, and the definition of correct."""

from .aggregates import Seen, SeenRow, stretch_of
from .evaluate import (
    Judgement,
    Rates,
    Subject,
    currency_of,
    judge,
    judge_clause,
    rows_seen,
    term_value,
    value_of,
)
from .run import all_outcomes, judged_subject, run
from .terms import bounds_of

__all__ = [
    "Judgement",
    "Rates",
    "Seen",
    "SeenRow",
    "Subject",
    "all_outcomes",
    "bounds_of",
    "currency_of",
    "judge",
    "judge_clause",
    "judged_subject",
    "rows_seen",
    "run",
    "stretch_of",
    "term_value",
    "value_of",
]
