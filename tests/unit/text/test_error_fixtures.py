"""Whole printed messages, one case in each folder of fixtures/errors/text/.

A case is a file `input.*` and the text printed for it, `expected.txt`.
"""

from pathlib import Path

import pytest

from skulint.engine.text.codes import ALL_CODES
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.json_text import load_json, load_ndjson
from skulint.engine.text.read import read_source
from skulint.engine.text.render import render_all
from skulint.engine.text.yaml_text import load_yaml

CASES = Path(__file__).parents[3] / "fixtures" / "errors" / "text"
LOADERS = {".yaml": load_yaml, ".json": load_json, ".ndjson": load_ndjson}

#: These need a path that a fixture cannot be; test_read.py has them.
WITHOUT_FIXTURE = {"SKU-Y001", "SKU-Y002", "SKU-Y003", "SKU-Y004"}


def printed(case: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (path,) = case.glob("input.*")
    monkeypatch.chdir(case)
    diagnostics = Diagnostics()
    source = read_source(path.name, diagnostics)
    if source is not None:
        LOADERS[path.suffix](source, diagnostics)
    return render_all(diagnostics.sorted())


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_printed_text(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(case, monkeypatch) == (case / "expected.txt").read_text("utf-8")


def test_every_code_has_a_case() -> None:
    texts = "".join(path.read_text("utf-8") for path in CASES.glob("*/expected.txt"))
    codes = {code.id for code in ALL_CODES if code.id.startswith("SKU-Y")} - WITHOUT_FIXTURE
    assert {code for code in codes if f"[{code}]" not in texts} == set()
