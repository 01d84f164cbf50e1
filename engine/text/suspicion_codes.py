"""Codes of the R family: rules that can be read, and hardly mean what they say."""

from .code import Code

SUSPICION_CODES: tuple[Code, ...] = (
    Code(
        "SKU-R080",
        "condition can never hold",
        "No record can meet this, whatever its facts are: two demands exclude each other, or an\n"
        "earlier case takes everything. Mostly a comparison is the wrong way round, or `any_of`\n"
        "was meant: everything in a map has to hold at once.",
        "条件永远不会成立",
        "不管什么记录都不可能满足：两个要求互相排斥，或前面的情形已经包括了一切。\n"
        "多半是比较方向反了，或本来想用 `any_of`；写在一起的要求必须同时满足。",
    ),
    Code(
        "SKU-R081",
        "condition always holds",
        "Every record meets this, so it asks nothing. `any_of` of two `is_not` is the usual case:\n"
        "whatever the value is, it is not one of the two.",
        "条件永远成立",
        "什么记录都满足，等于没有要求。常见的是在 `any_of` 里写了两个 `is_not`：不管值是什么，\n"
        "总有一个成立。",
    ),
    Code(
        "SKU-R082",
        "text and comparison point in opposite directions",
        "The rule's text speaks of a value or more, and its comparison asks for less, or the\n"
        "other way round. One of the two is wrong.",
        "文字与比较的方向相反",
        "规则的文字说的是不低于某个值，比较要求的却是低于它，或者正好反过来。其中必有一个错了，\n"
        "请改正。",
    ),
    Code(
        "SKU-R083",
        "text counts the limit in, the comparison does not",
        "`at_least` and `at_most` let the limit itself pass, `more_than` and `less_than` do not.\n"
        "The text says that it passes.",
        "文字说含限值而比较不含",
        "`at_least` 和 `at_most` 包括限值本身，`more_than` 和 `less_than` 不包括，\n"
        "而文字说限值可以通过。请改成一致。",
    ),
    Code(
        "SKU-R084",
        "a single value belongs to no case",
        "The cases of a choice take what lies on both sides of a limit, but not the limit itself:\n"
        "two exclusive comparisons meet there.",
        "有一个值不属于任何情形",
        "各个情形包括了限值两边的值，却没有包括限值本身，因为两边都用了不含限值的比较。\n"
        "请把其中一个改成包括限值。",
    ),
    Code(
        "SKU-R085",
        "no case for missing data",
        "A fact that is missing leaves a rule undecided. No case of the rule shows that its\n"
        "author thought of it.",
        "没有缺少数据的用例",
        "缺少事实时规则无法判断，而这条规则没有用例表明作者想到过这一点。\n"
        "请加一个结果为 `unknown` 的用例。",
    ),
    Code(
        "SKU-R086",
        "parameter has a gap or an overlap",
        "On some days or for some records the parameter has no value, or two that both count.",
        "参数的取值有空缺或重叠",
        "有些日子或有些记录，这个参数没有值，或有两个都算数的值。请补上空缺，或去掉重叠。",
    ),
    Code(
        "SKU-R087",
        "rules conflict",
        "No record can pass both rules, or two packs ask different limits of the same fact.",
        "规则互相矛盾",
        "没有记录能同时通过这两条规则，或两个规则包对同一事实的限值要求不同。请核对来源，\n"
        "改正其中一条。",
    ),
    Code(
        "SKU-R088",
        "source was not looked at for long",
        "Marketplaces change their conditions. Compare the rule with its source again, and set\n"
        "`checked` to the day you did.",
        "规则来源很久没有核对",
        "平台的条件会变。请重新对照来源核对规则，并把 `checked` 改成核对的日期。",
    ),
    Code(
        "SKU-R089",
        "missing fact is compared",
        "The rule asks for a fact to be missing and compares it at the same time. A comparison\n"
        "with a missing fact is neither true nor false, so the rule would never be decided.",
        "比较了缺少的事实",
        "规则要求某个事实缺少，同时又拿它比较。与缺少的事实比较既不成立也不算不成立，\n"
        "规则永远无法判断；请去掉其中一个要求。",
    ),
)
