"""Conclusions in the JSON report: exact counts, and chains down to the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.chain import LinkKind
from .json_values import amount_json, subject_json, unit_json, words_json, words_or_null_json
from .json_writer import Json

if TYPE_CHECKING:
    from ..model.chain import Chain, Concluded, Link


def concluded_json(item: Concluded) -> Json:
    """Return one conclusion over all its records."""
    return {
        "id": item.id,
        "program": item.program,
        "title": words_json(item.title),
        "entity": item.entity,
        "holds": item.holds,
        "blocked": item.blocked,
        "undecided": item.undecided,
        "follows_from": list(item.follows_from),
        "chains": [_chain(each) for each in item.chains],
        "next": {state.value: words_json(text) for state, text in item.next_step.items()},
        "irreversible": words_or_null_json(item.irreversible),
    }


def _chain(chain: Chain) -> Json:
    return {
        "state": chain.state.value,
        "count": chain.count,
        "subject": subject_json(chain.subject),
        "text": words_json(chain.link.text),
        "because": [_link(each) for each in chain.link.because],
    }


def _link(link: Link) -> Json:
    return {
        "kind": link.kind.value,
        "id": None if link.kind is LinkKind.FACTS else link.id,
        "state": link.state.value,
        "opposite": link.opposite,
        "text": words_json(link.text),
        "fact": words_or_null_json(link.fact),
        "actual": amount_json(link.actual),
        "limit": amount_json(link.limit),
        "unit": unit_json(link.actual, link.limit),
        "missing": [each.fact for each in link.missing],
        "subject": None if link.subject is None else subject_json(link.subject),
        "because": [_link(each) for each in link.because],
    }
