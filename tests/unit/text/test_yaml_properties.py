"""Laws that hold for any YAML text, with either parser of PyYAML."""

import random
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import to_plain
from skulint.engine.text.source import Source
from skulint.engine.text.yaml_text import load_yaml

# The fixture only sets which parser is used, so every example of a property may share it.
pytestmark = pytest.mark.usefixtures("yaml_parser")


@given(
    st.lists(st.sampled_from(["a", "b", "'a'", '"b"', "0", "'0'", "价", "1.0"]), max_size=12),
    st.booleans(),
)
def test_all_duplicates_are_found(keys: list[str], flow: bool) -> None:
    entries = [f"{key}: {number}" for number, key in enumerate(keys)]
    text = "{" + ", ".join(entries) + "}" if flow else "\n".join(entries) or "{}"
    names = [key.strip("'\"") for key in keys]
    again = [number for number, name in enumerate(names) if name in names[:number]]
    diagnostics = Diagnostics()
    node = load_yaml(Source("f", text), diagnostics)
    assert [item.message for item in diagnostics] == [
        f"key `{names[number]}` is written twice" for number in again
    ]
    assert (node is None) == bool(again)
    if not flow:
        assert [item.span.line for item in diagnostics if item.span] == [n + 1 for n in again]


# Numbers of YAML 1.2 that 1.1 does not know, so that its writer leaves these texts bare.
BARE_NUMBER = re.compile(r"[-+]\.[0-9]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+")
TEXT = st.text(max_size=8).filter(lambda text: BARE_NUMBER.fullmatch(text) is None)
DATA = st.recursive(
    st.none() | st.booleans() | TEXT | st.integers(-(10**30), 10**30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(DATA, st.sampled_from([True, False, None]))
def test_written_data_comes_back(data: object, flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    if any(character in text for character in "\x85\u2028\u2029\ufeff"):
        return
    # Quoted by the YAML 1.1 writer or not, text must come back as text.
    diagnostics = Diagnostics()
    node = load_yaml(Source("f", text), diagnostics)
    if diagnostics.has_errors:
        codes = {item.code for item in diagnostics}
        assert codes <= {"SKU-Y011", "SKU-Y010", "SKU-Y016"}, list(diagnostics)
        return
    assert node is not None
    assert to_plain(node) == data


@pytest.mark.parametrize("seed", range(300))
def test_damaged_text_never_crashes(seed: int) -> None:
    rng = random.Random(seed)
    text = "a: [1, {b: 'x'}]\nc:\n  - d: \"e\"\n    f: |\n      g\n? h\n: !i &j *k\n"
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(text))
        text = (
            text[:at] + rng.choice("[]{}:,-'\"#&*!|>%@`\t\n ?价") + text[at + rng.choice((0, 1)) :]
        )
    source = Source("f", text)
    diagnostics = Diagnostics()
    node = load_yaml(source, diagnostics)
    assert (node is None) == diagnostics.has_errors
    for item in diagnostics:
        if item.span is not None:
            assert 1 <= item.span.line <= source.line_count
            assert item.span.column <= len(source.line(item.span.line)) + 1
