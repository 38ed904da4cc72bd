"""A follow-up is restated from the conversation; a question that stands alone, or changes the topic, is not."""

import pytest

from assistant.records import Turn
from assistant.retrieval.restate import restate, wants_more, within_budget

TOPIC = "合同结束后数据怎么处理"
HISTORY = [Turn(TOPIC, "……")]


@pytest.mark.parametrize(
    ("asked", "restated"),
    [
        ("多久?", f"{TOPIC} 多久?"),
        ("那乙方不给呢", f"{TOPIC} 那乙方不给呢"),
        ("要不要他们出个证明", f"{TOPIC} 要不要他们出个证明"),
        ("哪条法律说的", f"{TOPIC} 哪条法律说的"),
        ("还有呢", TOPIC),
        ("验收标准怎么写", "验收标准怎么写"),
        ("算了,先说别的,多少钱合适", "算了,先说别的,多少钱合适"),
        ("供应商泄露了会员信息我们要不要向主管部门报告", "供应商泄露了会员信息我们要不要向主管部门报告"),
    ],
)
def test_only_what_leans_on_the_conversation_is_restated(asked: str, restated: str) -> None:
    assert restate(asked, HISTORY) == restated


def test_without_a_conversation_nothing_is_restated() -> None:
    assert restate("多久?", []) == "多久?"


def test_a_change_of_side_takes_the_topic_to_the_other_side() -> None:
    assert restate("那乙方呢", [Turn("甲方逾期付款怎么办", "……")]) == "乙方逾期付款怎么办"


def test_the_topic_is_the_last_question_that_stood_alone() -> None:
    history = [Turn("定金能收多少", "……"), Turn("超了咋办", "……")]
    assert restate("他们退几倍", history).startswith("定金能收多少")


def test_an_old_conversation_is_looked_at_only_within_its_budget() -> None:
    long = [Turn("很久以前的问题" * 50, "很长的回答" * 200) for _ in range(5)] + HISTORY
    assert within_budget(long, budget=100) == HISTORY
    assert within_budget(HISTORY, budget=1) == HISTORY


@pytest.mark.parametrize(
    ("asked", "more"), [("还有呢", True), ("还有吗?", True), ("继续", True), ("还有哪些条款要写", False)]
)
def test_a_wish_for_more_is_recognised(asked: str, more: bool) -> None:
    assert wants_more(asked) is more
