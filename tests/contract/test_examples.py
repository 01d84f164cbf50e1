"""What the READMEs of the premium, merge and Amazon examples say is found is what a check finds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from skulint.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "examples"

#: Folder, program, day and files, then the items ready, one fix away and not ready, then failures.
STORIES = [
    ("premium", "aliexpress/premium", "2026-11-22", "skus.csv candidates.yaml store.yaml",
     (0, 180, 60),
     {"AE-PREMIUM-040": 1, "AE-PREMIUM-004": 1, "AE-PREMIUM-058": 1, "AE-PREMIUM-049": 1,
      "AE-PREMIUM-057": 1, "AE-PREMIUM-025": 1, "AE-PREMIUM-026": 1, "AE-PREMIUM-024": 1,
      "AE-PREMIUM-052": 1, "AE-PREMIUM-053": 1, "AE-PREMIUM-054": 1, "AE-PREMIUM-055": 1,
      "AE-PREMIUM-039": 36, "AE-PREMIUM-031": 60, "AE-PREMIUM-033": 36, "AE-PREMIUM-030": 20,
      "AE-PREMIUM-020": 4, "AE-PREMIUM-059": 15, "AE-PREMIUM-051": 11, "AE-PREMIUM-014": 1,
      "AE-PREMIUM-016": 1, "AE-PREMIUM-015": 1, "AE-PREMIUM-017": 1, "AE-PREMIUM-060": 1,
      "AE-PREMIUM-006": 3, "AE-PREMIUM-007": 2, "AE-PREMIUM-011": 1, "AE-PREMIUM-012": 1,
      "AE-PREMIUM-013": 1, "AE-PREMIUM-008": 2, "AE-PREMIUM-009": 1, "AE-PREMIUM-010": 2,
      "AE-PREMIUM-050": 5}),
    ("merge", "aliexpress/merge", "2026-06-12", "before/*", (0, 0, 262),
     {"AE-MERGE-009": 1, "AE-MERGE-006": 1, "AE-MERGE-010": 3, "AE-MERGE-026": 1,
      "AE-MERGE-028": 1, "AE-MERGE-030": 1, "AE-MERGE-063": 1, "AE-MERGE-054": 4,
      "AE-MERGE-055": 13}),
    ("merge", "aliexpress/merge", "2026-11-22", "after/*", (274, 0, 0),
     {"AE-MERGE-001": 1, "AE-MERGE-016": 1, "AE-MERGE-017": 1, "AE-MERGE-058": 1,
      "AE-MERGE-050": 1, "AE-MERGE-053": 1, "AE-MERGE-052": 6, "AE-MERGE-043": 5,
      "AE-MERGE-044": 2, "AE-MERGE-045": 1, "AE-MERGE-046": 2, "AE-MERGE-047": 1,
      "AE-MERGE-048": 1, "AE-MERGE-035": 1, "AE-MERGE-036": 1, "AE-MERGE-042": 1,
      "AE-MERGE-057": 1}),
    ("amazon", "amazon/excess", "2027-01-12", "accounts.yaml products.csv", None,
     {"AMZ-EXCESS-001": 1, "AMZ-EXCESS-004": 25, "AMZ-EXCESS-005": 89, "AMZ-EXCESS-007": 24,
      "AMZ-EXCESS-008": 16}),
    ("amazon", "amazon/outlet", "2027-01-12", "accounts.yaml products.csv deals.csv", (51, 5, 0),
     {"AMZ-OUTLET-001": 5, "AMZ-OUTLET-003": 1, "AMZ-OUTLET-004": 1, "AMZ-OUTLET-005": 1,
      "AMZ-OUTLET-007": 7, "AMZ-OUTLET-008": 2}),
    ("amazon", "amazon/deals", "2027-01-12",
     "accounts.yaml products.csv deals.csv schedules.yaml", None,
     {"AMZ-DEAL-002": 1, "AMZ-DEAL-003": 1, "AMZ-DEAL-004": 1, "AMZ-DEAL-005": 1,
      "AMZ-DEAL-006": 1, "AMZ-DEAL-016": 1, "AMZ-DEAL-007": 2, "AMZ-DEAL-008": 2,
      "AMZ-DEAL-009": 1, "AMZ-DEAL-010": 2, "AMZ-DEAL-011": 3, "AMZ-DEAL-013": 1,
      "AMZ-DEAL-014": 1, "AMZ-DEAL-015": 1}),
    ("amazon", "amazon/discounts", "2027-01-12", "accounts.yaml products.csv addons.csv", None,
     {"AMZ-PROMO-001": 16, "AMZ-PROMO-002": 12, "AMZ-PROMO-003": 5, "AMZ-PROMO-004": 21,
      "AMZ-PROMO-005": 4, "AMZ-PROMO-006": 3, "AMZ-PROMO-007": 3}),
    ("amazon", "amazon/markdown", "2027-01-12",
     "accounts.yaml markdown.csv stages.csv stage-prices.yaml", None,
     {"AMZ-MARKDOWN-001": 2, "AMZ-MARKDOWN-003": 3, "AMZ-MARKDOWN-004": 2, "AMZ-MARKDOWN-005": 1,
      "AMZ-MARKDOWN-006": 1, "AMZ-MARKDOWN-008": 1, "AMZ-MARKDOWN-009": 1}),
    ("amazon", "amazon/replenishment", "2027-01-12", "accounts.yaml products.csv batches.csv",
     None,
     {"AMZ-REPL-007": 8, "AMZ-REPL-010": 15, "AMZ-REPL-011": 5, "AMZ-REPL-001": 2,
      "AMZ-REPL-006": 2, "AMZ-REPL-012": 2}),
    ("amazon", "amazon/cross-marketplace", "2027-01-12",
     "accounts.yaml products.csv marketplaces.csv platform-orders.csv", None,
     {"AMZ-XSITE-001": 18, "AMZ-XSITE-004": 2, "AMZ-XSITE-005": 6, "AMZ-XSITE-006": 30}),
    ("amazon", "amazon/offsite", "2027-01-12", "accounts.yaml offline.csv posts.csv", None,
     {"AMZ-OFFSITE-001": 3, "AMZ-OFFSITE-002": 4, "AMZ-OFFSITE-003": 2, "AMZ-OFFSITE-004": 1,
      "AMZ-OFFSITE-005": 2, "AMZ-OFFSITE-006": 1}),
    ("amazon", "amazon/recovery", "2027-01-12", "accounts.yaml recovery.csv", None,
     {"AMZ-RECOV-001": 1, "AMZ-RECOV-002": 1, "AMZ-RECOV-003": 1, "AMZ-RECOV-006": 1,
      "AMZ-RECOV-007": 2}),
    ("amazon", "amazon/season", "2027-01-12", "accounts.yaml season.csv", None,
     {"AMZ-SEASON-001": 3, "AMZ-SEASON-002": 2, "AMZ-SEASON-003": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("folder", "program", "day", "files", "items", "failures"), STORIES)
def test_a_story_is_true(
    folder: str,
    program: str,
    day: str,
    files: str,
    items: tuple[int, int, int] | None,
    failures: dict[str, int],
    tmp_path: Path,
) -> None:
    readme = (EXAMPLES / folder / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"[A-Z]+-[A-Z]+-\d{3}", readme))
    # The README shortens a run of rules to `AMZ-DEAL-002, 003, 004`.
    told |= {
        f"{run[1]}-{number}"
        for run in re.finditer(r"([A-Z]+-[A-Z]+)-\d{3}((?:, \d{3})+)", readme)
        for number in run[2].strip(", ").split(", ")
    }
    assert set(failures) <= told
    paths = sorted(str(path) for name in files.split() for path in (EXAMPLES / folder).glob(name))
    result = CliRunner(env={"SKULINT_LANG": "zh"}).invoke(
        main,
        ["check", *paths, "--program", program, "--as-of", day, "--exit-zero",
         "--format", "text", "--format", f"json={tmp_path / 'report.json'}"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    summary = report["summary"]
    found = {rule: each["fail"] for rule, each in summary["by_rule"].items() if each["fail"]}
    assert found == failures
    if items is not None:
        (ready,) = summary["readiness"]
        assert (ready["ready"], ready["one_fix_away"], ready["not_ready"]) == items
    # The text tells it in Chinese; long titles are cut there.
    titles = {each["title"]["zh"][:4] for each in report["findings"] if each["outcome"] == "fail"}
    shown = [title for title in titles if title in result.stdout]
    assert any(re.search(r"[\u4e00-\u9fff]", title) for title in shown)
