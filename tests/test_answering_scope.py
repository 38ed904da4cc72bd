"""Fields that are not covered are named, with whom to ask; the lists are checked when they are read."""

from pathlib import Path

import pytest

from assistant.answering.scope import load_fields, nearest_field
from assistant.documents.declined import parse_declined
from assistant.documents.guidance import TOPICS, read_guidance
from assistant.errors import ContentError

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
FIELDS = load_fields(KNOWLEDGE / "out-of-scope.yaml")


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("離婚財產怎麼分", "婚姻家事"),
        ("员工被辞退要赔多少", "劳动用工"),
        ("有赞和微盟哪个好", "具体厂商的评价、比较和行情"),
        ("帮我把会员数据导出成表格", "要我去办的事"),
        ("我们合同第7条写了什么", "您手头的文件、账目和内部情况"),
        ("系统登录密码忘了怎么重置", "软件操作、开发和故障维修"),
    ],
)
def test_a_field_is_known_by_its_words_or_turns_of_phrase(question: str, field: str) -> None:
    found, share = nearest_field(question, FIELDS)
    assert found is not None
    assert found.name == field
    assert found.ask
    assert 0 < share <= 1


@pytest.mark.parametrize("question", ["违约金定多少合适", "帮我写一条数据归属条款", "首付80%行不行", ""])
def test_a_question_of_the_guidance_belongs_to_no_other_field(question: str) -> None:
    assert nearest_field(question, FIELDS) == (None, 0.0)


def test_hardly_a_lay_question_of_the_guidance_is_taken_for_another_field() -> None:
    files = (f for topic in TOPICS for f in (KNOWLEDGE / topic).rglob("*.md"))
    questions = [q for file in files for section in read_guidance(file, KNOWLEDGE) for q in section.questions]
    taken = [q for q in questions if nearest_field(q, FIELDS)[1] >= 0.4]
    assert len(taken) <= 0.003 * len(questions), taken


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("- {field: 甲, words: [乙]}", "incomplete"),
        ("- {field: 甲, words: [乙], ask: 丙, note: 丁}", "unknown key"),
        ("- {field: 甲, words: [乙], ask: 丙, patterns: ['.*']}", "not bounded"),
        ("- {field: 甲, words: [乙], ask: 丙, patterns: ['(a{1,3}){2,}']}", "not bounded"),
        ("- {field: 甲, words: [乙], ask: 丙, patterns: ['(甲']}", "no pattern"),
    ],
)
def test_a_faulty_field_names_the_entry(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "out-of-scope.yaml"
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        load_fields(path)


def test_a_long_hostile_text_is_searched_at_once() -> None:
    assert nearest_field("帮我把" * 600, FIELDS)[1] <= 1


def test_the_declined_questions_are_many_and_none_stands_twice() -> None:
    fields = parse_declined((KNOWLEDGE / "declined.yaml").read_text(encoding="utf-8"), "declined.yaml")
    examples = [example for field in fields for example in field.examples]
    assert len(examples) >= 500
    assert len(set(examples)) == len(examples)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b", "no list"),
        ("- field: 甲", "incomplete"),
        ("- {field: 甲, ask: 乙, examples: ['']}", "empty example"),
        (":\n-", "not YAML"),
    ],
)
def test_a_faulty_list_of_declined_questions_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        parse_declined(text, "declined.yaml")
