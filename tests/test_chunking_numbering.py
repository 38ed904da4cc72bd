"""Headings are found by the numbering that a document uses, and a reference to one is no heading."""

import pytest

from assistant.chunking.numbering import find_headings


def labels(text: str) -> list[str]:
    return [heading.label for heading in find_headings(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一编 总则\n第一章 定义\n第一节 范围\n第一条 本合同", ["第一编", "第一章", "第一节", "第一条"]),
        ("第一条 付款\n第二条 交付\n第十二条 保密", ["第一条", "第二条", "第十二条"]),
        ("第1条 付款\n第２条 交付", ["第1条", "第２条"]),
        ("第 一 条 付款\n第 二 条 交付", ["第 一 条", "第 二 条"]),
        ("二、付款\n甲方付款。\n三、交付\n乙方交付。", ["二、", "三、"]),
        ("3.2 付款\n3.3 交付", ["3.2", "3.3"]),
        ("一、付款\n甲方付款。\n二、交付\n乙方交付。", ["一、", "二、"]),
        ("(一)付款\n(二)交付", ["(一)", "(二)"]),
        ("（一）付款\n（二）交付", ["（一）", "（二）"]),
        ("1. 付款\n2. 交付\n3. 保密", ["1.", "2.", "3."]),
        ("1、付款\n2、交付", ["1、", "2、"]),
        ("1.1 付款\n1.2 交付\n2.1 保密\n2.1.1 期限\n2.1.2 例外", ["1.1", "1.2", "2.1", "2.1.1", "2.1.2"]),
        ("1.1. 付款\n1.2. 交付", ["1.1.", "1.2."]),
        ("(1) 付款\n(2) 交付", ["(1)", "(2)"]),
        ("1) 付款\n2) 交付", ["1)", "2)"]),
        ("① 付款\n② 交付", ["①", "②"]),
        ("Article 1 Payment\nArticle 2 Delivery", ["Article 1", "Article 2"]),
        ("# 指南\n## 付款\n付款。", ["#", "##"]),
        ("第八条 违约责任\n乙方迟延的。", ["第八条"]),
        ("第一条 付款;第二条 交付;第三条 保密", ["第一条", "第二条", "第三条"]),
    ],
)  # fmt: skip
def test_each_family_of_numbers_is_found(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "乙方应当依照第十二条的规定付款。",
        "乙方应当依照\n第十二条的规定付款。",
        "违约责任见\n第八条和第九条。",
        "第五条规定的情形除外。",
        "第三条、第四条不适用。",
        "第三条第二款不适用。",
        "第五条所述的情形除外。",
        "总价为\n3.5万元,分三期。",
        "版本为 2.1 的软件。",
        "2026年的合同。",
        "3 个月内付清。",
        "附件五、附件六一并签署。",
    ],
)  # fmt: skip
def test_a_reference_or_an_amount_is_no_heading(text: str) -> None:
    assert labels(text) == []


def test_a_number_that_continues_no_count_is_no_heading() -> None:
    assert labels("1. 付款\n2. 交付\n合计\n98. 元整\n3. 保密") == ["1.", "2.", "3."]


def test_a_title_ends_before_the_text_of_its_clause() -> None:
    found = find_headings(
        "第一条 违约责任\n乙方迟延交付的,应当支付违约金。\n第二条 甲方应当按照本合同约定的时间和方式付款,逾期的每日支付违约金。"
    )
    assert [(h.label, h.title) for h in found] == [("第一条", "违约责任"), ("第二条", "")]


def test_ten_thousand_lines_are_read_in_linear_time() -> None:
    text = "".join(f"第{i}条 依照第{i + 1}条的规定\n{i}.1 付款(一)、①、1.1.1.1.1.1\n" for i in range(1, 5000))
    assert len(find_headings(text)) > 4000
