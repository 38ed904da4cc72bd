"""A quote may differ from its source in white space, width and punctuation, and in nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.quotes import Difference, Support, check_against, check_quote

SOURCE = (
    "乙方应在发现泄露后24小时内书面通知甲方。逾期付款的违约金按日千分之一计算,不超过合同总额的20%。"
    "未经甲方书面同意,乙方不得将数据提供给第三方。"
)


@pytest.mark.parametrize(
    "claim",
    [
        "乙方应在发现泄露后24小时内书面通知甲方",
        "乙方 应在发现泄露后２４小时内 书面通知甲方！",
        "不超过合同总额的20%",
        "未经甲方书面同意，乙方不得将数据提供给第三方",
    ],
)
def test_white_space_width_and_punctuation_do_not_matter(claim: str) -> None:
    verdict = check_quote(claim, SOURCE)
    assert verdict.support is Support.EXACT
    assert 0 <= verdict.start < verdict.end <= len(SOURCE)


@pytest.mark.parametrize(
    ("claim", "difference"),
    [
        ("乙方应在发现泄露后48小时内书面通知甲方。", Difference("2", "")),
        ("逾期付款的违约金按日千分之五计算,不超过合同总额的20%。", Difference("一", "五")),
        ("逾期付款的违约金按日千分之一计算,超过合同总额的20%。", Difference("不", "")),
        ("乙方可在发现泄露后24小时内书面通知甲方。", Difference("应", "可")),
        ("甲方应在发现泄露后24小时内书面通知乙方。", Difference("乙", "甲")),
        ("未经甲方书面同意,乙方得将数据提供给第三方。", Difference("不", "")),
        ("逾期付款的违约金按日千分之一计算,不超过合同总额的2%。", Difference("0", "")),
    ],
)
def test_one_changed_character_is_a_difference_that_is_named(claim: str, difference: Difference) -> None:
    verdict = check_quote(claim, SOURCE)
    assert verdict.support is Support.DIFFERS
    assert difference in verdict.differences or any(d.source in SOURCE for d in verdict.differences)


@pytest.mark.parametrize("claim", ["天气很好适合出门", "", "。,!", "供应商承诺终身免费升级并赠送硬件"])
def test_what_the_source_does_not_speak_of_is_absent(claim: str) -> None:
    assert check_quote(claim, SOURCE).support is Support.ABSENT


@pytest.mark.parametrize(
    ("claim", "source"),
    [("5天内付款", "甲方应在15天内付款"), ("得转让", "乙方不得转让"), ("超过三年", "不超过三年"), ("1%", "0.1%")],
)
def test_a_quote_must_not_begin_inside_a_number_or_after_a_negation(claim: str, source: str) -> None:
    assert check_quote(claim, source).support is not Support.EXACT


def test_the_best_of_several_sources_is_named() -> None:
    place, verdict = check_against("乙方不得转让", ["甲方可以转让", "合同期内乙方不得转让。"])
    assert (place, verdict.support) == (1, Support.EXACT)


@given(st.text(alphabet="甲乙方应不得可在24小时内通知赔偿%千分之一,。", min_size=1, max_size=60), st.data())
def test_any_whole_sentence_of_a_source_stands_in_it(text: str, data: st.DataObject) -> None:
    source = f"前言。{text}。后语。"
    verdict = check_quote(source, source)
    assert verdict.support is Support.EXACT
    assert source[verdict.start : verdict.end].strip("。,") == source.strip("。,")
