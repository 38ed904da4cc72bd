"""The statute book answers three questions apart: does it exist, is it in force, what does it say."""

from datetime import date

import pytest

from assistant.statutes import Standing, StatuteBook, article_number, open_statute_book, short_title


@pytest.fixture(scope="module")
def book() -> StatuteBook:
    return open_statute_book(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("law", "article", "standing", "words"),
    [
        ("民法典", 585, Standing.IN_FORCE, "违约金"),
        ("中华人民共和国民法典", 577, Standing.IN_FORCE, "违约责任"),
        ("《民法典》", "第五百零六条", Standing.IN_FORCE, "免责条款"),
        ("网络安全法", 23, Standing.IN_FORCE, "等级保护"),
        ("民法典", 1261, Standing.NO_SUCH_ARTICLE, ""),
        ("民法典", 0, Standing.NO_SUCH_ARTICLE, ""),
        ("合同编通则解释", 65, Standing.NOT_HELD, ""),
        ("消费者权益保护法实施条例", 25, Standing.NOT_HELD, ""),
        ("网络数据安全管理条例", 1, Standing.NOT_HELD, ""),
        ("合同法", 114, Standing.NOT_HELD, ""),
        ("刑法", 253, Standing.AMENDED, "邮政"),
    ],
)
def test_an_article_is_found_only_under_its_exact_title(
    book: StatuteBook, law: str, article: int | str, standing: Standing, words: str
) -> None:
    found = book.look_up(law, article)
    assert found.standing is standing
    assert words in found.text
    assert bool(found.text) == bool(words)


@pytest.mark.parametrize(("today", "begun"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_version_counts_from_the_day_on_which_it_takes_effect(today: date, begun: bool) -> None:
    book = open_statute_book(today)
    now, later = book.look_up("商标法", 3), book.upcoming("商标法", 3)
    assert now.citable
    assert (later is None) is begun


def test_a_repealed_version_of_the_cybersecurity_law_is_not_what_is_read(book: StatuteBook) -> None:
    assert "等级保护" not in book.look_up("网络安全法", 21).text


def test_every_listed_article_can_be_looked_up(book: StatuteBook) -> None:
    assert all(book.look_up("个人信息保护法", n).citable for n in book.articles("个人信息保护法"))
    assert book.articles("没有这部法") == ()


@pytest.mark.parametrize(
    ("label", "value"), [("第五百七十七条", 577), ("577", 577), ("第577条", 577), ("第十条之一", None), ("附则", None)]
)
def test_an_article_label_is_read_as_a_number(label: str, value: int | None) -> None:
    assert article_number(label) == value


def test_a_short_title_drops_marks_and_the_countrys_name_only() -> None:
    assert short_title("《中华人民共和国数据安全法》") == "数据安全法"
    assert short_title("网络数据安全法") == "网络数据安全法"
