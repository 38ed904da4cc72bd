"""The playbook against the wordings of many vendors: how many dangers it finds, and that fair clauses stay unblamed."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from critique_wordings import Wording, critic, dangerous, fair, false_risks, findings, is_found, kinds

from assistant.records import Critique, FindingKind

DATA = Path(__file__).parent / "data"
ENOUGH = 0.85  # share of all wordings that must be found
LEAST = 0.7  # and of those of any one type
PROBLEMS = (FindingKind.RISK, FindingKind.VAGUE, FindingKind.MISSING)


@cache
def found(kind: str) -> tuple[tuple[Wording, bool], ...]:
    return tuple((wording, is_found(wording)) for wording in dangerous(kind))


@pytest.mark.parametrize("kind", kinds())
def test_most_wordings_of_a_type_are_found(kind: str) -> None:
    missed = [f"{wording.flag}: {wording.text}" for wording, hit in found(kind) if not hit]
    total = len(found(kind))
    assert (total - len(missed)) / total >= LEAST, "\n".join(missed)


def test_nearly_all_wordings_are_found() -> None:
    every = [hit for kind in kinds() for _, hit in found(kind)]
    assert sum(every) / len(every) >= ENOUGH, f"{sum(every)} of {len(every)}"


def test_every_type_has_wordings() -> None:
    assert set(kinds()) == {kind.id for kind in critic().playbook.types}


@pytest.mark.parametrize("kind", kinds())
def test_no_fair_clause_of_a_type_is_called_a_risk(kind: str) -> None:
    assert [(text, risks) for text in fair(kind) if (risks := false_risks(text))] == []


@cache
def clauses() -> Any:
    return yaml.safe_load((DATA / "critique_clauses.yaml").read_text(encoding="utf-8"))


def is_said(problem: dict[str, list[str]], clause: str) -> bool:
    return any(
        any(words in finding.quote for words in problem["quote"])
        and any(str(words) in finding.why + finding.suggestion for words in problem["about"])
        for finding in findings(clause)
        if finding.kind in PROBLEMS
    )


def test_most_problems_planted_in_whole_clauses_are_found() -> None:
    said = [is_said(problem, case["clause"]) for case in clauses()["flawed"] for problem in case["problems"]]
    assert sum(said) / len(said) >= ENOUGH, f"{sum(said)} of {len(said)}"


def test_whole_fair_clauses_raise_no_risk() -> None:
    assert [(text, risks) for text in clauses()["fair"] if (risks := false_risks(text))] == []


def contract(name: str) -> Critique:
    return critic().critique((DATA / "contracts" / f"{name}.txt").read_text(encoding="utf-8"))


# The article, and the words of the problem planted there.
PLANTED = [
    ("第一条", "官网公布的最新产品介绍"), ("第一条", "仅供参考"), ("第二条", "可撤销"), ("第二条", "一家门店"), ("第二条", "视为侵权"),
    ("第三条", "自签订之日起算"), ("第三条", "九十日"), ("第三条", "自动续期三年"), ("第三条", "届时公布的标准"), ("第四条", "一次性付清"),
    ("第四条", "不予退还"), ("第五条", "随时调整收费标准"), ("第五条", "继续使用的视为同意"), ("第七条", "视为验收合格"), ("第八条", "尽快处理"),
    ("第八条", "2000元"), ("第十条", "下线任何功能"), ("第十一条", "归乙方"), ("第十一条", "任何商业目的"), ("第十一条", "训练模型"),
    ("第十二条", "商业上合理"), ("第十二条", "任何地区"), ("第十三条", "合理时间内"), ("第十三条", "由甲方承担"), ("第十四条", "归乙方所有"),
    ("第十五条", "甲方应对"), ("第十五条", "50万元"), ("第十七条", "5‰"), ("第十七条", "五日"), ("第十八条", "一个月"), ("第十八条", "数据丢失"),
    ("第十九条", "怀疑"), ("第十九条", "照常计算"), ("第二十条", "不得以任何理由"), ("第二十条", "提前十日"), ("第二十一条", "三日内"),
    ("第二十一条", "另行付费"), ("第二十二条", "黑客攻击"), ("第二十三条", "转包"), ("第二十四条", "视为送达"), ("第二十五条", "乙方所在地"),
    ("第二十五条", "律师费"), ("第二十六条", "随时修订"), ("第二十七条", "最终解释权"),
]  # fmt: skip
INNOCENT = ("第九条", "第十六条", "第二十八条", "第二十九条", "第三十条")
ABSENT = ("backup", "training", "sla", "audit", "infringement", "after-sales")


def test_the_problems_of_a_vendors_contract_are_found_in_their_articles() -> None:
    raised = [
        (clause.heading.split()[0], finding.quote)
        for clause in contract("vendor_friendly").clauses
        for finding in clause.findings
        if finding.kind in PROBLEMS and clause.heading
    ]
    missed = [(article, words) for article, words in PLANTED if not any(a == article and words in q for a, q in raised)]
    assert len(missed) <= 0.1 * len(PLANTED), missed


def test_the_innocent_articles_of_a_vendors_contract_raise_no_risk() -> None:
    blamed = [
        (clause.heading, finding.id)
        for clause in contract("vendor_friendly").clauses
        for finding in clause.findings
        if clause.heading.startswith(INNOCENT) and finding.kind is FindingKind.RISK
    ]
    assert blamed == []


def test_the_gaps_of_a_vendors_contract_are_named_and_it_is_not_to_be_signed() -> None:
    critique = contract("vendor_friendly")
    named = {gap.id.partition(".")[0] for gap in critique.contract_gaps}
    assert set(ABSENT) <= named
    assert critique.verdict == "先不要签"


def test_a_fair_contract_raises_no_risk_and_may_be_signed() -> None:
    critique = contract("fair")
    risks = [(c.heading, f.id) for c in critique.clauses for f in c.findings if f.kind is FindingKind.RISK]
    assert risks == []
    assert critique.verdict == "可以签"


def test_a_list_is_not_left_without_its_opening_words() -> None:
    text = (
        "第五条 下列情形乙方不承担责任:\n(1)系统故障造成的任何损失;\n(2)数据丢失造成的损失。\n乙方应于10日内通知甲方。"
    )
    rewrite = critic().critique(text).clauses[0].rewrite.text
    assert "(1)" not in rewrite and rewrite.endswith("乙方应于10日内通知甲方。")


@pytest.mark.parametrize("consent", ["无需另行取得甲方同意", "无须事先取得甲方同意", "不必经甲方同意"])
def test_consent_that_is_not_needed_excuses_nothing(consent: str) -> None:
    raised = {f.id for f in findings(f"乙方{consent}即可将会员数据用于任何目的。") if f.kind is FindingKind.RISK}
    assert "data-ownership.any-purpose" in raised
