"""How a question is worded says something of whether the guidance answers it."""

from pathlib import Path

import pytest

from assistant.answering.wording import FITTED, VERSION, answerable, features
from assistant.models.linear import read_fit
from evals.fit_questions import write_question_fit

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@pytest.mark.parametrize(
    ("one", "other"),
    [("合同第3条", "合同第12条"), ("數據歸誰", "数据归谁"), ("SLA怎么写", "sla怎么写")],
)
def test_figures_script_and_case_do_not_tell_questions_apart(one: str, other: str) -> None:
    assert sorted(features(one)) == sorted(features(other))


@pytest.mark.parametrize(
    ("asked", "declined"),
    [
        ("软件商倒闭了我们的会员数据怎么拿回来", "健身房倒闭了我的年卡钱怎么拿回来"),
        ("供应商换子公司来签合同要注意什么", "员工换岗要重新签劳动合同吗"),
        ("系统验收不合格能不能拒付尾款", "新房验收不合格能不能拒付尾款"),
    ],
)
def test_a_question_for_the_guidance_is_likelier_than_its_double_from_elsewhere(asked: str, declined: str) -> None:
    assert answerable(asked) > answerable(declined)


def test_the_stored_fit_belongs_to_the_knowledge_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "again.npz"
    assert write_question_fit(KNOWLEDGE, path) > 3000
    again, stored = (set(read_fit(p, VERSION, "")["hashes"].tolist()) for p in (path, FITTED))
    # A few questions more or less need no new fit; a tenth of all features does.
    assert len(again & stored) > 0.9 * len(again | stored), "run `python -m evals calibrate --write`"
