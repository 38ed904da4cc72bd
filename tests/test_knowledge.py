"""The guidance is sound: ids, references, legal basis, length, no section said twice, each found by its own questions."""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.answering.what_if import load_ranges
from assistant.documents.guidance import TOPICS, read_guidance
from assistant.grounding.statute_gate import rule_on
from assistant.index.sources import article_numbers
from assistant.records import Section, SourceKind
from assistant.statutes import StatuteBook, open_statute_book
from assistant.text import bare_characters
from assistant.wiring import Assistant

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
LENGTH = (60, 380)  # characters of a section's text, its line breaks and bullets included
ALIKE = 0.4  # share of common bigrams from which two sections say the same
FOUND = 0.99  # share of lay questions that must find their own section first or second

FACTS_OF_THE_SOURCE_PAGE = {
    "membership functions": ["注册", "登录", "等级", "积分"],
    "licence for one company or a group": ["单一企业", "集团多分支"],
    "licence term": ["起始日期", "终止日期"],
    "update duty and frequency": ["更新", "频率"],
    "repair time": ["修复"],
    "who owns data and who pays": ["所有权", "支付软件费用"],
    "vendor's pay and intellectual property": ["报酬", "知识产权"],
    "total, method and dates of payment": ["总金额", "一次性", "分期", "时间节点"],
    "customisation and maintenance fees": ["定制费", "维护费"],
    "confidentiality": ["商业秘密", "保密"],
    "use of data limited": ["只为提供软件服务使用", "目的限于软件运行", "优化"],
    "encryption algorithm": ["算法"],
    "who may access and when": ["访问"],
    "backup and recovery time": ["备份", "恢复"],
    "breach notice and damages": ["24小时内通知", "赔偿"],
    "buyer helps to investigate": ["配合", "调查"],
    "needs, tiers and redemption rules": ["需求", "兑换"],
    "gaps between need and product": ["差异"],
    "references, stability, compatibility": ["案例", "稳定", "兼容"],
    "fast first use after training": ["上手"],
    "fair liability": ["公平"],
    "first reply in 2 hours": ["2小时内"],
    "immediate start on severe faults": ["立即响应"],
    "general faults in 8 hours": ["8小时内解决"],
    "report every 24 hours": ["每24小时"],
    "training: mode, times, content": ["线上", "混合", "次数", "内容范围"],
    "trainer's qualification": ["讲师", "经验"],
    "upgrades leave data and processes alone": ["现有数据", "业务流程", "提前通知", "解决方案"],
}


@pytest.fixture(scope="module")
def sections() -> list[Section]:
    return [
        s for topic in TOPICS for f in sorted((KNOWLEDGE / topic).rglob("*.md")) for s in read_guidance(f, KNOWLEDGE)
    ]


@pytest.fixture(scope="module")
def book() -> StatuteBook:
    return open_statute_book(date(2026, 11, 24))


def test_there_are_at_least_320_sections_in_five_topics(sections: list[Section]) -> None:
    assert len(sections) >= 320
    assert {s.topic for s in sections} == set(TOPICS)


def test_every_reference_is_unique_and_every_section_is_answer_ready(sections: list[Section]) -> None:
    assert [ref for ref, n in Counter(s.ref for s in sections).items() if n > 1] == []
    assert {s.ref: len(s.body) for s in sections if not LENGTH[0] <= len(s.body) <= LENGTH[1]} == {}


def test_every_section_has_two_to_six_lay_questions_and_none_stands_twice(sections: list[Section]) -> None:
    assert {s.ref: len(s.questions) for s in sections if not 2 <= len(s.questions) <= 6} == {}
    asked = Counter(bare_characters(q) for s in sections for q in s.questions)
    assert [q for q, n in asked.items() if n > 1] == []


def test_every_legal_basis_exists_and_is_in_force(sections: list[Section], book: StatuteBook) -> None:
    cited = {(b.law, b.article) for s in sections for b in s.basis}
    assert {c: book.look_up(*c).standing for c in cited if not book.look_up(*c).citable} == {}
    assert len(cited) > 100


def test_an_article_named_in_a_text_is_its_basis_and_passes_the_gate(
    sections: list[Section], book: StatuteBook
) -> None:
    wrong = {
        (s.ref, str(m.held.basis), m.ruling)
        for s in sections
        for m in rule_on(s.body, book)
        if not m.ruling.passes or m.held.basis not in s.basis
    }
    assert wrong == set()


def test_no_section_speaks_from_a_source_that_the_statute_book_does_not_hold(sections: list[Section]) -> None:
    """Regulations and interpretations are named as a kind of rule only, never with an article."""
    assert [s.ref for s in sections if "条例》第" in s.body or "解释》第" in s.body or "办法》第" in s.body] == []


def test_the_listed_statutes_are_at_least_400_and_all_in_force(book: StatuteBook) -> None:
    listed = yaml.safe_load((KNOWLEDGE / "statutes.yaml").read_text(encoding="utf-8"))
    articles = [(law, n) for law, ranges in listed.items() for n in article_numbers(law, ranges)]
    assert len(articles) >= 400
    assert [a for a in articles if not book.look_up(*a).citable] == []


def test_every_cited_article_is_listed_for_search(sections: list[Section]) -> None:
    listed = yaml.safe_load((KNOWLEDGE / "statutes.yaml").read_text(encoding="utf-8"))
    articles = {(law, n) for law, ranges in listed.items() for n in article_numbers(law, ranges)}
    assert {(b.law, b.article) for s in sections for b in s.basis} - articles == set()


def test_no_two_sections_say_the_same(sections: list[Section]) -> None:
    shingles = {s.ref: _bigrams(s.body) for s in sections}
    holders: dict[str, list[str]] = defaultdict(list)
    for ref, grams in shingles.items():
        for gram in grams:
            holders[gram].append(ref)
    common = Counter(
        (a, b) for refs in holders.values() if len(refs) < 60 for i, a in enumerate(refs) for b in refs[i + 1 :]
    )
    alike = {
        (a, b): round(len(shingles[a] & shingles[b]) / len(shingles[a] | shingles[b]), 2)
        for (a, b), n in common.items()
        if n > 40
    }
    assert {pair: share for pair, share in alike.items() if share > ALIKE} == {}


@pytest.mark.parametrize("words", FACTS_OF_THE_SOURCE_PAGE.values(), ids=FACTS_OF_THE_SOURCE_PAGE.keys())
def test_every_fact_of_the_source_page_stands_in_one_section(sections: list[Section], words: list[str]) -> None:
    assert any(all(word in s.title + s.body for word in words) for s in sections)


def test_every_range_quotes_its_section(sections: list[Section]) -> None:
    bodies = {s.ref: s.body for s in sections}
    assert [r.id for r in load_ranges(KNOWLEDGE / "ranges.yaml") if r.sentence not in bodies.get(r.section, "")] == []


def test_the_checklist_points_to_sections_that_exist(sections: list[Section]) -> None:
    refs = {s.ref for s in sections}
    items = yaml.safe_load((KNOWLEDGE / "checklist.yaml").read_text(encoding="utf-8"))
    assert [i["id"] for i in items if i["section"] not in refs] == []
    assert len({i["id"] for i in items}) == len(items)


@pytest.mark.slow
def test_a_lay_question_finds_its_own_section_first_or_second(guidance: Assistant, sections: list[Section]) -> None:
    asked = [(s.ref, q) for s in sections for q in s.questions]
    missed = []
    for ref, question in asked:
        hits = guidance.searcher.search(question, 2, {SourceKind.GUIDANCE}).hits
        if ref not in {h.passage.section for h in hits}:
            missed.append((question, ref, [h.passage.section for h in hits]))
    assert len(missed) <= (1 - FOUND) * len(asked), missed


def _bigrams(text: str) -> set[str]:
    characters = bare_characters(text)
    return {characters[i : i + 2] for i in range(len(characters) - 1)}
