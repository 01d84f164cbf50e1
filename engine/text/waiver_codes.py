"""Codes of the W family: problems with waivers and baselines."""

from .code import Code

WAIVER_CODES: tuple[Code, ...] = (
    Code(
        "SKU-W001",
        "waiver without a readable last day",
        "`until` is no date such as 2026-12-31. A waiver nobody can date counts as expired, so\n"
        "its findings count again.",
    ),
    Code(
        "SKU-W002",
        "waiver expired",
        "The last day of the waiver is over, so its findings count again. That day itself still\n"
        "counted.",
    ),
    Code(
        "SKU-W003",
        "waiver expires soon",
        "The last day of the waiver is within 30 days; after it, its findings count again.",
    ),
    Code(
        "SKU-W004",
        "waiver void",
        "The value is worse now than the one for which the waiver was granted, so the finding\n"
        "counts again.",
    ),
    Code(
        "SKU-W005",
        "waiver not needed",
        "Nothing that was found is waived by it: the record is gone, or meets the rule now.",
    ),
    Code(
        "SKU-W006",
        "waiver of an unknown rule",
        "No rule of this check has the id.",
    ),
    Code(
        "SKU-W007",
        "baseline cannot be read",
        "The file is neither a baseline, as `--write-baseline` writes it, nor a JSON report.",
    ),
    Code(
        "SKU-W008",
        "findings of the baseline are gone",
        "They were solved, or their records are no longer in the input. Write the baseline anew,\n"
        "or they would be accepted if they came back.",
    ),
)
