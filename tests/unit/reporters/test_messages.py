import re
from pathlib import Path
from string import Formatter

import pytest

from skulint.engine import reporters, wording
from skulint.engine.reporters.messages import MESSAGES, say
from skulint.engine.wording.nouns import _RECORDS, _UNITS

EN, ZH = MESSAGES["en"], MESSAGES["zh"]


def placeholders(text: str) -> set[tuple[str, str]]:
    """Return names with types; the choice of a plural is a matter of each language."""
    found = set()
    for _, name, kind, _ in Formatter().parse(text):
        if name is not None and not (kind or "").startswith("plural:"):
            found.add((name, kind or ""))
    return found


def test_languages_have_the_same_messages() -> None:
    assert set(EN) == set(ZH)


@pytest.mark.parametrize("key", EN)
def test_languages_have_the_same_placeholders(key: str) -> None:
    assert placeholders(EN[key]) == placeholders(ZH[key])


@pytest.mark.parametrize("key", EN)
def test_placeholders_are_typed(key: str) -> None:
    for text in (EN[key], ZH[key]):
        for _, name, kind, _ in Formatter().parse(text):
            assert name is None or re.fullmatch(r"count|text|plural:[^|]+\|[^|]+", kind or "")


@pytest.mark.parametrize("key", EN)
def test_messages_are_in_their_language(key: str) -> None:
    assert EN[key].isascii()
    bare = re.sub(r"\{[^}]*\}|`[^`]*`", "", ZH[key])
    assert not re.search(r"[A-Za-z]{2,}", bare)


def test_every_message_is_used() -> None:
    folders = [Path(each.__file__ or "").parent for each in (reporters, wording)]
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in (*folder.glob("*.py"), *folder.glob("html_page/*.html"))
        if path.name not in ("messages.py", "html_messages.py", "phrases.py")
    )
    computed = {key for key in EN if key.startswith("count.")} | {"info", "not_applicable"}
    # Severities and outcomes are looked up by their own names.
    computed |= {"error", "warning", "pass"}
    computed |= {key for key in EN if key.startswith("state.")}
    unused = {key for key in EN if not re.search(f"""["']{key}["']""", code)} - computed
    assert unused == set()


@pytest.mark.parametrize("table", [_RECORDS, _UNITS])
def test_nouns_are_in_both_languages(table: dict[str, dict[str, tuple[str, str]]]) -> None:
    for word, forms in table.items():
        assert set(forms) == {"en", "zh"}, word
        assert all(all(form) for form in forms.values()), word


def test_counts_have_separators_and_plurals() -> None:
    assert say("en", "count.error", n=1) == "1 error"
    assert say("en", "count.error", n=1_234_567) == "1,234,567 errors"
    assert say("zh", "count.error", n=1_234) == "1,234 个错误"


def test_text_is_never_read_as_a_template() -> None:
    assert say("en", "give", fact="{n:count} %s {0}") == "give {n:count} %s {0}"
