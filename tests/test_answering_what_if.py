"""A figure in a question is held against the guidance's range, side by side and with its source."""

from pathlib import Path

import pytest

from assistant.answering.compose import Draft
from assistant.answering.what_if import Range, compare, load_ranges, with_comparison
from assistant.errors import ContentError
from assistant.records import Citation, Passage, SourceKind

RANGES = load_ranges(Path(__file__).resolve().parent.parent / "knowledge" / "ranges.yaml")
SECTIONS = [r.section for r in RANGES]


@pytest.mark.parametrize(
    ("question", "section", "value", "judgement"),
    [
        ("首付80%行不行", "clauses/payment#down-payment", 80, "越过建议的底线"),
        ("首付三成可以吗", "clauses/payment#down-payment", 30, "在建议范围内"),
        ("首付百分之四十呢", "clauses/payment#down-payment", 40, "对您不利"),
        ("首付１０％", "clauses/payment#down-payment", 10, "更有利"),
        ("違約金按每天千分之五高不高", "clauses/breach#amount", 5, "对您不利"),
        ("违约金每天万分之五", "clauses/breach#amount", 0.5, "在建议范围内"),
        ("责任上限三个月服务费够吗", "clauses/liability#cap", 3, "越过建议的底线"),
        ("泄露了两天才通知我们", "data-security/breach#notice-deadline", 48, "对您不利"),
        ("免费维护半年", "after-sales/maintenance#free-period", 6, "越过建议的底线"),
        ("7天没提意见就视为验收合格", "clauses/acceptance#deemed", 7, "对您不利"),
    ],
)
def test_a_figure_is_judged_by_the_range_of_the_section_found(
    question: str, section: str, value: float, judgement: str
) -> None:
    found = compare(question, RANGES, [section])
    assert found is not None
    assert found.value == pytest.approx(value)
    assert judgement in found.text
    assert found.text.startswith("数字对照:")


@pytest.mark.parametrize("question", ["首付多少合适", "违约金怎么写", "80%行不行", ""])
def test_a_question_without_a_figure_or_a_quantity_is_not_compared(question: str) -> None:
    assert compare(question, RANGES, ["clauses/payment#down-payment", "clauses/breach#amount"]) is None


def test_a_range_of_a_section_that_was_not_found_does_not_count() -> None:
    assert compare("首付80%行不行", RANGES, ["after-sales/training#mode"]) is None


def _draft(*citations: Citation) -> Draft:
    return Draft("结论:先看这里。 [1]", citations, ())


def _passage(chosen: Range, text: str) -> Passage:
    return Passage("p", SourceKind.GUIDANCE, "f.md", chosen.section, "标题", (), text, 50, 50 + len(text))


def test_the_comparison_is_numbered_by_the_sentence_it_comes_from() -> None:
    compared = compare("首付80%行不行", RANGES, SECTIONS)
    assert compared is not None
    passage = _passage(compared.range, f"前言。{compared.range.sentence}")
    draft = with_comparison(_draft(Citation(1, "f.md", "s", "t", "先看这里。", 0, 5)), compared, [passage])
    assert draft.text.splitlines()[0].endswith("[2]")
    assert passage.text[draft.citations[1].start - 50 : draft.citations[1].end - 50] == draft.citations[1].quote


def test_a_comparison_whose_sentence_has_gone_is_not_shown() -> None:
    compared = compare("首付80%行不行", RANGES, SECTIONS)
    assert compared is not None
    draft = _draft()
    assert with_comparison(draft, compared, [_passage(compared.range, "改过了。")]) == draft


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("- {id: a, name: 甲}", "missing"),
        ("- {id: a, name: 甲, words: [甲], unit: 斤, usual: [1], worse: higher, section: s, sentence: x}", "Units:"),
        ("- {id: a, name: 甲, words: [甲], unit: 天, usual: [1], worse: both, section: s, sentence: x}", "worse:"),
        (
            "- {id: a, name: 甲, words: [甲], unit: 天, usual: [1], worse: lower, section: s, sentence: x, note: y}",
            "note",
        ),
    ],
)
def test_a_faulty_range_names_the_entry_and_what_to_write(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "ranges.yaml"
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        load_ranges(path)
