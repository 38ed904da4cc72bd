"""A contract text as the rules see it: one way to write figures and parties, and offsets that stay true."""

import pytest

from assistant.critique.quantities import read_comparison, read_quantity
from assistant.critique.reading import read


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("期满前九十日", "期满前90日"),
        ("３０天内", "30日内"),
        ("三个工作日", "3工作日"),
        ("90个自然日", "90日"),
        ("七十二小时", "72小时"),
        ("两周", "14日"),
        ("一个月", "1个月"),
        ("叁拾日", "30日"),
        ("半年", "6个月"),
        ("三年", "3年"),
        ("千分之五", "5‰"),
        ("百分之二十", "20%"),
        ("百分之百", "100%"),
        ("万分之五", "5‱"),
        ("百分之零点五", "0.5%"),
        ("人民币贰拾捌万元整", "人民币280000元"),
        ("3.5万元", "35000元"),
        ("1,200,000元", "1200000元"),
        ("￥186,000", "186000元"),
        ("双倍返还", "2倍返还"),
        ("以两次为限", "以2次为限"),
        ("24h内", "24小时内"),
        # Not figures, or not to be touched:
        ("一次性支付", "一次性支付"),
        ("第三方", "第三方"),
        ("任何一方", "任何一方"),
        ("上一年度", "上一年度"),
        ("2026年12月31日", "2026年12月31日"),
        ("第十三条", "第十三条"),
    ],
)
def test_figures_are_written_one_way(written: str, normalised: str) -> None:
    assert read(written)[0].text == normalised


@pytest.mark.parametrize(
    ("text", "normalised", "buyer", "vendor"),
    [
        ("供应商应通知采购人。", "乙方应通知甲方。", "采购人", "供应商"),
        ("服务商应告知客户,客户资料由服务商保管。", "乙方应告知甲方,甲方资料由乙方保管。", "客户", "服务商"),
        ("我司有权随时停机,贵司不得异议。", "乙方有权随时停机,甲方不得异议。", "贵司", "我司"),
        ("平台有权变更规则,用户继续使用视为同意。", "乙方有权变更规则,甲方继续使用视为同意。", "用户", "平台"),
        ("甲方(采购人)与乙方签约,采购人付款。", "甲方(甲方)与乙方签约,甲方付款。", "甲方", "乙方"),
        (
            "乙方:某某公司(以下简称“智云”)。甲方委托智云。",
            '乙方:某某公司(以下简称"乙方")。甲方委托乙方。',
            "甲方",
            "乙方",
        ),
        ("甲方和乙方及其供应商、云服务商", "甲方和乙方及其供应商、云服务商", "甲方", "乙方"),
        ("客户服务与客户端升级由服务商负责,客户付费。", "客户服务与客户端升级由乙方负责,甲方付费。", "客户", "服务商"),
    ],
)
def test_parties_are_called_by_their_roles(text: str, normalised: str, buyer: str, vendor: str) -> None:
    reading, parties = read(text)
    assert reading.text == normalised
    assert (parties.buyer, parties.vendor) == (buyer, vendor)


@pytest.mark.parametrize(
    ("text", "piece", "original"),
    [
        ("供应商 应在叁拾日 内退还 ￥1,000。", "30日", "叁拾日"),
        ("供应商 应在叁拾日 内退还 ￥1,000。", "乙方应", "供应商 应"),
        ("供应商 应在叁拾日 内退还 ￥1,000。", "1000元", "￥1,000"),
        ("甲方支付\u200b违约金４００００元", "40000元", "４００００元"),
        ("第一条 定义\n😀乙方负责", "乙方负责", "乙方负责"),
    ],
)
def test_every_normalised_word_leads_back_to_the_original(text: str, piece: str, original: str) -> None:
    reading, _ = read(text)
    place = reading.text.index(piece)
    start, end = reading.origin(place, place + len(piece))
    assert text[start:end] == original


def test_a_wrapped_line_is_one_sentence_and_a_title_stays_alone() -> None:
    wrapped = "第七条 验收\n甲方应在系统上线后组织验收并在约定的期限内签署书面的\n验收报告。\n7.1 其他"
    reading, _ = read(wrapped)
    assert [reading.text[a:b].strip() for a, b in reading.sentences] == [
        "第七条验收",
        "甲方应在系统上线后组织验收并在约定的期限内签署书面的验收报告。",
        "7.1其他",
    ]


@pytest.mark.parametrize(
    ("figure", "bound", "holds"),
    [
        ("5‰", "> 1‰", True),
        ("5‰", "> 1%", False),
        ("90日", "> 1个月", True),
        ("15工作日", "> 72小时", True),
        ("6个月", "< 12个月", True),
        ("1年", "< 12个月", False),
        ("30日", "> 50%", False),
        ("50000元", ">= 50000元", True),
    ],
)
def test_figures_are_compared_across_units_of_one_dimension(figure: str, bound: str, holds: bool) -> None:
    quantity, comparison = read_quantity(figure), read_comparison(bound)
    assert quantity and comparison
    assert comparison.holds(quantity) is holds
