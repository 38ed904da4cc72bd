"""Folding, numerals and sentences: what every comparison of Chinese text stands on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import chinese_numeral, fold, fold_with_origins, number, sentences


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("585", 585),
        ("５８５", 585),
        ("五百八十五", 585),
        ("一千二百六十", 1260),
        ("十", 10),
        ("二十", 20),
        ("一百零一", 101),
        ("两", 2),
        ("叁拾", 30),
        ("二〇二六", 2026),
        ("3万", 30_000),
        ("一百五十万", 1_500_000),
        ("1,200", 1200),
    ],
)
def test_a_numeral_in_any_script_has_its_value(numeral: str, value: int) -> None:
    assert number(numeral) == value


@pytest.mark.parametrize("word", ["", "若干", "第", "abc", "3.5"])
def test_a_word_that_is_no_whole_number_has_no_value(word: str) -> None:
    assert number(word) is None


@given(st.integers(min_value=0, max_value=9999))
def test_writing_a_number_in_chinese_and_reading_it_gives_it_back(value: int) -> None:
    assert number(chinese_numeral(value)) == value


def test_a_number_outside_the_range_of_article_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to 9999"):
        chinese_numeral(10_000)


def test_folding_makes_width_case_and_invisible_characters_equal() -> None:
    assert fold("ＳＬＡ\u200b９９．９％") == fold("sla99.9%")


@given(st.text(max_size=200))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold_with_origins(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)


@given(st.text(alphabet="甲乙方应当。;\n !?、", max_size=120))
def test_sentences_leave_out_nothing_but_white_space(text: str) -> None:
    spans = list(sentences(text))
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace(
        "\n", ""
    )
    assert all(a < b for a, b in spans)


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    text = "写法:“应当赔偿。”下一步"
    assert [text[a:b] for a, b in sentences(text)] == ["写法:“应当赔偿。”", "下一步"]
