"""What the interface says: both languages say the same things, and every error has words of its own."""

import logging
from pathlib import Path

import pytest

from assistant import errors
from assistant.errors import AssistantError, UnreadableFile
from assistant.records import SourceKind
from assistant.web import limits
from assistant.web.checklist import Standing
from assistant.web.interface_texts import LANGUAGES, load_texts
from assistant.web.user_errors import KEYS, LimitExceeded, message_for


def shape(value):
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else type(value)


def test_both_languages_have_the_same_texts():
    zh, en = (shape(dict(load_texts(language))) for language in LANGUAGES)
    assert zh.pop("examples") is list
    assert en.pop("examples") is list
    assert zh == en


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_standing_has_a_name(language):
    texts = load_texts(language)
    assert set(texts["source"]["kinds"]) == set(SourceKind)
    assert set(texts["checklist"]["standings"]) == set(Standing)


def tree(kind):
    return [kind, *(found for sub in kind.__subclasses__() for found in tree(sub))]


@pytest.mark.parametrize("kind", [k for k in tree(AssistantError) if k.__module__ == errors.__name__][1:])
def test_every_error_of_the_tree_has_its_message(kind):
    assert kind is UnreadableFile or any(issubclass(kind, known) for known, _ in KEYS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_refused_with_its_reason_and_without_its_path(language):
    said = message_for(
        UnreadableFile(Path("/secret/a.pdf"), "it is a scan", "Run OCR.", "这是扫描件。"), load_texts(language)
    )
    assert said == {"zh": "这是扫描件。", "en": "it is a scan. Run OCR."}[language]


def test_an_unexpected_error_is_neutral_and_its_words_stay_out_of_the_log(caplog):
    def fail() -> None:
        raise RuntimeError("乙方不承担任何责任")

    with caplog.at_level(logging.ERROR):
        try:
            fail()
        except RuntimeError as error:
            said = message_for(error, load_texts("zh"))
    assert said == load_texts("zh")["errors"]["unexpected"]
    assert "RuntimeError" in caplog.text
    assert "乙方" not in caplog.text


@pytest.mark.parametrize(
    ("check", "text", "words"),
    [
        (limits.checked_question, " \n", "请先写下问题"),
        (limits.checked_question, "问" * 2_001, "2,001 个字，最多 2,000"),
        (limits.checked_clause, "", "请先贴上条款"),
        (limits.checked_clause, "条" * 20_001, "20,001 个字，最多 20,000"),
        (limits.checked_contract, "条" * 400_001, "最多 400,000"),
    ],
)
def test_a_limit_names_itself(check, text, words):
    with pytest.raises(LimitExceeded) as refused:
        check(text)
    assert words in message_for(refused.value, load_texts("zh"))


def test_what_is_within_the_limits_passes_unchanged():
    assert limits.checked_question(" 问 ") == "问"
    assert limits.checked_clause(" 条款 ") == " 条款 "
