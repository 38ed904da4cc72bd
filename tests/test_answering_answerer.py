"""The whole answer chain over the real guidance: answers, refusals, follow-ups, named articles, the optional model."""

from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel
from misbehaving_endpoint import endpoint, pieces

from assistant.answering.chain import build_chain
from assistant.answering.inquiry import Inquiry
from assistant.errors import InputRefused
from assistant.records import Answer, Turn
from assistant.settings import from_env
from assistant.wiring import Assistant

pytestmark = pytest.mark.slow
BREACH = "数据泄露后供应商多久要通知我们?"


def assert_grounded(answer: Answer, assistant: Assistant) -> None:
    for citation in answer.citations:
        if not citation.source.startswith("statutes/"):
            assert assistant.source_text(citation.source)[citation.start : citation.end] == citation.quote
        assert f"[{citation.n}]" in answer.answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (BREACH, "24小时"),
        ("首付80%行不行", "20%–30%"),
        ("数据归谁", "甲方"),
        ("售后响应多久算合理", "2小时"),
        ("違約金定多少合適", "20%–30%"),
        ("会原数剧怎么保护", "数据"),
    ],
)
def test_a_question_of_the_field_is_answered_with_exact_quotes(guidance: Assistant, question: str, words: str) -> None:
    answer = guidance.ask(question)
    assert not answer.refused
    assert words in answer.answer
    assert 2 <= len(answer.citations) <= 9
    assert_grounded(answer, guidance)


@pytest.mark.parametrize(
    "question",
    [
        "明天上海天气怎么样",
        "离婚财产怎么分",
        "工伤怎么赔",
        "有赞和微盟哪个好",
        "写一首关于春天的诗",
        "🙂🙂",
        "asdfghjkl",
        "\x00\x01",
    ],
)
def test_a_question_outside_the_field_is_refused_without_citations(guidance: Assistant, question: str) -> None:
    answer = guidance.ask(question)
    assert answer.refused
    assert answer.citations == ()
    assert "我只回答会员系统管理软件采购合同的问题" in answer.answer


@pytest.mark.parametrize(
    ("said", "reply"), [("你好", "签前"), ("谢谢!", "不客气"), ("你能做什么", "三件事"), ("ok", "好的")]
)
def test_small_talk_is_answered_as_a_person_would(guidance: Assistant, said: str, reply: str) -> None:
    answer = guidance.ask(said)
    assert reply in answer.answer
    assert not answer.refused


@pytest.mark.parametrize(
    ("question", "words", "refused"),
    [
        ("民法典第585条怎么规定", "违约金", False),
        ("民法典第1999条怎么规定", "没有第1999条", True),
        ("合同编通则解释第65条是什么", "未收录", True),
        ("根据合同编通则解释第65条,违约金过高怎么办", "未收录", False),
    ],
)
def test_a_named_article_passes_the_statute_gate_first(
    guidance: Assistant, question: str, words: str, refused: bool
) -> None:
    answer = guidance.ask(question)
    assert words in answer.answer
    assert answer.refused is refused
    assert "民法典》第65条" not in answer.answer


def test_a_follow_up_is_restated_from_the_conversation(guidance: Assistant) -> None:
    history = [Turn("合同结束后数据怎么处理", "……")]
    answer = guidance.ask("多久?", history)
    assert answer.restated.startswith("合同结束后数据怎么处理")
    assert not answer.refused


def test_a_changed_topic_is_not_polluted_by_the_old_one(guidance: Assistant) -> None:
    history = [Turn("合同结束后数据怎么处理", "……")]
    assert guidance.ask("培训讲师要什么资质", history).citations[0].section.startswith("after-sales/training")
    assert guidance.ask("今天吃什么", history).refused


def test_more_gives_what_has_not_been_said(guidance: Assistant) -> None:
    first = guidance.ask("签合同前要查供应商什么")
    more = guidance.ask("还有呢", [Turn(first.question, first.answer)])
    assert more.citations[0].section != first.citations[0].section


@pytest.mark.parametrize(("question", "message"), [("  ", "empty"), ("长" * 2001, "2001 characters")])
def test_an_unusable_question_is_refused_with_what_to_do(guidance: Assistant, question: str, message: str) -> None:
    with pytest.raises(InputRefused, match=message):
        guidance.ask(question)


def test_the_chain_is_a_langchain_runnable_that_can_be_taken_apart(guidance: Assistant) -> None:
    chain = build_chain(guidance.answerer)
    assert chain.invoke(Inquiry(BREACH)).answer == guidance.ask(BREACH).answer
    assert [answer.refused for answer in chain.batch([Inquiry(BREACH), Inquiry("明天天气")])] == [False, True]


def with_model(indexed_data_dir: Path, address: str) -> Assistant:
    environ = {"DATA_DIR": str(indexed_data_dir), "LLM_BASE_URL": address, "LLM_MODEL": "m", "LLM_TIMEOUT": "3"}
    assistant = Assistant(from_env(environ, dotenv=None))
    assert isinstance(assistant.answerer.model, BaseChatModel)
    return assistant


def test_a_models_exact_sentences_count_and_the_rest_is_struck(indexed_data_dir: Path) -> None:
    exact = "合同写明乙方发现后24小时内通知甲方,重大事件2–4小时内先打电话,72小时内交书面报告;“及时”“尽快”都不算时限。"
    with endpoint(pieces(f"{exact}[1]\n", "乙方必须赔偿一亿元并公开道歉。[1]\n")) as address:
        assistant = with_model(indexed_data_dir, address)
        answer = assistant.ask(BREACH)
    assert answer.mode == "model"
    assert exact in answer.answer
    assert "一亿元" not in answer.answer
    assert any("1 句话" in notice for notice in answer.notices)
    assert_grounded(answer, assistant)


def test_a_changed_figure_is_struck_and_the_composer_answers(guidance: Assistant, indexed_data_dir: Path) -> None:
    with endpoint(pieces("合同写明乙方发现后48小时内通知甲方。[1]")) as address:
        answer = with_model(indexed_data_dir, address).ask(BREACH)
    assert "48小时" not in answer.answer
    assert answer.answer == guidance.ask(BREACH).answer
    assert any("全部弃用" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"<html>login</html>", 200, "text/html"),
        (b"{}", 429, "application/json"),
        (pieces("半句", finish=None), 200, "text/event-stream"),
        (b"data: {broken\n\n", 200, "text/event-stream"),
    ],
    ids=["html", "429", "cut off", "broken"],
)
def test_a_models_fault_shows_the_composers_answer_with_a_notice(
    guidance: Assistant, indexed_data_dir: Path, body: bytes, status: int, kind: str
) -> None:
    with endpoint(body, status=status, kind=kind) as address:
        answer = with_model(indexed_data_dir, address).ask(BREACH)
    assert answer.answer == guidance.ask(BREACH).answer
    assert answer.mode == "composer"
    assert any("语言模型没有给出可用的回答" in notice for notice in answer.notices)


def test_nothing_unverified_is_streamed(indexed_data_dir: Path) -> None:
    with endpoint(pieces("乙方必须赔偿一亿元。\n", "公开道歉。\n", "终身免费。\n")) as address:
        shown = list(with_model(indexed_data_dir, address).stream(BREACH))
    assert shown
    assert not any("一亿元" in answer.answer or "道歉" in answer.answer for answer in shown)
