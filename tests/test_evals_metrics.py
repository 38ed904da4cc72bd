"""The other metrics, each against cases small enough to work out by hand."""

import pytest

from evals.metrics.abstention import auroc, curve
from evals.metrics.citations import Statement, citation_precision, citation_recall, statements
from evals.metrics.findings import found, matches, planted
from evals.metrics.interval import mean_interval, paired_difference, weighted_mean
from evals.metrics.points import met_points
from evals.metrics.spans import Span, merged, precision_and_recall


@pytest.mark.parametrize(
    ("answer", "alternatives", "met"),
    [
        ("首付不超过30%。", ["30%"], True),
        ("首付不超过 30 %。", ["30%"], True),
        ("应当在20日内付清", ["20%"], False),
        ("按千分之一计", ["1‰"], False),
        ("按1‰计", ["1‰"], True),
        ("乙方应当书面,通知甲方", ["书面通知"], True),
        ("验收后付款", ["签字", "验收"], True),
        ("验收后付款", [""], False),
        ("验收后付款", [], False),
    ],
)
def test_a_point_is_met_by_any_alternative_and_keeps_percent_signs(answer, alternatives, met):
    assert met_points(answer, [alternatives]) == [met]


@pytest.mark.parametrize(
    ("retrieved", "marked", "precision", "recall"),
    [
        ([(0, 10)], [(0, 10)], 1.0, 1.0),
        ([(0, 10)], [(5, 15)], 0.5, 0.5),
        ([(0, 10), (0, 10)], [(0, 20)], 1.0, 0.5),
        ([(0, 6), (4, 10)], [(0, 10), (8, 10)], 1.0, 1.0),
        ([], [(0, 10)], 0.0, 0.0),
        ([(3, 3)], [(0, 10)], 0.0, 0.0),
    ],
)
def test_spans_are_merged_before_they_are_counted(retrieved, marked, precision, recall):
    spans = [[Span("a", *pair) for pair in pairs] for pairs in (retrieved, marked)]
    assert precision_and_recall(*spans) == (precision, recall)


def test_spans_of_different_files_never_meet():
    assert precision_and_recall([Span("a", 0, 5)], [Span("b", 0, 5)]) == (0.0, 0.0)
    assert merged([Span("a", 0, 5), Span("b", 3, 8)]) == [Span("a", 0, 5), Span("b", 3, 8)]


def answer(text: str, quotes: dict[int, str], articles: list[tuple[str, int, str]] | None = None) -> dict[str, object]:
    return {
        "answer": text,
        "citations": [{"n": n, "quote": quote} for n, quote in quotes.items()],
        "statutes": [{"law": law, "article": n, "text": held} for law, n, held in articles or []],
    }


@pytest.mark.parametrize(
    ("text", "quotes", "recall"),
    [
        ("结论:首付30%。 [1]", {1: "首付30%。"}, 1.0),
        ("结论:首付50%。 [1]", {1: "首付30%。"}, 0.0),
        ("结论:首付30%。", {1: "首付30%。"}, 0.0),
        ("结论:首付30%。 [2]", {1: "首付30%。"}, 0.0),
        ("要点:\n- 先验收。 [1]\n- 后付款。 [2]", {1: "先验收。", 2: "先付款。"}, 0.5),
    ],
)
def test_a_statement_needs_a_citation_that_holds_it_word_for_word(text, quotes, recall):
    assert citation_recall(statements(answer(text, quotes))) == recall


def test_an_article_line_rests_on_the_text_of_its_article():
    text = "法律依据:\n- 《民法典》第585条(现行有效):当事人可以约定违约金。……"
    held = [("民法典", 585, "当事人可以约定违约金。约定的违约金低于损失的,可以增加。")]
    assert citation_recall(statements(answer(text, {}, held))) == 1.0
    assert citation_recall(statements(answer(text, {}, [("民法典", 585, "当事人应当约定违约金。")]))) == 0.0
    assert citation_recall(statements(answer(text, {}))) == 0.0


def test_the_assistants_own_frames_are_no_statements():
    text = "数字对照:您说的是首付80%,这里建议的范围是20%至30%。超出建议范围,对您不利。\n结论:首付30%。 [1]"
    assert [s.text for s in statements(answer(text, {1: "首付30%。"}))] == ["首付30%。"]


@pytest.mark.parametrize(
    ("quotes", "precision"),
    [
        (("先验收再付款",), 1.0),
        (("先验收再付款", "别的话"), 0.5),
        (("先验收", "再付款"), 1.0),
        (("别的话",), 0.0),
        ((), 0.0),
    ],
)
def test_a_citation_counts_only_if_the_statement_needs_it(quotes, precision):
    assert citation_precision([Statement("先验收再付款", quotes)]) == precision


FINDING = {
    "id": "payment.prepaid",
    "kind": "risk",
    "quote": "签约当日支付合同总价的90%",
    "why": "预付比例过高",
    "suggestion": "改为分期",
    "basis": [["民法典", 526]],
}


@pytest.mark.parametrize(
    ("entry", "matched"),
    [
        ("payment.prepaid", True),
        ("payment.other", False),
        ({"kind": ["risk"]}, True),
        ({"kind": ["vague"]}, False),
        ({"kind": ["risk", "vague"], "quote_contains": ["90 %", "定金"]}, True),
        ({"kind": ["risk"], "quote_contains": ["9"], "about": ["验收"]}, False),
        ({"about": ["分期"]}, True),
        ({"kind": ["risk"], "basis": [["民法典", 526]]}, True),
        ({"kind": ["risk"], "basis": [["民法典", 585]]}, False),
    ],
)
def test_every_key_of_an_entry_must_hold_of_one_finding(entry, matched):
    assert matches(entry, FINDING) is matched
    assert found([entry], [FINDING]) == [matched]


def test_precision_looks_past_the_basis_and_counts_what_was_not_planted():
    other = FINDING | {"kind": "missing", "quote": ""}
    assert planted([{"kind": ["risk"], "basis": [["民法典", 585]]}], [FINDING, other]) == [True, False]


def test_an_absent_quote_matches_no_wanted_quote():
    assert not matches({"quote_contains": ["90%"]}, FINDING | {"quote": ""})


def test_the_curve_falls_from_everything_answered_to_nothing():
    points = curve([0.9, 0.6], [0.5, 0.1])
    assert (points[0].coverage, points[0].error) == (1.0, 1.0)
    assert (points[-1].coverage, points[-1].error) == (0.0, 0.0)
    at = next(p for p in points if p.threshold == 0.6)
    assert (at.coverage, at.error) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("known", "unknown", "area"),
    [([0.9, 0.8], [0.1], 1.0), ([0.1], [0.9], 0.0), ([0.5], [0.5], 0.5), ([], [0.5], 0.0)],
)
def test_auroc_is_the_chance_that_an_answerable_question_ranks_higher(known, unknown, area):
    assert auroc(known, unknown) == area


def test_the_interval_is_seeded_holds_the_mean_and_shrinks_with_n():
    values = [0.0, 1.0] * 20
    low, high = mean_interval(values, [1.0] * 40, seed=7)
    assert (low, high) == mean_interval(values, [1.0] * 40, seed=7)
    assert low < 0.5 < high
    wide = mean_interval(values[:10], [1.0] * 10, seed=7)
    assert wide[1] - wide[0] > high - low


def test_a_weighted_mean_counts_points_not_cases():
    assert weighted_mean([1.0, 0.0], [3.0, 1.0]) == 0.75


def test_a_paired_difference_sees_a_steady_gain_that_lies_within_the_spread():
    before = [0.1, 0.9, 0.2, 0.8] * 10
    mean, (low, high) = paired_difference(before, [v + 0.05 for v in before], seed=0)
    assert mean == pytest.approx(0.05)
    assert low == pytest.approx(0.05) and high == pytest.approx(0.05)
