"""The pattern language: gaps, negation, and no text that makes it slow."""

import time
from pathlib import Path

import pytest

from assistant.critique.patterns import Pattern, PatternFault, Searcher, compile_pattern
from assistant.critique.playbook import load_playbook
from assistant.critique.reading import Reading, read

LEXICON = {"训练": "训练|学习"}
FOLDER = Path(__file__).parent.parent / "knowledge" / "playbook"


def found(pattern: str, text: str, *, whole: bool = False, negation: bool = False) -> list[str]:
    reading, _ = read(text)
    matches = Searcher(reading).find(compile_pattern(pattern, LEXICON), whole=whole, negation=negation)
    return [reading.text[m.start : m.end] for m in matches]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("数据…任何目的", "乙方可将数据脱敏后用于任何目的。", ["数据脱敏后用于任何目的"]),
        ("数据…任何目的", "数据" + "很" * 16 + "任何目的", []),
        ("数据……任何目的", "数据" + "很" * 16 + "任何目的", ["数据" + "很" * 16 + "任何目的"]),
        ("数据……任何目的", "数据归甲方。任何目的", []),
        ("〈训练〉", "机器学习与训练", ["学习", "训练"]),
        ("每日…〈比例〉", "每日按千分之五", ["每日按5‰"]),
        ("甲方…(?:很)?…付款", "甲方应当付款", ["甲方应当付款"]),
        ("甲方(?:应|须)付款", "甲方须付款", ["甲方须付款"]),
    ],
)
def test_gaps_are_bounded_and_stay_within_a_sentence(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


def test_a_search_of_the_whole_clause_crosses_sentences() -> None:
    assert found("不计入……黑客", "不计入:(1)维护;(2)黑客", whole=True) == ["不计入:(1)维护;(2)黑客"]


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("乙方可将数据用于训练", 1),
        ("乙方不得将数据用于训练", 0),
        ("禁止乙方将数据用于训练", 0),
        ("甲方不得转售,乙方可将数据用于训练", 1),
        ("因不可抗力,乙方可将数据用于训练", 1),
        ("乙方无权将数据用于训练", 0),
    ],
)
def test_a_negated_permission_is_no_permission(text: str, matches: int) -> None:
    assert len(found("数据…训练", text, negation=True)) == matches


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:a+)+b",
        "数据.*目的",
        "数据.{0,9}目的",
        "(?:数据){2,9}",
        "[^。]{1,400}",
        "数据……",
        "(?:的)?",
        "〈没有〉",
        "(a",
    ],
)
def test_a_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    with pytest.raises(PatternFault):
        compile_pattern(pattern, LEXICON)


def every_pattern() -> list[Pattern]:
    patterns: list[Pattern] = []
    for kind in load_playbook(FOLDER).types:
        patterns += [*kind.recognition.patterns, *kind.recognition.against]
        for element in kind.elements:
            patterns += [*element.present, *element.vague, *element.when]
        for flag in kind.red_flags:
            patterns += [*flag.any, *flag.all, *flag.share_of, *flag.unless, *flag.unless_clause]
    return patterns


HOSTILE = {
    "no": "不" * 20_000,
    "parties": "甲方乙方" * 5_000,
    "figures": "90日5%1000元" * 2_000,
    "words": "数据责任承担损失任何赔偿视为" * 1_400,
    "commas": "甲方,乙方," * 3_300,
    "blank": " \u3000" * 10_000 + "x",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_of_the_playbook_is_slow_on_a_hostile_text(name: str) -> None:
    """20,000 characters without one sentence end; the bound is generous for a loaded machine, runaways take hours."""
    text = HOSTILE[name][:20_000]
    searcher = Searcher(Reading(text, tuple(range(len(text))), tuple(range(1, len(text) + 1))))
    slowest = ("", 0.0)
    for pattern in every_pattern():
        start = time.process_time()
        searcher.find(pattern, negation=True)
        slowest = max(slowest, (pattern.source, time.process_time() - start), key=lambda s: s[1])
    assert slowest[1] < 2.0, slowest
