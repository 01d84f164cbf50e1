from pathlib import Path

import pytest

from .shop import STORE, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.write("store.yaml", STORE)
    return made
