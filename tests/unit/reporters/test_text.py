import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from skulint.engine.model.facts import FactType
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.report import (
    Evidence,
    EvidenceRow,
    MissingRank,
    Passed,
    Place,
    Quantity,
    Readiness,
    Subject,
)
from skulint.engine.model.values import Bounded, Exact
from skulint.engine.reporters.columns import width

from .builders import (
    DSR,
    LOW,
    PRICE,
    REPORTS,
    STOCK,
    ZH_LINE,
    fifty_skus,
    money,
    nothing_checked,
    one_sku,
    pieces,
    price_finding,
    rating_unknown,
    report,
    rule,
    sold_unknown,
    stock_finding,
    summary,
    words,
)
from .printing import printed


def test_one_record_is_told_in_full() -> None:
    text = printed(one_sku())
    assert text.index("error[AE-OUTLET-002]") < text.index("can't tell[AE-OUTLET-004]")
    assert "ISSUES" not in text
    assert "NOT READY for AliExpress Outlet: 1 error, 1 can't tell, 1 pass\n" in text


def test_the_mark_stands_under_the_cell() -> None:
    lines = printed(one_sku()).splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("17 |"))
    mark = lines[number + 1]
    start, end = mark.index("^"), mark.rindex("^") + 1
    assert lines[number][start:end] == "7.90"


def test_the_mark_stands_under_the_cell_behind_chinese() -> None:
    column = ZH_LINE.index("7.90") + 1
    place = Place("商品.csv", 17, column, 17, column + 4, None, "价格", ZH_LINE)
    text = printed(replace(one_sku(), findings=(price_finding(place=place),)), lang="zh")
    lines = text.splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("17 |"))
    before = lines[number][: lines[number].index("7.90")]
    assert lines[number + 1].index("^") - width("   | ") == width(before) - width("17 | ")


def test_the_reason_names_value_limit_and_target() -> None:
    text = printed(one_sku())
    assert (
        "= why:   70% of the lowest price of the last 30 days (9.99 USD) = 6.993 USD, "
        "so at most 6.99 USD\n"
    ) in text


def test_a_limit_of_several_facts_names_no_value() -> None:
    finding = replace(
        price_finding(),
        limit_from=words("outlet_price and lowest_price_30d", "两个价格"),
        limit_of=None,
    )
    text = printed(replace(one_sku(), findings=(finding,)))
    assert "outlet_price and lowest_price_30d = 6.993 USD, so at most 6.99 USD" in text


def test_a_bounded_low_is_told_on_both_sides_of_the_reason() -> None:
    low, limit = (money(Bounded(None, Decimal(each), frozenset())) for each in ("10.28", "7.196"))
    finding = replace(price_finding(), limit_of=low, limit=limit, fixes=())
    text = printed(replace(one_sku(), findings=(finding,)))
    assert "(at most 10.28 USD) = at most 7.196 USD" in text


def test_the_rows_that_decided_have_their_days_values_and_places() -> None:
    finding = price_finding()
    day = Quantity(Exact(date(2026, 11, 11)), FactType.DATE)
    last = Quantity(Exact(date(2026, 11, 12)), FactType.DATE)
    commit = Place("catalog.csv@b300abb883", 11, 29, heading="Price")
    rows = (
        EvidenceRow({"date": day, "until": last, "price": money("9.99")}, commit),
        EvidenceRow({"date": day, "until": day, "price": money("9.99")}),
    )
    history = Evidence(
        "price_history", words("Price history", "价格历史"), FactType.TABLE, None,
        Exact(({}, {}, {})), rows=rows, more_rows=2,
    )  # fmt: skip
    report = replace(one_sku(), findings=(replace(finding, evidence=(history,)),))
    text = printed(report)
    said = "Price history 2026-11-11 to 2026-11-12, 9.99 USD, catalog.csv@b300abb883:11:29"
    assert said in text
    assert "= from:  Price history 2026-11-11, 9.99 USD\n" in text
    assert "= from:  Price history: 2 more such rows\n" in text
    assert "价格历史：另有 2 行同类记录" in printed(report, lang="zh")


def test_earlier_copies_share_a_line() -> None:
    report = fifty_skus()
    copies = tuple(
        replace(
            report.inputs[0], path=f"catalog.csv@{day}", copy_of="catalog.csv",
            moment=datetime(2026, 11, day),
        )
        for day in (3, 1, 2)
    )  # fmt: skip
    many = replace(report, inputs=(*report.inputs, *copies))
    shown = [line for line in printed(many).split("\n") if "catalog.csv" in line]
    assert [" ".join(line.split()) for line in shown] == [
        "catalog.csv 3 earlier copies, 2026-11-01 to 2026-11-03"
    ]
    single = replace(report, inputs=(*report.inputs, replace(copies[0], copy_of=copies[0].path)))
    assert "snapshots" in printed(single)
    assert "1 earlier copy, 2026-11-03" in printed(single)


def test_a_floor_says_at_least() -> None:
    fix = replace(price_finding().fixes[0], target=money("7.00"))
    text = printed(replace(one_sku(), findings=(replace(price_finding(), fixes=(fix,)),)))
    assert "so at least 7.00 USD" in text


def test_a_bound_is_told_as_one() -> None:
    shown = replace(one_sku(), findings=(sold_unknown(),))
    assert "has:   at least 500 reviews" in printed(shown)
    assert "现值: 至少 500 条评价" in printed(shown, lang="zh")


def test_an_unknown_says_what_to_give_and_where_it_is() -> None:
    assert (
        "help: give item rating (DSR) `item_dsr`; found in: Store > Product diagnosis > Export"
    ) in printed(one_sku())


def test_many_records_get_an_overview() -> None:
    text = printed(fifty_skus())
    order = ["warning[SKU-F020]", "products.csv     50 SKUs", "READY 31", "ISSUES", "error[AE-"]
    order += ["ONE STEP", "CAN'T TELL, most", "exit 1:"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_every_cut_is_counted() -> None:
    text = printed(fifty_skus())
    assert "34 findings in all; these are examples, 31 not shown" in text
    assert printed(REPORTS["million-skus"]()).count("2 more files not shown") == 1
    assert "3 more issues not shown" in printed(REPORTS["million-skus"]())


def test_verbose_shows_all_there_is() -> None:
    text = printed(fifty_skus(), verbose=True)
    assert text.count("error[AE-OUTLET-002]") == 10
    assert "10 more findings not shown" in text
    assert "examples" not in text


def test_few_findings_of_many_records_are_all_shown() -> None:
    shown = replace(
        fifty_skus(),
        rules=(summary(STOCK, 48, 2),),
        counts={Outcome.FAIL: 2, Outcome.PASS: 48},
        findings=(stock_finding("A"), stock_finding("B")),
    )
    text = printed(shown)
    assert text.count("error[AE-OUTLET-003]") == 2
    assert "IN DETAIL" in text
    assert "not shown" not in text


def test_passes_beyond_the_first_are_counted() -> None:
    passed = tuple(
        Passed(
            rule(f"R-{number}", words("t", "题")),
            Outcome.PASS if number % 2 else Outcome.NOT_APPLICABLE,
            Subject("sku", "A"),
            words("stock at least 1", "库存至少 1"),
            pieces(5),
            pieces(1),
        )
        for number in range(60)
    )
    text = printed(replace(one_sku(), passed=passed))
    assert "10 more rules that pass not shown" in text
    assert "25 more rules that do not apply, not shown" in text
    assert "not shown" not in printed(replace(one_sku(), passed=passed), verbose=True)


def test_hidden_findings_of_one_record_are_counted() -> None:
    shown = replace(one_sku(), counts={Outcome.FAIL: 5, Outcome.UNKNOWN: 1})
    assert "4 more findings not shown" in printed(shown)


def test_missing_facts_beyond_the_first_are_counted() -> None:
    many = tuple(
        MissingRank(replace(DSR, fact=f"fact_{number}"), 9, 9, 9, entities=(DSR.entity,))
        for number in range(14)
    )
    text = printed(replace(fifty_skus(), missing=many))
    assert "4 more facts not shown" in text
    assert "fact_13" not in text


def test_issues_come_by_what_they_win() -> None:
    text = printed(fifty_skus())
    table = text[text.index("ISSUES") : text.index("EXAMPLES")]
    ids = re.findall(r"(error|warning|can't tell) +(\S+)", table)
    assert ids == [
        ("error", "AE-OUTLET-002"),
        ("error", "AE-STORE-005"),
        ("error", "AE-OUTLET-003"),
        ("warning", "AE-OUTLET-005"),
        ("can't tell", "AE-OUTLET-004"),
        ("can't tell", "AE-OUTLET-002"),
        ("can't tell", "AE-OUTLET-005"),
    ]


def test_a_store_that_holds_back_most_is_the_first_step() -> None:
    rules = tuple(
        replace(item, holds_back=30) if item.rule.id == "AE-STORE-005" else item
        for item in fifty_skus().rules
    )
    text = printed(replace(fifty_skus(), rules=rules))
    assert "solve AE-STORE-005 (Store at level Lv.2) first: it holds back 30 SKUs" in text


@pytest.mark.parametrize(
    ("code", "changes", "want"),
    [
        (0, {}, "exit 0: nothing failed\n"),
        (0, {"rules": (summary(PRICE, 1, 2),)}, "counts as a failure here (2 errors)\n"),
        (1, {"rules": (summary(PRICE, 1, 2, 3),)}, "to solve (2 errors, 3 can't tell)\n"),
        (3, {}, "exit 3: nothing was checked: no file was read\n"),
        (4, {"rules": (summary(PRICE, 0, 0, 1),)}, "but 1 check could not be decided\n"),
    ],
)
def test_the_exit_code_is_explained(code: int, changes: dict[str, object], want: str) -> None:
    assert printed(report(exit_code=code, **changes)).endswith(want)


def test_nothing_checked_says_why_and_what_helps() -> None:
    text = printed(nothing_checked())
    assert "no record was found in the files" in text
    assert "help: a file needs a line of headings" in text


def test_several_programs_have_a_verdict_each() -> None:
    readiness = (
        Readiness("aliexpress/outlet", words("Outlet", "Outlet"), 0, 1, 0, 0),
        Readiness("aliexpress/qrp", words("QRP", "QRP"), 1, 0, 0, 0),
    )
    text = printed(replace(one_sku(), readiness=readiness))
    assert "ONE FIX AWAY for Outlet: 1 error, 1 can't tell, 1 pass\n" in text
    assert "READY for QRP: nothing judged\n" in text


def test_bar_shows_even_the_smallest_share() -> None:
    readiness = (Readiness("p", words("P", "P"), 999_997, 1, 1, 1),)
    text = printed(replace(fifty_skus(), readiness=readiness))
    assert re.search(r"\[=+\|-\|\.\|\?\]", text)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 72, 80, 100, 133, 200])
def test_lines_fit(name: str, lang: str, columns: int) -> None:
    shown = replace(REPORTS[name](), diagnostics=())
    for line in printed(shown, lang=lang, width=columns).splitlines():
        assert width(line) <= columns, line


@pytest.mark.parametrize("columns", [0, 1, 59, 201, 10_000])
def test_odd_widths_do_no_harm(columns: int) -> None:
    assert printed(fifty_skus(), width=columns)


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ids_are_whole_at_every_width(columns: int, lang: str) -> None:
    long = "AMZ-CROSS-MARKETPLACE-PRICING-001"
    info = replace(PRICE, id=long)
    shown = replace(
        fifty_skus(),
        rules=(summary(info, 1, 20, 5, clears=3), *fifty_skus().rules),
        findings=(replace(price_finding("SKU-" + "X" * 100), rule=info),),
        missing=(
            MissingRank(
                replace(LOW, fact="a_fact_with_a_very_long_name_indeed"),
                3,
                3,
                3,
                entities=(LOW.entity,),
            ),
        ),
    )
    text = printed(shown, width=columns, lang=lang)
    assert text.count(long) >= 3
    assert "SKU-" + "X" * 100 in text
    assert "a_fact_with_a_very_long_name_indeed" in text


def test_columns_of_a_chinese_table_are_aligned() -> None:
    lines = printed(fifty_skus(), lang="zh", width=120).splitlines()
    start = next(index for index, line in enumerate(lines) if "问题（" in line)
    edge = width(lines[start][: lines[start].index("可解决") + len("可解决")])
    for line in lines[start + 1 : start + 8]:
        figures = re.search(r"  +[0-9]+(?: 家店铺)?  +(?:[0-9]+|-)(?=   |$)", line)
        assert figures is not None
        assert width(line[: figures.end()]) == edge, line


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_color_changes_nothing_else(name: str, lang: str) -> None:
    plain = printed(REPORTS[name](), lang=lang)
    painted = printed(REPORTS[name](), lang=lang, color=True)
    assert "\x1b" not in plain
    assert "\x1b[" in painted
    bare = re.sub(r"\x1b\[[0-9;]*m", "", painted)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


@pytest.mark.parametrize("name", REPORTS)
def test_english_is_ascii_but_for_the_sellers_own_text(name: str) -> None:
    text = printed(REPORTS[name]()).replace("仓库.xlsx 库存!D42", "").replace("可用库存", "")
    assert all(ord(character) < 128 or character == "…" for character in text)


@pytest.mark.parametrize("name", REPORTS)
def test_no_line_ends_in_blanks(name: str) -> None:
    for line in printed(REPORTS[name]()).splitlines():
        assert line == line.rstrip()


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("reporter", ["text", "json"])
def test_the_same_report_prints_the_same(name: str, reporter: str) -> None:
    assert printed(REPORTS[name](), reporter) == printed(REPORTS[name](), reporter)


def test_chinese_reports_hold_no_english_prose() -> None:
    text = printed(replace(fifty_skus(), diagnostics=()), lang="zh")
    foreign = {"SKU", "USD", "Outlet", "Variant", "Price", "Blue", "bowl", "sale", "Cup", "red"}
    foreign |= {"new", "Lv", "DSR", "skulint", "fulfilment", "price", "store"}
    bare = re.sub(r"`[^`]*`|\S*\.(csv|txt|pdf|xlsx)\S*|[A-Z]+-[A-Z0-9/-]+|utf-8|cp1252", "", text)
    assert set(re.findall(r"[A-Za-z]{3,}", bare)) <= foreign


def test_titles_are_cut_only_in_the_table() -> None:
    long = words("A title that goes on " * 6, "一个很长很长的标题" * 12)
    info = replace(PRICE, title=long)
    shown = replace(fifty_skus(), rules=(summary(info, 1, 20, clears=9), *fifty_skus().rules))
    for lang in ("en", "zh"):
        lines = printed(shown, lang=lang).splitlines()
        row = next(line for line in lines if line.lstrip().startswith(("error", "错误")))
        assert "…" in row
        assert width(row) <= 100


def test_combining_marks_do_not_shift_columns() -> None:
    assert unicodedata.normalize("NFD", "é") != "é"
    finding = replace(rating_unknown(), subject=Subject("sku", "e\u0301" * 3))
    assert "e\u0301" * 3 in printed(replace(one_sku(), findings=(finding,)))
