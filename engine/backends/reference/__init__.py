"""The reference evaluator: a slow walk over one subject, and the definition of correct."""

from .evaluate import (
    Judgement,
    Rates,
    Subject,
    currency_of,
    judge,
    judge_clause,
    term_value,
    value_of,
)
from .run import all_outcomes, judged_subject, run

__all__ = [
    "Judgement",
    "Rates",
    "Subject",
    "all_outcomes",
    "currency_of",
    "judge",
    "judge_clause",
    "judged_subject",
    "run",
    "term_value",
    "value_of",
]
