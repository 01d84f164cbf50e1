"""A rule in plain words, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.phrases import fill
from skulint.engine.wording.values import quantity, translated

if TYPE_CHECKING:
    from skulint.engine.checking.rule_card import Example, ReadFact, RuleCard

_EN = {
    "asks": "asks of each {entity}:",
    "when": "only where {when}",
    "every": "of every {entity}, without exception",
    "since": "in force from {since}",
    "until": "in force until {until}",
    "span": "in force from {since} to {until}",
    "disabled": "runs only when asked for: --rule {id}",
    "weight": "a failure is: {severity} ({kind})",
    "program": "program: {title} ({id})",
    "source": "source: {document}, {section}, last looked at on {checked}",
    "passes": "passes, for example, with:",
    "fails": "fails, for example, with:",
    "then": "then it says: {text}",
    "reads": "needs:",
    "fact": "{title} ({name})",
    "found": "{title} ({name}): {where}",
    "derived": "{title} ({name}), worked out as {how}",
    "given": "{title}: {value}",
    "defined": "defined in {place}",
}
_ZH = {
    "asks": "对每个{entity}的要求：",
    "when": "仅适用于：{when}",
    "every": "适用于每个{entity}，没有例外",
    "since": "自 {since} 起生效",
    "until": "有效期至 {until}",
    "span": "有效期 {since} 至 {until}",
    "disabled": "仅在指定时运行：--rule {id}",
    "weight": "不通过时属于：{severity}（{kind}）",
    "program": "活动：{title}（{id}）",
    "source": "来源：{document}，{section}，{checked} 核对",
    "passes": "例如，以下情况通过：",
    "fails": "例如，以下情况不通过：",
    "then": "此时提示：{text}",
    "reads": "所需数据：",
    "fact": "{title}（{name}）",
    "found": "{title}（{name}）：{where}",
    "derived": "{title}（{name}），由此推出：{how}",
    "given": "{title}：{value}",
    "defined": "定义于 {place}",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "zh": _ZH}


def card_lines(card: RuleCard, entity: str, lang: str) -> Iterator[str]:
    """Yield what `skulint explain RULE` prints."""
    words, rule = _WORDS[lang], card.rule
    yield f"{rule.id}  {translated(rule.title, lang)}"
    if card.program is not None:
        title = translated(card.program.title, lang)
        yield "  " + fill(words["program"], {"title": title, "id": card.program.id})
    yield ""
    yield "  " + fill(words["asks"], {"entity": entity})
    yield from (f"    - {translated(each, lang)}" for each in card.asks)
    if card.when is None:
        yield "  " + fill(words["every"], {"entity": entity})
    else:
        yield "  " + fill(words["when"], {"when": translated(card.when, lang)})
    yield from _terms(card, words)
    yield ""
    for key, example in (("passes", card.passing), ("fails", card.failing)):
        if example is not None:
            yield "  " + words[key]
            yield from (f"    {line}" for line in _example(example, words, lang))
    yield ""
    yield "  " + words["reads"]
    yield from (f"    - {_fact(each, words, lang)}" for each in card.reads)
    yield "  " + fill(words["defined"], {"place": sanitise(str(rule.span))})


def _terms(card: RuleCard, words: Mapping[str, str]) -> Iterator[str]:
    rule = card.rule
    since, until = str(rule.since), str(rule.until)
    if rule.since is not None and rule.until is not None:
        yield "  " + fill(words["span"], {"since": since, "until": until})
    elif rule.since is not None:
        yield "  " + fill(words["since"], {"since": since})
    elif rule.until is not None:
        yield "  " + fill(words["until"], {"until": until})
    if not rule.enabled:
        yield "  " + fill(words["disabled"], {"id": rule.id})
    weight = {"severity": rule.severity.value, "kind": rule.kind.value}
    yield "  " + fill(words["weight"], weight)
    source = rule.source
    yield "  " + fill(
        words["source"],
        {
            "document": sanitise(source.document),
            "section": sanitise(source.section),
            "checked": str(source.checked),
        },
    )


def _example(example: Example, words: Mapping[str, str], lang: str) -> Iterator[str]:
    for fact, value in example.given:
        shown = {"title": translated(fact.title, lang), "value": quantity(value, lang)}
        yield fill(words["given"], shown)
    for text in example.says:
        yield fill(words["then"], {"text": translated(text, lang)})


def _fact(read: ReadFact, words: Mapping[str, str], lang: str) -> str:
    fact = read.fact
    values = {"title": translated(fact.title, lang), "name": fact.name}
    if read.derivation is not None:
        return fill(words["derived"], {**values, "how": translated(read.derivation, lang)})
    if fact.found_in:
        return fill(words["found"], {**values, "where": translated(fact.found_in, lang)})
    return fill(words["fact"], values)
