from pathlib import Path

import pytest

from skulint.engine.store import apart

from .shop import STORE, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.write("store.yaml", STORE)
    return made


@pytest.fixture(params=[10**9, 0], ids=["in-lists", "where-they-lie"])
def laid_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rows of files be gathered into lists, or be summed up where they lie."""
    monkeypatch.setattr(apart, "WORTH_LEAVING", request.param)
