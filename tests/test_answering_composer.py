"""The composer: the conclusion to this question first, each statement verbatim and numbered, few lines, no repeats."""

import re

import pytest

from assistant.answering.asked import Asked, answers_kind, what_is_asked
from assistant.answering.compose import REPLY, compose, repeats
from assistant.answering.statements import Part, statements
from assistant.records import Basis, Hit, Passage, SourceKind
from assistant.statutes import StatuteBook, open_statute_book

CAP = (
    "责任上限建议为12个月服务费的100%–200%。\n\n"
    "- 上限按每次事件计算,不按合同期累计计算。\n"
    "- 数据泄露和侵权不受上限限制。\n"
    "写法:“乙方累计责任以12个月服务费的200%为限。”\n"
    "下一步:请乙方书面确认上限的基数。"
)
EXEMPT = "能:概不负责的条款可以要求删除。\n\n- 造成人身损害的免责条款无效。\n- 上限按每次事件计算,不按合同期累计计算。"
WEIGHTS = {"上限": 2.0, "责任": 1.0}


@pytest.fixture(scope="module")
def book() -> StatuteBook:
    return open_statute_book()


def hit(text: str, score: float = 1.0, anchor: str = "cap", basis: tuple[Basis, ...] = ()) -> Hit:
    passage = Passage(
        anchor, SourceKind.GUIDANCE, "clauses/liability.md", f"clauses/liability#{anchor}", "责任上限", ("责任",),
        text, 100, 100 + len(text), basis=basis,
    )  # fmt: skip
    return Hit(passage, score, 0.9, 5.0)


def test_a_section_is_read_as_conclusion_points_wording_and_next_step() -> None:
    assert [s.part for s in statements(hit(CAP).passage)] == [
        Part.CONCLUSION, Part.POINT, Part.POINT, Part.WORDING, Part.NEXT_STEP,
    ]  # fmt: skip


def test_the_answer_begins_with_the_conclusion_and_ends_with_the_next_step(book: StatuteBook) -> None:
    lines = compose("责任上限写多少", [hit(CAP)], book, lambda _: WEIGHTS).text.splitlines()
    assert lines[0].startswith("结论:责任上限建议为12个月服务费的100%–200%。")
    assert lines[-1].startswith("下一步:请乙方书面确认上限的基数。")


def test_every_number_stands_for_a_verbatim_quote_at_its_place(book: StatuteBook) -> None:
    draft = compose("责任上限写多少", [hit(CAP), hit(EXEMPT, 0.9, "exempt")], book, lambda _: WEIGHTS)
    texts = {"clauses/liability#cap": CAP, "clauses/liability#exempt": EXEMPT}
    assert [c.n for c in draft.citations] == list(range(1, len(draft.citations) + 1))
    for citation in draft.citations:
        assert texts[citation.section][citation.start - 100 : citation.end - 100] == citation.quote
        assert f"{citation.quote} [{citation.n}]" in draft.text


def test_another_section_adds_what_is_new_and_never_an_answer_to_its_own_question(book: StatuteBook) -> None:
    draft = compose("责任上限写多少", [hit(CAP), hit(EXEMPT, 0.9, "exempt")], book, lambda _: WEIGHTS)
    assert "造成人身损害的免责条款无效。" in draft.text
    assert "能:概不负责" not in draft.text
    assert draft.text.count("上限按每次事件计算") == 1


def test_a_section_far_behind_the_best_adds_nothing(book: StatuteBook) -> None:
    draft = compose("责任上限写多少", [hit(CAP), hit(EXEMPT, 0.3, "exempt")], book, lambda _: WEIGHTS)
    assert {c.section for c in draft.citations} == {"clauses/liability#cap"}


def test_an_answer_has_at_most_eight_statements(book: StatuteBook) -> None:
    long = "结论。\n\n" + "\n".join(f"- 第{n}点要写清责任上限的第{n}种情形和后果。" for n in "一二三四五六七八九")
    others = [hit(f"另一节{n}的结论说明不同的事情{n * 7}。", 0.95, f"o{n}") for n in range(6)]
    draft = compose("责任上限写多少合适呢", [hit(long), *others], book, lambda _: WEIGHTS)
    assert 2 <= len(draft.citations) <= 8


def test_the_legal_basis_is_shown_with_its_standing_and_cut_at_a_sentence(book: StatuteBook) -> None:
    draft = compose(
        "责任上限写多少", [hit(CAP, basis=(Basis("民法典", 506), Basis("没有这部法", 1)))], book, lambda _: WEIGHTS
    )
    assert [(s.law, s.article) for s in draft.statutes] == [("民法典", 506)]
    line = next(line for line in draft.text.splitlines() if "第506条" in line)
    assert re.match(r"- 《民法典》第506条\(现行有效\):.+[。;；…]$", line)


@pytest.mark.parametrize(
    "text", ["能:可以要求删除。", "不建议签:改成十五日。", "能,但要走对步骤。", "不能:法律不允许。"]
)
def test_a_reply_is_recognised(text: str) -> None:
    assert REPLY.match(text)


@pytest.mark.parametrize(
    "text", ["责任上限建议为12个月服务费。", "违约金过分高于损失的,可以请求减少。", "合同写明五项:金额、时间、方式。"]
)
def test_a_statement_that_stands_alone_is_no_reply(text: str) -> None:
    assert not REPLY.match(text)


def test_a_statement_repeats_another_if_most_of_it_stands_there() -> None:
    assert repeats("上限按每次事件计算。", "责任上限按每次事件计算,不按累计。")
    assert not repeats("数据泄露不受限制。", "责任上限按每次事件计算。")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("多久要通知我们", {Asked.WHEN}),
        ("首付80%行不行", {Asked.HOW_MUCH, Asked.WHETHER}),
        ("数据归谁", {Asked.WHO}),
        ("这条怎么写", {Asked.WORDING}),
        ("供应商跑路了怎么办", {Asked.WHAT_IF}),
        ("验收条款", set()),
    ],
)
def test_what_a_question_asks_for_is_read_from_its_words(question: str, asked: set[Asked]) -> None:
    assert what_is_asked(question) == asked


def test_a_statement_with_a_deadline_answers_when() -> None:
    assert answers_kind("乙方应在24小时内通知。", frozenset({Asked.WHEN})) == 1.0
    assert answers_kind("应当写得清楚。", frozenset({Asked.WHEN})) == 0.0
