"""A question is searched for in one script and one vocabulary, with its typos mended and its story cut."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.errors import ContentError
from assistant.retrieval.glossary import load_glossary
from assistant.retrieval.query import QueryReader, focus_of
from assistant.retrieval.spelling import Correction, SpellingCorrector

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Words:
    word_frequencies: dict[str, int]


WORDS = Words(
    dict.fromkeys(
        [
            "违约金",
            "验收",
            "会员",
            "数据",
            "续费",
            "解除合同",
            "仲裁",
            "响应",
            "乙方",
            "不可抗力",
            "发票",
            "迁移",
            "宕机",
            "合同",
        ],
        5,
    )
)


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(WORDS, load_glossary(ROOT / "knowledge" / "glossary.yaml"))


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("违约斤写多少", "违约金写多少"),
        ("系统验手要注意什么", "系统验收要注意什么"),
        ("会原数剧怎么保护", "会员数据怎么保护"),
        ("续废涨价", "续费涨价"),
        ("可以结除合同吗", "可以解除合同吗"),
        ("仲才好不好", "仲裁好不好"),
        ("响因时间", "响应时间"),
        ("不可抗利算吗", "不可抗力算吗"),
        ("合同里有哪些", "合同里有哪些"),
        ("违约金写多少", "违约金写多少"),
        ("今天天气怎么样", "今天天气怎么样"),
        ("", ""),
    ],
)
def test_a_homophone_typo_becomes_the_word_that_sounds_the_same(
    reader: QueryReader, typed: str, understood: str
) -> None:
    assert reader.read(typed).text == understood


def test_a_correction_says_what_was_typed() -> None:
    assert SpellingCorrector(WORDS).correct("发漂")[1] == (Correction("发漂", "发票"),)


def test_a_rare_word_of_the_index_is_no_target() -> None:
    assert SpellingCorrector(Words({"发票": 1})).correct("发漂") == ("发漂", ())


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("系統的賠償", "系统的赔偿"),
        ("會員資料放在境外伺服器", "会员数据放在境外服务器"),
        ("ＳＬＡ　９９．９％", "sla 99.9%"),
        ("deposit付了可以refund吗", "定金付了可以退款吗"),
        ("end users的consent谁拿", "会员的同意谁拿"),
    ],
)
def test_scripts_widths_and_foreign_words_become_the_words_of_the_guidance(
    reader: QueryReader, asked: str, read: str
) -> None:
    assert read.replace("sla", "sla服务水平承诺") == reader.read(asked).text


def test_a_colloquial_word_is_kept_and_explained(reader: QueryReader) -> None:
    query = reader.read("供应商跑路怎么办")
    assert query.text == "供应商跑路怎么办"
    assert "停止经营" in query.meanings
    assert query.words.startswith(query.text)


def test_a_meaning_that_the_question_names_itself_is_not_repeated(reader: QueryReader) -> None:
    assert "发票" not in reader.read("收据能代替发票吗").meanings


def test_a_long_story_is_cut_to_what_it_asks() -> None:
    story = "我们开了三家店,生意一直不错。上个月换了老板。合同下个月到期了。乙方发来的新合同写着自动续费一年。这个能不能改成提前提醒?"
    assert focus_of(story) == "乙方发来的新合同写着自动续费一年。这个能不能改成提前提醒?"


@pytest.mark.parametrize("question", ["违约金多少", "怎么写?" * 20, "没有问题的一段话。" * 10])
def test_a_short_question_or_one_without_a_question_has_no_focus(question: str) -> None:
    assert focus_of(question) == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b\n", "no list of words"),
        ("deposit: 定金\n", "'deposit' has no meaning"),
        ("deposit: []\n", "has no meaning"),
    ],
)
def test_a_glossary_with_a_fault_says_which_entry_and_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        load_glossary(path)
