"""Chunks are consecutive pieces of the text: put together they are the text, each with its place and headings."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.chunking.passages import BUDGET, document_passages
from assistant.chunking.tokens import clip_tokens, count_tokens
from assistant.records import SourceText

LABELS = ("第一条 ", "第二条 ", "第十二条 ", "一、", "(一)", "1. ", "1.1 ", "①", "Article 1 ", "# ", "第一章 ", "")
SENTENCES = (
    "甲方应当在十日内付款。", "乙方迟延的,每日支付千分之三的违约金;", "依照第十二条的规定,", "合同期满自动续期!",
    "\u3000\u3000本条所称会员数据", "Party A shall pay.", "🙂👨‍👩‍👧", "\u200b", "| 项目 | 金额 |", "a" * 700, "字" * 900, "\t", " ",
)  # fmt: skip
LINES = st.builds(
    lambda label, parts: label + "".join(parts),
    st.sampled_from(LABELS),
    st.lists(st.sampled_from(SENTENCES) | st.text(max_size=40), max_size=6),
)
MARGIN = 40  # tokens: white space and characters of many tokens that lie where a text cannot be cut
TEXTS = st.lists(LINES, max_size=25).map("\n".join)


def document(text: str, kept: tuple[tuple[int, int], ...] | None = None) -> SourceText:
    return SourceText("合同.docx", "合同", text, kept or ((0, len(text)),))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_the_chunks_put_together_are_the_text_nothing_lost_and_nothing_twice(text: str) -> None:
    passages = document_passages(document(text))
    assert "".join(p.text for p in passages).encode("utf-8", "surrogatepass") == text.encode("utf-8", "surrogatepass")
    assert all(a.end == b.start for a, b in pairwise(passages))
    assert all(p.text == text[p.start : p.end] for p in passages)
    assert len({p.id for p in passages}) == len(passages)


@settings(max_examples=100, deadline=None)
@given(TEXTS.filter(lambda t: len(t) > 4), st.data())
def test_what_is_not_kept_is_in_no_chunk_and_everything_kept_is(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    kept = tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if b > a)
    passages = document_passages(document(text, kept))
    assert "".join(p.text for p in passages) == "".join(text[a:b] for a, b in kept)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_no_chunk_exceeds_the_budget_where_it_can_be_cut(text: str) -> None:
    assert all(count_tokens(p.text) <= BUDGET + MARGIN for p in document_passages(document(text)))


def contract(articles: int) -> str:
    return "\n".join(
        f"第{i}条 条款\n乙方应当在{i}日内完成第{i}项工作,并承担迟延交付的违约责任,按日支付千分之三的违约金。"
        for i in range(1, articles + 1)
    )


def test_every_article_begins_a_chunk_and_carries_its_heading() -> None:
    passages = document_passages(document(contract(30)))
    assert [p.title for p in passages] == [f"第{i}条 条款" for i in range(1, 31)]
    assert all(p.headings == ("合同", p.title) for p in passages)


def test_a_long_article_is_cut_at_sentences_and_each_part_keeps_the_path() -> None:
    text = "第一章 总则\n第一条 付款\n" + "甲方应当在收到发票后十日内以转账方式付款。" * 60
    passages = document_passages(document(text))
    assert len(passages) > 3
    assert all(p.text.rstrip().endswith(("。", "款")) for p in passages)
    assert all("第一条 付款" in p.headings for p in passages[1:])


def test_a_chunk_knows_its_page() -> None:
    text = contract(20)
    source = SourceText(
        "合同.pdf", "合同", text, ((0, len(text)),), pages=((0, 1), (text.index("第8条"), 2), (text.index("第15条"), 3))
    )
    pages = {p.title: p.page for p in document_passages(source)}
    assert (pages["第1条 条款"], pages["第7条 条款"], pages["第8条 条款"], pages["第20条 条款"]) == (1, 1, 2, 3)


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_blank_text_gives_no_words_to_find(text: str) -> None:
    assert "".join(p.text for p in document_passages(document(text))) == text


def test_tokens_are_counted_without_a_network_and_special_marks_are_ordinary_text() -> None:
    assert count_tokens("甲方应当付款") > 0
    assert count_tokens("<|endoftext|>") > 1
    assert clip_tokens("甲方应当付款。" * 50, 10) in "甲方应当付款。" * 50
