"""`skulint rules new`: by options, and asked for on a terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .running import run

GIVEN = {
    "id": "HOUSE-001",
    "program": "house/margins",
    "program-title": "House rules",
    "program-title-zh": "内部规则",
    "title": 'Enough: "stock" {for} a campaign',
    "title-zh": "活动库存充足",
    "fact": "stock_qty",
    "compare": "at_least",
    "limit": "100",
    "document": "our handbook",
    "section": "campaigns: #3",
}


def options(**changed: str | None) -> list[str]:
    given = {**GIVEN, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return [
        part for name, value in given.items() if value is not None for part in (f"--{name}", value)
    ]


RULE = """\
# yaml-language-server: $schema=rules.schema.json
program: house/margins
title: {en: "House rules", zh: "内部规则"}
rules:
  - id: HOUSE-001
    title: {en: "Enough: \\"stock\\" {for} a campaign", zh: "活动库存充足"}
    for: sku
    kind: eligibility
    severity: error
    require:
      stock_qty: {at_least: 100}
    fix:
      - set: stock_qty
        say: {en: "Bring Stock to {target} ({change}).", zh: "将库存调整到 {target}（{change}）。"}
    source: {document: "our handbook", section: "campaigns: #3", checked: DAY}
    cases:
      - {given: {stock_qty: 100}, expect: pass}
      - {given: {stock_qty: 99}, expect: fail}
      - {given: {}, expect: unknown}
"""


def written(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(
        line.partition("checked: ")[0] + "checked: DAY}\n" if "checked: " in line else line
        for line in lines
    )


def test_a_rule_by_options_is_whole_and_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "my-rules" / "stock.yaml"
    result = run("rules", "new", file, *options())
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"wrote {file}: HOUSE-001 with 3 cases\n")
    assert written(file) == RULE
    schema = json.loads((file.parent / "rules.schema.json").read_text(encoding="utf-8"))
    assert "stock_qty" in schema["definitions"]["condition"]["properties"]
    looked = run("test", file, "--mutation", "--coverage")
    assert looked.exit_code == 0, looked.stdout

    again = run("rules", "new", file, *options(id="HOUSE-002"))
    assert again.exit_code == 2
    assert f"`{file}` is there already" in again.stderr
    assert written(file) == RULE
    # A second rule builds on the first one's program, and may not take its id.
    second = run("rules", "new", file.parent / "b.yaml", *options(program_title=None))
    assert second.exit_code == 2
    assert "there is a rule `HOUSE-001`" in second.stderr


@pytest.mark.parametrize(
    ("changed", "requirement", "cases"),
    [
        (
            {"fact": "store_fulfilment_rate_90d_pct", "limit": "95%"},
            "store_fulfilment_rate_90d_pct: {at_least: 95%}",
            {"95.00}, expect: pass", "94.99}, expect: fail", "}, expect: unknown"},
        ),
        (
            {"fact": "brand", "compare": "one_of", "limit": "NO, A: b"},
            'brand: {one_of: ["NO", "A: b"]}',
            {
                '"NO"}, expect: pass',
                '"A: b"}, expect: pass',
                "OTHER}, expect: fail",
                "}, expect: unknown",
            },
        ),
        (
            {"fact": "application_date", "compare": "within", "limit": "2026-03-01,2026-03-31"},
            "application_date: {within: [2026-03-01, 2026-03-31]}",
            {
                "2026-02-28}, expect: fail",
                "2026-03-01}, expect: pass",
                "2026-03-31}, expect: pass",
                "2026-04-01}, expect: fail",  # and not stated, it is the day of the check
            },
        ),
    ],
)
def test_the_cases_fit_the_comparison(
    tmp_path: Path, changed: dict[str, str], requirement: str, cases: set[str]
) -> None:
    file = tmp_path / "a.yaml"
    result = run("rules", "new", file, *options(**changed))
    assert result.exit_code == 0, result.stderr
    text = file.read_text(encoding="utf-8")
    assert f"    require:\n      {requirement}\n" in text
    found = re.findall(r"- \{given: \{(?:[a-z0-9_]+: )?(.*)\}\n", text)
    assert len(found) == len(cases)
    assert set(found) == cases
    assert run("test", file, "--mutation").exit_code == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fact": "stok_qty"}, "there is no fact `stok_qty`; did you mean `stock_qty`?"),
        ({"compare": "contains"}, "there is no comparison for it `contains`"),
        ({"limit": "70%"}, "`70%`"),
        ({"limit": "{fact: nothing}"}, "unknown fact `nothing`"),
        ({"limit": ": ["}, "`"),
        ({"id": "house-1"}, "`house-1` is not of the form HOUSE-001"),
        ({"program": "House"}, "`House` is not of the form house/margins"),
        ({"program": "new/one", "program_title": None}, "add `--program-title`"),
        ({"fact": None, "limit": None}, "add `--fact`, `--limit`"),
        ({"title": "  "}, "a blank answer says nothing"),
    ],
)
def test_an_unfit_answer_is_named_and_writes_nothing(
    tmp_path: Path, changed: dict[str, str | None], said: str
) -> None:
    result = run("rules", "new", tmp_path / "a.yaml", *options(**changed))
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


class Talk:
    """A conversation with a command on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        import pty

        self._end, inner = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "skulint", *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=folder,
            env={**os.environ, "SKULINT_LANG": "en", "LC_ALL": "C.UTF-8", "TERM": "dumb"},
            close_fds=True,
        )
        os.close(inner)
        self.seen = ""

    def wait_for(self, text: str, seconds: float = 120) -> None:
        import select

        end = time.monotonic() + seconds
        start = len(self.seen)
        while text not in self.seen[start:]:
            assert time.monotonic() < end, self.seen
            if select.select([self._end], [], [], 1)[0]:
                try:
                    more = os.read(self._end, 4096)
                except OSError:  # the other side is closed
                    more = b""
                assert more, self.seen
                self.seen += more.decode("utf-8", "replace")

    def answer(self, question: str, text: str) -> None:
        self.wait_for(question)
        os.write(self._end, f"{text}\n".encode())

    def hang_up(self) -> None:
        os.write(self._end, b"\x04")

    def close(self) -> int:
        code = self._process.wait(60)
        os.close(self._end)
        return code


needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")


@needs_terminal
def test_asked_on_a_terminal(tmp_path: Path) -> None:
    talk = Talk(tmp_path, "rules", "new", "--document", "our handbook")
    talk.answer("Id of the rule", "house")
    talk.answer("not of the form HOUSE-001", "HOUSE-001")
    talk.answer("Program it belongs to", "house/margins")
    talk.answer("title in English", "House rules")
    talk.answer("title in Chinese", "内部规则")
    talk.answer("in a few words of English", GIVEN["title"])
    talk.answer("The same in Chinese", GIVEN["title-zh"])
    talk.answer("Fact that is compared", "stock_qy")
    talk.answer("did you mean `stock_qty`?", "stock_qty")
    talk.answer("Comparison (at_least, at_most", "at_least")
    talk.answer("Limit (10)", "many")
    talk.answer("Limit (10)", "100")
    talk.answer("Severity (error, warning, info) [error]", "")
    talk.answer("[eligibility]", "")
    talk.answer("Section of it", GIVEN["section"])
    talk.answer("File to write [my-rules/house-001.yaml]", "")
    talk.wait_for("with 3 cases")
    assert talk.close() == 0
    assert "our handbook" not in talk.seen.replace("\r\n", "\n")
    assert written(tmp_path / "my-rules" / "house-001.yaml") == RULE


@needs_terminal
def test_broken_off_on_a_terminal(tmp_path: Path) -> None:
    talk = Talk(tmp_path, "rules", "new")
    talk.answer("Id of the rule", "HOUSE-001")
    talk.wait_for("Program it belongs to")
    talk.hang_up()
    talk.wait_for("nothing was written")
    assert talk.close() == 2
    assert list(tmp_path.iterdir()) == []
