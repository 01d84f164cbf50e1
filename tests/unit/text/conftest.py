"""What the tests of the text layer share."""

from collections.abc import Callable

import pytest
import yaml

from skulint.engine.text import yaml_text
from skulint.engine.text.diagnostics import Diagnostic, Diagnostics

Parts = tuple[str, str, str | None, str | None]


@pytest.fixture
def diagnostics() -> Diagnostics:
    return Diagnostics()


@pytest.fixture
def parts() -> Callable[[Diagnostic], Parts]:
    """Take a diagnostic apart: code, message, underlined text, help."""

    def take_apart(item: Diagnostic) -> Parts:
        underlined = item.span.text if item.span else None
        return item.code, item.message, underlined, item.help

    return take_apart


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def yaml_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test once with each parser of PyYAML."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML is built without libyaml")
    monkeypatch.setattr(yaml_text, "_EventParser", getattr(yaml, request.param))
