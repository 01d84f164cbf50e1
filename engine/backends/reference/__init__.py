"""The reference evaluator: a slow walk over one subject, and the definition of correct."""

from .evaluate import Judgement, Rates, Subject, judge, judge_clause, value_of

__all__ = ["Judgement", "Rates", "Subject", "judge", "judge_clause", "value_of"]
