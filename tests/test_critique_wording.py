"""Dangerous wording that no pattern knows is found, alarming words in fair sentences are not blamed, and the fit is true."""

from dataclasses import replace
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path

import numpy as np
import pytest

from assistant.cli import main
from assistant.critique.classifier import Classifier, classifier_from, load_classifier
from assistant.critique.critic import Critic
from assistant.critique.features import features
from assistant.critique.playbook import load_playbook
from assistant.critique.rules import Playbook
from assistant.critique.wording import BY_LIKENESS
from assistant.errors import ContentError
from assistant.models.linear import LinearText, hashed
from assistant.records import Finding
from assistant.statutes import open_statute_book
from evals.critique_examples import Example, from_cases, from_playbook, from_wordings
from evals.errors import EvalsError
from evals.fit_classifier import Judged, alarm_threshold, arrays, cross_validated
from evals.fit_text import fit_text
from evals.records import Case

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@cache
def playbook() -> Playbook:
    return load_playbook(KNOWLEDGE / "playbook")


@cache
def critic(*, learned: bool = True) -> Critic:
    return Critic(playbook(), open_statute_book(), classifier=load_classifier() if learned else None)


def risks(clause: str, *, learned: bool = True) -> list[Finding]:
    found = critic(learned=learned).critique(clause).clauses
    return [f for review in found for f in review.findings if f.kind == "risk"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("逾期3日的", "逾期2日的", True),
        ("逾期3日的", "逾期90日的", False),
        ("违约金为每日5‰", "违约金为每日5‱", False),
        ("第八条 乙方负责", "第九条 乙方负责", True),
        ("甲方提出异议的,乙方承担损失", "乙方提出异议的,甲方承担损失", False),
    ],
)
def test_a_sentence_counts_by_who_does_what_and_by_the_size_of_its_figures(one: str, other: str, same: bool) -> None:
    assert (sorted(features(one)) == sorted(features(other))) is same


DANGEROUS = [
    "采购人理解,系统里沉淀下来的会员画像属于供应商的经营成果,采购人离开时带不走。",
    "服务中断多久、因何中断,均按服务商后台记下的为准,客户另行举证的不予采纳。",
    "续费价格不沿用本合同,按续费当日乙方对外牌价执行,甲方登录系统即认可新价。",
    "乙方派谁来、派几个人、换不换人,甲方均不得过问,由此造成返工的费用由甲方另付。",
]


@pytest.mark.parametrize("clause", DANGEROUS)
def test_dangerous_wording_is_found_though_nobody_wrote_it_down(clause: str) -> None:
    found = risks(clause)
    assert found
    assert all(clause[f.start : f.end] == f.quote for f in found)
    by_rule = {f.id for f in risks(clause, learned=False)}
    assert all(f.why.endswith(BY_LIKENESS) for f in found if f.id not in by_rule)


BLUNT = [
    "乙方累计赔偿不超过一个月服务费。",
    "乙方的赔偿以一个月的服务费为上限。",
    "甲方逾期付款的,每日按千分之五支付违约金。",
    "合同到期后自动续费一年,甲方须提前90日通知不续。",
    "服务终止后乙方保留数据3日,逾期删除且不可恢复。",
]


@pytest.mark.parametrize("clause", BLUNT)
def test_a_short_blunt_sentence_is_not_excused_for_having_few_words(clause: str) -> None:
    assert risks(clause)


def test_what_a_pattern_flagged_is_not_praised_when_the_wording_takes_it_back() -> None:
    clause = "乙方应及时处理,并以最近一个月服务费为赔偿上限。"
    (review,) = critic().critique(clause).clauses
    assert not any(f.kind == "ok" and "赔偿上限" in f.quote for f in review.findings)


FAIR = [
    "供方不享有任意解除权,解除本合同须有本条列明的事由并先行书面催告。",
    "因不可抗力所致中断,乙方不承担责任,但云资源、短信及乙方的其他供应商故障不属于不可抗力。",
    "甲方未付款经书面催告满30日的,乙方可暂停营销功能,但不得影响收银、储值消费和数据导出。",
]


@pytest.mark.parametrize("clause", FAIR)
def test_alarming_words_in_a_fair_sentence_raise_no_risk(clause: str) -> None:
    assert risks(clause) == []


def test_the_classifier_takes_back_what_a_pattern_flags_in_a_fair_sentence() -> None:
    mistaken = [clause for clause in FAIR if risks(clause, learned=False)]
    assert mistaken
    assert not any(risks(clause) for clause in mistaken)


def test_a_figure_within_bounds_speaks_against_a_flag_about_figures() -> None:
    short = "合同终止后,乙方为甲方保留数据3日供其导出,逾期即清除。"
    long = "合同终止后,乙方为甲方保留数据60日供其导出,逾期即清除。"
    assert "data-return.short-retention" in {f.id for f in risks(short)}
    assert "data-return.short-retention" not in {f.id for f in risks(long)}


def test_a_milder_sentence_is_flagged_beside_a_dangerous_one_and_not_alone() -> None:
    """One-sided drafting is seldom alone: what is nearly dangerous counts as such where another sentence is."""
    alarming, mild = DANGEROUS[0], "乙方的保密义务限于书面标明机密的资料。"
    judge = load_classifier()
    limit = judge.judge("乙方的保密义务限于书面标明机密的资料。").risk
    strict = replace(judge, threshold=limit + 0.3)
    learned = Critic(playbook(), open_statute_book(), classifier=strict)

    def flagged(clause: str) -> bool:
        (review,) = learned.critique(clause).clauses
        return any(f.kind == "risk" and f.start >= clause.index(mild) for f in review.findings)

    assert strict.judge(alarming).risk > strict.threshold
    assert not flagged(mild)
    assert flagged(alarming + mild)


def test_the_stored_fit_knows_the_flags_that_have_wordings_and_no_others() -> None:
    named = {e.flag for e in (*from_playbook(playbook()), *from_wordings(playbook())) if e.flag}
    assert set(load_classifier().flags) == named, "run `python -m evals calibrate --critique --write`"


@pytest.mark.parametrize("group", ["dangerous", "fair"])
def test_every_flag_of_the_buyer_has_wordings_of_both_kinds(group: str) -> None:
    from assistant.yaml_files import load_yaml

    lacking = []
    for kind in playbook().types:
        raw = load_yaml(KNOWLEDGE / "playbook" / "wordings" / f"{kind.id}.yaml", "") or {}
        lacking += [
            f"{kind.id}.{f.id}" for f in kind.red_flags if f.side != "vendor" and len(raw[group].get(f.id, ())) < 4
        ]
    assert lacking == []


def small_fit() -> tuple[list[Example], Classifier]:
    examples = [
        *(Example(f"乙方可随时{x}而无需通知甲方", True, "a.change") for x in ("涨价", "停服", "换人", "关闭接口")),
        *(Example(f"{x}概不退还", True, "a.money") for x in ("已付费用", "预付款", "余款", "服务费")),
        *(Example(f"乙方{x}应提前30日书面通知甲方并经同意", False) for x in ("涨价", "停服", "换人", "关闭接口")),
        *(Example(f"乙方应在15日内退还{x}", False) for x in ("已付费用", "预付款", "余款", "服务费")),
    ]
    return examples, classifier_from(arrays(examples, 0.0))


def test_a_fit_survives_being_stored() -> None:
    examples, classifier = small_fit()
    fitted = fit_text(
        [e.text for e in examples], [e.dangerous for e in examples], features, weights=[1.0] * len(examples)
    )
    for example, expected in zip(examples, fitted.scores([e.text for e in examples]), strict=True):
        judged = classifier.judge(example.text)
        assert judged.risk == pytest.approx(float(expected), abs=0.05)
        assert (judged.risk > 0) is example.dangerous
        assert not example.flag or judged.flags[0][0] == example.flag


def test_a_sentence_of_unknown_words_is_not_dangerous_in_any_known_way() -> None:
    _, classifier = small_fit()
    assert classifier.judge("🙂").flags == ()
    assert classifier.judge("").flags == ()


def test_a_fit_for_other_features_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    path = tmp_path / "old.npz"
    np.savez(path, version=np.int64(0))
    with pytest.raises(ContentError, match="calibrate --critique --write"):
        load_classifier(path)
    with pytest.raises(ContentError, match="calibrate --critique --write"):
        load_classifier(tmp_path / "none.npz")


def test_a_vector_has_unit_length_and_counts_only_known_features() -> None:
    model = LinearText(np.array(sorted(hashed(["a", "b"])), dtype=np.uint32), np.ones(2), np.array([1.0, 1.0]), 0.0)
    places, values = model.vector(hashed(["a", "a", "c"]))
    assert (len(places), float(np.linalg.norm(values))) == (1, pytest.approx(1.0))


def test_examples_come_from_where_a_problem_was_planted() -> None:
    clause = "乙方应每日备份数据。乙方可随时停服。"
    flawed = Case("one", "critique", {"clause": clause, "must_find": [{"quote_contains": ["随时停服"]}]})
    fair = Case("two", "critique", {"clause": clause, "fair": True, "author": "x"})
    noise = Case("three", "critique", {"clause": clause, "no_clause": True})
    assert [(e.text, e.dangerous, e.weight < 1) for e in from_cases([flawed])] == [
        ("乙方应每日备份数据。", False, True),
        ("乙方可随时停服。", True, False),
    ]
    assert [(e.dangerous, e.author, e.fair_clause) for e in from_cases([fair])] == [(False, "x", True)] * 2
    assert list(from_cases([noise])) == []


def test_a_wording_of_an_unknown_flag_is_named(tmp_path: Path) -> None:
    (tmp_path / "sla.yaml").write_text("dangerous:\n  no-such: [乙方可随时停服。]\n", encoding="utf-8")
    with pytest.raises(EvalsError, match="no-such"):
        list(from_wordings(playbook(), tmp_path))


def test_no_author_is_judged_by_a_fit_that_saw_him() -> None:
    examples, _ = small_fit()
    own = [replace(e, author="x", case="c", flag="", dangerous=not e.dangerous) for e in examples]
    judged = cross_validated(examples, own)
    assert len(judged) == len(own)
    assert all((j.risk > 0) is not j.example.dangerous for j in judged)


def test_the_threshold_lets_the_given_share_of_fair_clauses_raise_an_alarm() -> None:
    judged = [
        Judged(Example("x", False, case=str(n), author="x", fair_clause=True), float(risk))
        for n in range(10)
        for risk in (n, -n)
    ]
    assert alarm_threshold(judged, 0.0) == 9
    assert alarm_threshold(judged, 0.2) == 7


def test_an_empty_standard_input_is_answered_with_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"")))
    assert main(["critique", "-"]) == 2
    assert "nothing to critique" in capsys.readouterr().err
