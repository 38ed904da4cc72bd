"""The statute gate: every article that a text names must exist under its exact title, be in force, and say that."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.grounding.quotes import Difference, Support, bare, check_quote
from assistant.statutes import Article, Standing, StatuteBook, short_title
from assistant.text import number

NUMERAL = "0-9\uff10-\uff19零〇一二三四五六七八九十百千两"
MENTION = re.compile(
    rf"(?:\u300a(?P<marked>[^\u300a\u300b\n]{{2,60}})\u300b|(?P<bare>[\u4e00-\u9fff]{{1,24}}?(?:法典|法|条例|规定|办法|解释|规则)))"
    rf"(?:\([^()]{{0,20}}\)|\uff08[^\uff08\uff09]{{0,20}}\uff09)?\s*第?\s*(?P<no>[{NUMERAL}]{{1,9}})\s*条(?P<inserted>之[一二三四五六七八九十]+)?"
)
QUOTED = re.compile(r"[^\u3002\n]{0,20}[\"\u201c\u300c](?P<text>[^\"\u201d\u300d\n]{6,600})[\"\u201d\u300d]")
# Words after which a title may begin in running text; without one of them the longer run is the title.
LEAD_IN = re.compile(
    r"(根据|依据|依照|按照|按|违反|适用|参照|以及|及|和|与|或|是|在|即|见|对|查|看|看看|请问|问|说|关于|比如|例如|像|我国|中国|的|了|受|由|为)$"
)
OPENING = re.compile(r"^按(?!照|揭)|根据|依据|依照|按照|违反|适用(?!.*的)|参照|请问")


class Ruling(StrEnum):
    """What the gate says of one mention."""

    IN_FORCE = "现行有效"
    EXACT = "原文一致"
    DIFFERS = "与原文不符"
    ABSENT = "原文无此说法"
    NOT_HELD = "法条未收录"
    NO_SUCH_ARTICLE = "法条不存在"
    NOT_IN_FORCE = "法条未生效或已失效"

    @property
    def passes(self) -> bool:
        """True if the mention may be shown as it is."""
        return self in (Ruling.IN_FORCE, Ruling.EXACT)


@dataclass(frozen=True, slots=True)
class Mention:
    """A named article in a text, what was claimed of it, and the ruling; offsets delimit the naming."""

    start: int
    end: int
    law: str
    article: int
    ruling: Ruling
    held: Article
    claimed: str = ""
    differences: tuple[Difference, ...] = ()


def rule_on(text: str, book: StatuteBook) -> list[Mention]:
    """Every article that ``text`` names, in order, with its ruling."""
    found = []
    for match in MENTION.finditer(text):
        law, offset = (short_title(match["marked"]), 0) if match["marked"] else _title(match["bare"], book)
        quoted = QUOTED.match(text, match.end())
        claimed = quoted["text"] if quoted else ""
        article = 0 if match["inserted"] else number(match["no"]) or 0
        held = book.look_up(law, article)
        found.append(_mention(match.start() + offset, match.end(), held, claimed, book))
    return found


def rule_on_claim(law: str, article: int, claimed: str, book: StatuteBook) -> Mention:
    """The ruling on one article and, where ``claimed`` is given, on what is said to stand in it."""
    return _mention(0, 0, book.look_up(law, article), claimed, book)


def _mention(start: int, end: int, held: Article, claimed: str, book: StatuteBook) -> Mention:
    basis = held.basis
    ruling, differences = _ruling(held, claimed, book)
    return Mention(start, end, basis.law, basis.article, ruling, held, claimed, differences)


def _ruling(held: Article, claimed: str, book: StatuteBook) -> tuple[Ruling, tuple[Difference, ...]]:
    if held.standing is Standing.NOT_HELD:
        return Ruling.NOT_HELD, ()
    if held.standing is Standing.NO_SUCH_ARTICLE:
        return Ruling.NO_SUCH_ARTICLE, ()
    if held.standing is not Standing.IN_FORCE:
        return Ruling.NOT_IN_FORCE, ()
    if not claimed:
        return Ruling.IN_FORCE, ()
    verdict = check_quote(claimed, held.text)
    if verdict.support is Support.EXACT:
        return Ruling.EXACT, ()
    upcoming = book.upcoming(held.basis.law, held.basis.article)
    if upcoming and check_quote(claimed, upcoming.text).support is Support.EXACT:
        return Ruling.NOT_IN_FORCE, verdict.differences
    if verdict.support is Support.DIFFERS or stands_under(held.basis.law, claimed, book):
        return Ruling.DIFFERS, verdict.differences
    return Ruling.ABSENT, ()


def stands_under(law: str, claimed: str, book: StatuteBook) -> int | None:
    """The article of ``law`` that says ``claimed`` word for word, as when a number is remembered from before."""
    wanted = bare(claimed).text
    return next((article for article, text in _bare_articles(law, book) if wanted and wanted in text), None)


@lru_cache(maxsize=8)
def _bare_articles(law: str, book: StatuteBook) -> tuple[tuple[int, str], ...]:
    return tuple((n, bare(book.look_up(law, n).text).text) for n in book.articles(law))


def _title(run: str, book: StatuteBook) -> tuple[str, int]:
    """The title at the end of a run of characters, and where it begins.

    Never a known title that merely ends a longer name: 网络数据安全法 is not 数据安全法.
    """
    for offset in range(len(run)):
        known = short_title(run[offset:]) in book.titles
        if known and (offset == 0 or LEAD_IN.search(run[:offset])):
            return run[offset:], offset
    offset = max((m.end() for m in OPENING.finditer(run) if len(run) - m.end() >= 3), default=0)
    return run[offset:], offset
