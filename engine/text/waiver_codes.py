"""Codes of the W family: problems with waivers and baselines."""

from .code import Code

WAIVER_CODES: tuple[Code, ...] = (
    Code(
        "SKU-W001",
        "waiver without a readable last day",
        "`until` is no date such as 2026-12-31. A waiver nobody can date counts as expired, so\n"
        "its findings count again.",
        "豁免的截止日期无法识别",
        "`until` 不是 2026-12-31 这样的日期。说不清日期的豁免按已过期处理，相关结果重新计入；\n"
        "请改正日期。",
    ),
    Code(
        "SKU-W002",
        "waiver expired",
        "The last day of the waiver is over, so its findings count again. That day itself still\n"
        "counted.",
        "豁免已过期",
        "豁免的最后一天已经过去，相关结果重新计入（最后一天当天仍有效）。请解决问题，\n"
        "或延长豁免。",
    ),
    Code(
        "SKU-W003",
        "waiver expires soon",
        "The last day of the waiver is within 30 days; after it, its findings count again.",
        "豁免即将到期",
        "豁免的最后一天在 30 天以内，过后相关结果会重新计入。请提前安排。",
    ),
    Code(
        "SKU-W004",
        "waiver void",
        "The value is worse now than the one for which the waiver was granted, so the finding\n"
        "counts again.",
        "豁免失效",
        "现在的值比批准豁免时更差，因此该结果重新计入。请改善这个值，或重新批准豁免。",
    ),
    Code(
        "SKU-W005",
        "waiver not needed",
        "Nothing that was found is waived by it: the record is gone, or meets the rule now.",
        "豁免已不需要",
        "这条豁免没有对应的结果：记录已不在，或现在已符合规则。可以删去它。",
    ),
    Code(
        "SKU-W006",
        "waiver of an unknown rule",
        "No rule of this check has the id.",
        "豁免的规则不存在",
        "本次检查中没有这个编号的规则。请改正编号，或删去这条豁免。",
    ),
    Code(
        "SKU-W007",
        "baseline cannot be read",
        "The file is neither a baseline, as `--write-baseline` writes it, nor a JSON report.",
        "基线文件无法读取",
        "这个文件既不是 `--write-baseline` 写出的基线，也不是 JSON 报告。请重新生成基线。",
    ),
    Code(
        "SKU-W008",
        "findings of the baseline are gone",
        "They were solved, or their records are no longer in the input. Write the baseline anew,\n"
        "or they would be accepted if they came back.",
        "基线中有的结果已不存在",
        "这些问题已经解决，或记录已不在文件中。请重新生成基线，否则它们再次出现时仍会被放过。",
    ),
)
