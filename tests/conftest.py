"""What every test shares: settings, and rule files that are read once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from skulint.engine.loading import packs, rulebook
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import Node
from skulint.engine.text.source import Source

# A shared or slow machine must not fail a property by its speed.
settings.register_profile("skulint", deadline=None)
settings.load_profile("skulint")


#: Files kept at most: those of the shipped rules and of two copies that tests change.
KEPT_FILES = 600


@pytest.fixture(scope="session", autouse=True)
def _rule_files_are_parsed_once() -> Iterator[None]:
    """Keep what a rule file of some name and text parses to, where nothing was said about it.

    Hundreds of tests load the shipped rules, and parsing them is nine tenths of that. A file
    with something to report, or with any other text, is parsed as ever.
    """
    load_yaml, check_shape = packs.load_yaml, rulebook.check_shape
    parsed: dict[tuple[str, str], Node] = {}
    fitting: dict[int, str] = {}

    def load_once(source: Source, diagnostics: Diagnostics) -> Node | None:
        key = source.name, source.text
        before = len(diagnostics)
        root = parsed.pop(key, None) or load_yaml(source, diagnostics)
        if root is not None and len(diagnostics) == before:
            parsed[key] = root
            if len(parsed) > KEPT_FILES:
                oldest = next(iter(parsed))
                fitting.pop(id(parsed.pop(oldest)), None)
        return root

    def check_once(root: Node, definition: str, diagnostics: Diagnostics) -> None:
        if fitting.get(id(root)) == definition:
            return
        before = len(diagnostics)
        check_shape(root, definition, diagnostics)
        # Only of what is held, so that its number is not given to another node.
        if len(diagnostics) == before and any(each is root for each in parsed.values()):
            fitting[id(root)] = definition

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "load_yaml", load_once)
        patch.setattr(rulebook, "check_shape", check_once)
        yield
