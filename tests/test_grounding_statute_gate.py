"""Every article that a text names must exist under its exact title, be in force, and say what is claimed."""

from datetime import date

import pytest

from assistant.grounding.statute_gate import Ruling, rule_on, rule_on_claim, stands_under
from assistant.statutes import StatuteBook, open_statute_book


@pytest.fixture(scope="module")
def book() -> StatuteBook:
    return open_statute_book(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "law", "article", "ruling"),
    [
        ("根据《民法典》第五百七十七条,", "民法典", 577, Ruling.IN_FORCE),
        ("请问民法典585条怎么说", "民法典", 585, Ruling.IN_FORCE),
        ("依照《中华人民共和国个人信息保护法》第21条", "个人信息保护法", 21, Ruling.IN_FORCE),
        ("民法典第1999条", "民法典", 1999, Ruling.NO_SUCH_ARTICLE),
        ("按合同编通则解释第65条", "合同编通则解释", 65, Ruling.NOT_HELD),
        ("《消费者权益保护法实施条例》第25条", "消费者权益保护法实施条例", 25, Ruling.NOT_HELD),
        ("《刑法》第253条", "刑法", 253, Ruling.NOT_IN_FORCE),
    ],
)
def test_a_named_article_is_ruled_on_with_its_offsets(
    book: StatuteBook, text: str, law: str, article: int, ruling: Ruling
) -> None:
    (mention,) = rule_on(text, book)
    assert (mention.law, mention.article, mention.ruling) == (law, article, ruling)
    assert "条" in text[mention.start : mention.end]


def test_a_longer_name_is_not_taken_for_the_law_at_its_end(book: StatuteBook) -> None:
    (mention,) = rule_on("《网络数据安全法》第三十条", book)
    assert mention.ruling is Ruling.NOT_HELD


@pytest.mark.parametrize(
    ("law", "article", "claimed", "ruling"),
    [
        ("民法典", 585, "当事人可以约定一方违约时应当根据违约情况向对方支付一定数额的违约金", Ruling.EXACT),
        ("民法典", 585, "当事人不得约定一方违约时应当根据违约情况向对方支付一定数额的违约金", Ruling.DIFFERS),
        ("民法典", 585, "供应商必须终身免费维护软件", Ruling.ABSENT),
        ("网络安全法", 21, "国家实行网络安全等级保护制度", Ruling.DIFFERS),
        ("网络安全法", 23, "国家实行网络安全等级保护制度", Ruling.EXACT),
    ],
)
def test_what_is_claimed_of_an_article_is_held_against_its_text(
    book: StatuteBook, law: str, article: int, claimed: str, ruling: Ruling
) -> None:
    assert rule_on_claim(law, article, claimed, book).ruling is ruling


def test_a_text_remembered_under_its_old_number_is_found_under_the_new_one(book: StatuteBook) -> None:
    assert stands_under("网络安全法", "国家实行网络安全等级保护制度", book) == 23


def test_a_text_that_takes_effect_later_is_not_yet_law() -> None:
    book = open_statute_book(date(2026, 11, 24))
    upcoming = book.upcoming("商标法", 3)
    assert upcoming is not None
    first = upcoming.text.split("。")[0]
    assert rule_on_claim("商标法", 3, first, book).ruling is Ruling.NOT_IN_FORCE


def test_only_law_in_force_and_exact_quotes_pass() -> None:
    assert {ruling for ruling in Ruling if ruling.passes} == {Ruling.IN_FORCE, Ruling.EXACT}


def test_text_without_a_named_article_gives_no_ruling(book: StatuteBook) -> None:
    assert rule_on("违约金多少合适,第三条写清楚了吗", book) == []
