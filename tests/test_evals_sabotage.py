"""A part that is broken on purpose turns its own metric red, and leaves the metrics of the other parts alone."""

import json
from pathlib import Path

import pytest
from evals_assistant import Crashing, TinyAssistant, WithBrokenComposer, WithBrokenRetriever, WithBrokenRule

from evals.case_files import committed_cases
from evals.records import Case
from evals.results import measure
from evals.runner import run_cases
from evals.suites import SUITES

QUESTIONS = [
    ("付款分几期比较好", [["30%"], ["验收"]]),
    ("供应商迟延交付怎么扣违约金", [["千分之一"], ["解除合同"]]),
    ("会员数据泄露要多久通知", [["24小时"], ["书面"]]),
]
CLAUSES = [
    ("甲方应于签约当日一次性付清合同总价,已付款项概不退还。", True),
    ("合同总价为人民币20万元,合同生效后支付30%,系统验收合格后支付60%,质保期满支付10%,乙方先开具等额发票。", False),
]


def cases() -> list[Case]:
    asked = [
        Case(f"{suite}-{n}", suite, {"question": question, "points": points})
        for suite in ("retrieval", "answers")
        for n, (question, points) in enumerate(QUESTIONS)
    ]
    flawed = {"must_find": [{"kind": ["risk"]}], "must_not_find": []}
    fair = {"must_find": [], "must_not_find": [{"kind": ["risk"]}]}
    pasted = [
        Case(f"c{n}", "critique", {"clause": c} | (flawed if bad else fair)) for n, (c, bad) in enumerate(CLAUSES)
    ]
    return [*asked, *pasted, *committed_cases([SUITES["grounding"], SUITES["statutes"]], "dev")]


def values(assistant: TinyAssistant) -> dict[str, float]:
    measured = measure(run_cases(cases(), assistant))
    return {m.name: m.value for m in measured if "latency" not in m.name}


@pytest.fixture(scope="module")
def data_dir(small_index: Path) -> Path:
    return small_index.parent


@pytest.fixture(scope="module")
def sound(data_dir: Path) -> dict[str, float]:
    return values(TinyAssistant(data_dir))


def changed(before: dict[str, float], after: dict[str, float]) -> set[str]:
    """Metrics whose value differs; one that can no longer be measured differs too."""
    return {name.rpartition("/")[2] for name in before if abs(before[name] - after.get(name, -1.0)) > 1e-9}


def test_the_sound_assistant_is_green(sound):
    for name in ("recall@10", "point_recall", "citation_exact", "citation_recall", "critique_recall", "basis_valid"):
        assert sound[name] == 1.0, name
    assert sound["wrong_refusal"] == sound["critique_false_risk"] == 0.0


def test_a_broken_retriever_turns_retrieval_red_and_what_rests_on_it(data_dir, sound):
    broken = values(WithBrokenRetriever(data_dir))
    assert broken["recall@10"] < 0.7 and broken["mrr@10"] < 0.7
    retrieval = {"recall@5", "recall@10", "ndcg@10", "mrr@10"}
    assert retrieval <= changed(sound, broken) <= retrieval | {"point_recall", "point_recall_micro"}


def test_a_broken_composer_turns_citation_recall_red_and_what_rests_on_it(data_dir, sound):
    broken = values(WithBrokenComposer(data_dir))
    assert broken["citation_recall"] < 0.6
    composed = {"citation_recall", "citation_precision", "point_recall", "point_recall_micro"}
    assert {"citation_recall"} <= changed(sound, broken) <= composed


def test_a_broken_critique_rule_turns_critique_recall_red_and_what_rests_on_it(data_dir, sound):
    broken = values(WithBrokenRule(data_dir))
    assert broken["critique_recall"] == 0.0
    rested = {"critique_recall", "critique_recall_micro", "critique_precision", "false_no_issue"}
    rested |= {"rewrite_clears", "rewrite_recheck"}
    assert {"critique_recall"} <= changed(sound, broken) <= rested


def test_where_every_case_crashes_the_score_is_the_worst_over_all_cases(data_dir):
    rows = run_cases(cases(), Crashing(data_dir))
    measured = {m.name: m for m in measure(rows)}
    assert (measured["point_recall"].value, measured["point_recall"].n) == (0.0, 3)
    assert (measured["wrong_refusal"].value, measured["wrong_refusal"].n) == (1.0, 3)
    assert (measured["critique_recall"].value, measured["critique_recall"].n) == (0.0, 1)
    assert (measured["critique_false_risk"].value, measured["critique_false_risk"].n) == (1.0, 1)
    assert all("nothing works today" in r.error for r in rows if r.case.suite in ("answers", "critique"))


def test_one_crash_keeps_its_row_and_its_place_in_the_denominator(data_dir):
    sound = Case("good", "answers", {"question": QUESTIONS[0][0], "points": QUESTIONS[0][1]})
    rows = run_cases([sound, Case("empty", "answers", {"question": " ", "points": [["30%"]]})], TinyAssistant(data_dir))
    measured = {m.name: m for m in measure(rows)}
    assert rows[1].error.startswith("InputRefused")
    assert (measured["point_recall"].value, measured["point_recall"].n) == (0.5, 2)
    assert json.dumps(rows[1].error)
