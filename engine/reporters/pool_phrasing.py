"""What goes in together, in sentences: the same for every format that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..model.conclusion import State
from ..text.safe_text import sanitise
from ..wording.nouns import record, records
from ..wording.values import quantity, translated

if TYPE_CHECKING:
    from ..model.pooled import Dropped, PoolDemand, Pooled
    from .page import Page

#: So many members that stay out are named.
NAMED = 10
_KEY_LIMIT = 200
_VERDICTS = {
    State.HOLDS: "pool.holds",
    State.BLOCKED: "pool.blocked",
    State.UNDECIDED: "pool.undecided",
}


def pool_head(item: Pooled, page: Page) -> str:
    """Return what the pool is, and whether all of it may go in."""
    about = page.say(
        "subject",
        entity=record(item.subject.entity, page.lang, page.entities),
        key=sanitise(item.subject.key, _KEY_LIMIT),
    )
    total = records(item.of, item.total, page.lang, page.entities)
    verdict = page.say(_VERDICTS[item.state], total=total)
    title = translated(item.title, page.lang) or sanitise(item.id)
    return page.say("pool", title=title, record=about, verdict=verdict)


def pool_notes(item: Pooled, page: Page) -> Iterator[str]:
    """Yield what the set comes to, how many of it may stay, and who has to stay out."""
    for demand in item.demands:
        if demand.state is not State.HOLDS or item.keep is None or page.verbose:
            yield _demand_text(item, demand, page)
    if item.state is not State.HOLDS:
        yield _keep_text(item, page)
        yield from _left_out(item, page)
    if item.own:
        yield page.say(
            "pool.own",
            rules=page.say("list_comma").join(
                page.say("pool.named", rule=rule.id, title=translated(rule.title, page.lang))
                for rule, _ in item.own
            ),
        )


def _demand_text(item: Pooled, demand: PoolDemand, page: Page) -> str:
    title = translated(demand.title, page.lang)
    if demand.rule is not None:
        title = page.say("pool.named", rule=title, title=demand.rule)
    value = page.say("pool.not_known")
    if demand.low is not None and demand.high is not None:
        low, high = quantity(demand.low, page.lang), quantity(demand.high, page.lang)
        value = low if low == high else page.say("pool.range", low=low, high=high)
    least, most = (
        None if each is None else quantity(each, page.lang)
        for each in (demand.at_least, demand.at_most)
    )
    if least is not None and most is not None:
        text = page.say("pool.between", title=title, value=value, least=least, most=most)
    else:
        key = "pool.at_most" if least is None else "pool.at_least"
        text = page.say(key, title=title, value=value, bound=least or most or "")
    if item.keep is None and demand.kept is not None:
        kept = quantity(demand.kept, page.lang)
        if kept != value:
            text = page.say("pool.left", text=text, kept=kept)
    return text


def _keep_text(item: Pooled, page: Page) -> str:
    if item.keep is None:
        return page.say("pool.none" if item.proven else "pool.none_found")
    if not item.proven:
        return page.say("pool.bound", keep=item.keep, bound=item.bound)
    total = records(item.of, item.total, page.lang, page.entities)
    return page.say("pool.keep", keep=item.keep, total=total)


def _left_out(item: Pooled, page: Page) -> Iterator[str]:
    if item.keep is not None and item.drop:
        items = records(item.of, item.drop, page.lang, page.entities)
        yield page.say("pool.drop", items=items)
    for key, count, members in (
        ("pool.failing", item.counts[State.BLOCKED], item.failing),
        ("pool.unknown", item.counts[State.UNDECIDED], item.undecided),
        ("pool.surplus", item.surplus, item.left_over),
    ):
        if count:
            yield page.say(key, n=count, items=_names(members, count, page))


def _names(members: Sequence[Dropped], count: int, page: Page) -> str:
    shown = members[: page.limit(NAMED)]
    names = page.say("list_comma").join(_name(each, page) for each in shown)
    hidden = count - len(shown)
    return page.say("items_more", items=names, n=hidden) if hidden else names


def _name(member: Dropped, page: Page) -> str:
    key = sanitise(member.subject.key, _KEY_LIMIT)
    # A condition on facts has no name that would say anything.
    rules = [rule for rule in member.rules if ":" not in rule]
    if not rules:
        return key
    return page.say("pool.named", rule=key, title=page.say("list_comma").join(rules))
