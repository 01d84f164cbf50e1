"""Every sentence of the text report in both languages.

A placeholder names its type after the colon: `count` is a whole number with separators, `text` is
put in as it stands, and `plural:ONE|MANY` picks a form of a word by a count given elsewhere, so
that a language without plurals leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType

_EN = {
    # Readiness, as labels of counts and as verdicts.
    "ready": "READY",
    "one_fix_away": "ONE FIX AWAY",
    "not_ready": "NOT READY",
    "cannot_tell": "CAN'T TELL",
    "verdict": "{state:text} for {program:text}: {counts:text}",
    # What a finding or a rule is called.
    "error": "error",
    "warning": "warning",
    "info": "info",
    "unknown": "can't tell",
    "pass": "pass",
    "not_applicable": "n/a",
    "count.error": "{n:count} {n:plural:error|errors}",
    "count.warning": "{n:count} {n:plural:warning|warnings}",
    "count.info": "{n:count} {n:plural:hint|hints}",
    "count.unknown": "{n:count} can't tell",
    "count.pass": "{n:count} pass",
    "count.none": "nothing judged",
    "list_comma": ", ",
    "aside": "{text:text} ({aside:text})",
    # The parts of a finding.
    "column": 'column "{heading:text}"',
    "needs": "needs",
    "has": "has",
    "why": "why",
    "lacks": "lacks",
    "from": "from",
    "for": "for",
    "rule": "rule",
    "help": "help",
    "where": "where: {where:text}",
    "computed": "computed",
    "limit_with": "{origin:text} ({value:text}) = {limit:text}",
    "limit_alone": "{origin:text} = {limit:text}",
    "so_at_most": ", so at most {target:text}",
    "so_at_least": ", so at least {target:text}",
    "so_target": ", so {target:text}",
    "fact": "{title:text} `{name:text}`",
    "fact_value": "{title:text} {value:text}",
    "give": "give {fact:text}",
    "give_found": "give {fact:text}; found in: {found:text}",
    "set": "set {fact:text} to {target:text}",
    "subject": "{entity:text} {key:text}",
    "passed": "{clause:text}; has {actual:text}",
    "source": "{rule:text}, {document:text}, {section:text}, checked {day:text}",
    # The files that were read.
    "skipped": "{n:count} other {n:plural:row|rows} skipped",
    "unmapped": "{n:count} {n:plural:column|columns} not used",
    "as_of": "as of {day:text}, rules: {packs:text}",
    "no_inputs": "no file was read",
    # The overview.
    "issues": "ISSUES, biggest win first",
    "affects": "affects",
    "clears": "clears",
    "lower": "lower by {change:text}",
    "raise": "raise by {change:text}",
    "add": "add {change:text}",
    "shift": "change by {change:text}",
    "holds_back": "holds back {items:text}",
    "lacking": "give {fact:text}",
    "share": "{share:text} of all",
    "example": "such as {key:text}",
    "no_issues": "no issues",
    "details": "IN DETAIL",
    "examples": "EXAMPLES",
    "step": "ONE STEP THAT CLEARS MOST",
    "step_clears": "solve {rule:text} ({title:text}): this makes {items:text} ready, "
    "{ready:count} of {total:count} in all",
    "step_clears_plain": "solve {rule:text} ({title:text}): this makes {items:text} ready",
    "step_holds": "solve {rule:text} ({title:text}) first: it holds back {items:text}",
    "missing": "CAN'T TELL, most useful answer first",
    "settles": "settles",
    "found": "found in: {found:text}",
    "not_in_force": "not in force on {day:text}: {rules:text}",
    # What was cut.
    "more_findings": "{n:count} more {n:plural:finding|findings} not shown",
    "more_examples": "{n:count} {n:plural:finding|findings} in all; these are examples, "
    "{hidden:count} not shown",
    "more_issues": "{n:count} more {n:plural:issue|issues} not shown",
    "more_passed": "{n:count} more {n:plural:rule that passes|rules that pass} not shown",
    "more_not_applicable": "{n:count} more {n:plural:rule that does|rules that do} not apply, "
    "not shown",
    "more_facts": "{n:count} more {n:plural:fact|facts} not shown",
    "more_values": "{n:count} more {n:plural:value|values} not shown",
    "more_inputs": "{n:count} more {n:plural:file|files} not shown",
    "more_problems": "{n:count} more {n:plural:problem|problems} in the input files not shown",
    # The end.
    "exit": "exit {code:count}: {words:text}",
    "exit_clear": "nothing failed",
    "exit_below": "nothing that counts as a failure here ({counts:text})",
    "exit_findings": "there is something to solve ({counts:text})",
    "exit_input": "the check could not run",
    "exit_nothing": "nothing was checked: {reason:text}",
    "exit_undecided": "nothing failed, but {n:count} {n:plural:check|checks} could not be decided",
    "no_records": "no record was found in the files",
    "no_rules": "no rule was chosen, or none is in force",
    "no_match": "no rule applies to these records",
    "help_files": "name the files to check: `skulint check FILE`",
    "help_records": "`skulint facts doctor FILE` shows which columns are recognised",
    "help_rules": "`skulint programs` lists what can be checked",
    # Values.
    "yes": "yes",
    "no": "no",
    "absent": "not known",
    "empty": "empty",
    "at_least": "at least {value:text}",
    "at_most": "at most {value:text}",
    "between": "{low:text} to {high:text}",
    "points": "{value:text} percentage points",
    "rows": "{n:count} {n:plural:row|rows}",
    "items_more": "{items:text} and {n:count} more",
    "with_unit": "{value:text} {unit:text}",
}

_ZH = {
    "ready": "可申请",
    "one_fix_away": "只差一步",
    "not_ready": "未达标",
    "cannot_tell": "无法判断",
    "verdict": "{program:text}：{state:text}（{counts:text}）",
    "error": "错误",
    "warning": "警告",
    "info": "提示",
    "unknown": "无法判断",
    "pass": "通过",
    "not_applicable": "不适用",
    "count.error": "{n:count} 个错误",
    "count.warning": "{n:count} 个警告",
    "count.info": "{n:count} 个提示",
    "count.unknown": "{n:count} 项无法判断",
    "count.pass": "{n:count} 项通过",
    "count.none": "没有可判断的内容",
    "list_comma": "，",
    "aside": "{text:text}（{aside:text}）",
    "column": "“{heading:text}”列",
    "needs": "要求",
    "has": "现值",
    "why": "原因",
    "lacks": "缺少",
    "from": "依据",
    "for": "对象",
    "rule": "规则",
    "help": "建议",
    "where": "操作位置：{where:text}",
    "computed": "计算得出",
    "limit_with": "{origin:text}（{value:text}）= {limit:text}",
    "limit_alone": "{origin:text} = {limit:text}",
    "so_at_most": "，即至多 {target:text}",
    "so_at_least": "，即至少 {target:text}",
    "so_target": "，即 {target:text}",
    "fact": "{title:text} `{name:text}`",
    "fact_value": "{title:text} {value:text}",
    "give": "请补充：{fact:text}",
    "give_found": "请补充：{fact:text}，来源：{found:text}",
    "set": "将 {fact:text} 改为 {target:text}",
    "subject": "{entity:text} {key:text}",
    "passed": "{clause:text}；现为 {actual:text}",
    "source": "{rule:text}，{document:text}，{section:text}，核对日期 {day:text}",
    "skipped": "跳过 {n:count} 行其他内容",
    "unmapped": "{n:count} 列未使用",
    "as_of": "检查基准日 {day:text}，规则包：{packs:text}",
    "no_inputs": "没有读取任何文件",
    "issues": "问题（收效大的在前）",
    "affects": "涉及",
    "clears": "可解决",
    "lower": "降低 {change:text}",
    "raise": "提高 {change:text}",
    "add": "增加 {change:text}",
    "shift": "调整 {change:text}",
    "holds_back": "影响 {items:text}",
    "lacking": "请补充：{fact:text}",
    "share": "占 {share:text}",
    "example": "例如 {key:text}",
    "no_issues": "没有问题",
    "details": "详情",
    "examples": "示例",
    "step": "一步解决最多",
    "step_clears": "解决 {rule:text}（{title:text}）：可申请的增加 {items:text}，"
    "共 {ready:count} / {total:count}",
    "step_clears_plain": "解决 {rule:text}（{title:text}）：可申请的增加 {items:text}",
    "step_holds": "先解决 {rule:text}（{title:text}）：它影响 {items:text}",
    "missing": "无法判断（最有用的信息在前）",
    "settles": "可判断",
    "found": "来源：{found:text}",
    "not_in_force": "{day:text} 未生效的规则：{rules:text}",
    "more_findings": "另有 {n:count} 条结果未显示",
    "more_examples": "共 {n:count} 条结果，以上为示例，{hidden:count} 条未显示",
    "more_issues": "另有 {n:count} 个问题未显示",
    "more_passed": "另有 {n:count} 条通过的规则未显示",
    "more_not_applicable": "另有 {n:count} 条不适用的规则未显示",
    "more_facts": "另有 {n:count} 项信息未显示",
    "more_values": "另有 {n:count} 个数值未显示",
    "more_inputs": "另有 {n:count} 个文件未显示",
    "more_problems": "输入文件另有 {n:count} 个问题未显示",
    "exit": "退出码 {code:count}：{words:text}",
    "exit_clear": "没有不达标的项目",
    "exit_below": "没有达到报错级别的问题（{counts:text}）",
    "exit_findings": "有需要处理的问题（{counts:text}）",
    "exit_input": "检查无法运行",
    "exit_nothing": "没有检查任何内容：{reason:text}",
    "exit_undecided": "没有不达标的项目，但有 {n:count} 项无法判断",
    "no_records": "文件中没有找到任何记录",
    "no_rules": "没有选中规则，或规则均未生效",
    "no_match": "没有规则适用于这些记录",
    "help_files": "请指定要检查的文件：`skulint check 文件`",
    "help_records": "`skulint facts doctor 文件` 可查看哪些列被识别",
    "help_rules": "`skulint programs` 可列出能检查的项目",
    "yes": "是",
    "no": "否",
    "absent": "未知",
    "empty": "空",
    "at_least": "至少 {value:text}",
    "at_most": "至多 {value:text}",
    "between": "{low:text} 至 {high:text}",
    "points": "{value:text} 个百分点",
    "rows": "{n:count} 行",
    "items_more": "{items:text} 等，另有 {n:count} 项",
    "with_unit": "{value:text} {unit:text}",
}

MESSAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": MappingProxyType(_EN), "zh": MappingProxyType(_ZH)}
)


def say(lang: str, key: str, /, **values: str | int) -> str:
    """Return a message with its placeholders filled."""
    parts: list[str] = []
    for literal, name, kind, _ in Formatter().parse(MESSAGES[lang][key]):
        parts.append(literal)
        if name is not None:
            parts.append(_fill(values[name], kind or "text"))
    return "".join(parts)


def _fill(value: str | int, kind: str) -> str:
    if kind == "count":
        return f"{value:,}"
    if kind.startswith("plural:"):
        one, many = kind.removeprefix("plural:").split("|")
        return one if value == 1 else many
    return str(value)
