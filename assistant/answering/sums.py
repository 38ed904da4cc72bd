"""Sums over a question's own figures: a penalty, a share, instalments, what is left of a fee; exact, or not at all.

A recipe names the figures that it needs. It is done only where each of them stands in the question exactly once, and
shown only where no amount, rate or cap of the question is left over: what a left-over figure means is anyone's guess.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering import phrases
from assistant.answering import sum_formulas as formulas
from assistant.answering.compose import Draft
from assistant.answering.figure_roles import PRICED, SHARES, figures
from assistant.answering.figures import Figure, value_of
from assistant.answering.sum_formulas import CEILING, Bound
from assistant.index.terms import simplify
from assistant.records import StatuteCitation
from assistant.statutes import StatuteBook
from assistant.text import fold

CEILING_WORDS = re.compile(r"不得超过主合同标的额的百分之([一二三四五六七八九十]+)")
PLAIN_SHARES = tuple(s for s in SHARES if s != "定金")
TOGETHER = re.compile("一共|总共|合计|加起来|几年下来")
NOT_EVERY_DAY = re.compile("宽限|不算|起算|起计|分段|阶梯|超出部分|超过部分")
EITHER_OR = re.compile("还是")


@dataclass(frozen=True, slots=True)
class Slot:
    """A figure that a recipe needs: its kind, the roles and the "per" that it may have, how often it may occur."""

    kind: str
    roles: tuple[str, ...] = ("",)
    per: tuple[str, ...] = ("",)
    least: int = 1
    most: int = 1

    def fill(self, offered: Sequence[Figure]) -> tuple[Figure, ...] | None:
        """The figures that belong here; None where they are too few or too many. A named one goes before others."""
        fits = [f for f in offered if f.kind == self.kind and f.role in self.roles and f.per in self.per]
        named = [f for f in fits if f.role] if self.most == 1 else []
        found = tuple(named or fits)
        return found if self.least <= len(found) <= self.most and not any(f.vague for f in found) else None


def maybe(kind: str, *roles: str, per: tuple[str, ...] = ("",)) -> Slot:
    """A slot that may stay empty."""
    return Slot(kind, roles, per, least=0)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A formula and its figures; ``about`` must, ``unless`` must not be found in the question."""

    formula: Callable[[Bound], str | None]
    slots: Mapping[str, Slot]
    about: re.Pattern[str] = field(default=re.compile(""))
    unless: re.Pattern[str] = field(default=re.compile(r"(?!)"))

    def bind(self, text: str, offered: Sequence[Figure]) -> Bound | None:
        """The figures by slot; None where the question is about something else or a figure is wanting."""
        if not self.about.search(text) or self.unless.search(text):
            return None
        bound: dict[str, tuple[Figure, ...]] = {}
        for name, slot in self.slots.items():
            filled = slot.fill(offered)
            if filled is None:
                return None
            bound[name] = filled
        return bound


@dataclass(frozen=True, slots=True)
class Sum:
    """A reckoning in one line, the figures it is made of, and the article it leans on, where there is one."""

    reckoning: str
    used: tuple[Figure, ...]
    statutes: tuple[StatuteCitation, ...] = ()

    @property
    def text(self) -> str:
        """The line shown above the answer; it has no number, for it stands in no source."""
        return phrases.SUM.format(reckoning=self.reckoning)


PRICE = Slot("money", ("", "total"))
FEE = Slot("money", ("", "total"), ("年", "月"))
OWED = Slot("money", ("", "total", "owed", "尾款", "首付款"))
LATE = Slot("time", ("", "late"))
PERIODS = ("天", "周", "月")
IS_LATE = re.compile("违约金|滞纳金|罚|赔|逾期|迟|晚|拖|延|欠")
IS_LIABILITY = re.compile("赔|责任")
IS_END = re.compile("续|到期|届满|期满|终止|解约|退")
IS_CREDIT = re.compile("赔|抵|扣|减|补|返|退|不达标|达不到")
# In this order: a rate that one recipe has used is not offered to the next.
RECIPES: tuple[Recipe, ...] = (
    Recipe(
        formulas.penalty,
        {
            "base": OWED,
            "rate": Slot("rate", ("", "credit", *SHARES), PERIODS),
            "late": LATE,
            "cap": Slot("rate", ("cap",), least=0),
            "cap_amount": maybe("money", "cap"),
        },
        IS_LATE,
        NOT_EVERY_DAY,
    ),
    Recipe(
        formulas.daily_amount,
        {"daily": Slot("money", ("fine", "违约金"), PERIODS), "late": LATE, "cap_amount": maybe("money", "cap")},
        IS_LATE,
        NOT_EVERY_DAY,
    ),
    Recipe(formulas.instalments, {"base": PRICE, "rates": Slot("rate", ("", *SHARES), least=2, most=6)}),
    Recipe(formulas.instalments, {"base": PRICE, "split": Slot("split")}),
    Recipe(formulas.discounted, {"base": PRICE, "rate": Slot("rate", ("", "rise", "credit", "cap", *SHARES))}),
    Recipe(
        formulas.deposit,
        {
            "base": PRICE,
            "rate": maybe("rate", "定金"),
            "amount": maybe("money", "定金"),
            "ceiling": maybe("rate", "ceiling"),
        },
    ),
    Recipe(formulas.share, {"base": PRICE, "rates": Slot("rate", PLAIN_SHARES, most=len(PLAIN_SHARES))}),
    Recipe(formulas.part, {"base": Slot("money", ("total",)), "part": Slot("money", PLAIN_SHARES)}),
    Recipe(
        formulas.unused,
        {
            "paid": Slot("money", ("", "total"), ("", "年", "月")),
            "term": maybe("time", "term"),
            "used": maybe("time", "used"),
            "left": maybe("time", "left"),
        },
    ),
    Recipe(
        formulas.risen,
        {
            "price": Slot("money", ("", "total"), ("", "年", "月")),
            "rate": Slot("rate", ("rise",), ("", "年")),
            "count": maybe("count", ""),
            "after": maybe("time", "after"),
            "ordinal": maybe("ordinal", ""),
        },
        unless=TOGETHER,
    ),
    Recipe(
        formulas.downtime,
        {"rate": Slot("rate", ("", "uptime"), ("", "年", "月"))},
        re.compile("可用|sla|在线率|uptime|宕|停机|停多|个[9九]"),
    ),
    Recipe(
        formulas.of_fee,
        {"fee": FEE, "rate": Slot("rate", ("", "credit", "违约金"), ("月费",)), "months": maybe("time", "cap")},
        IS_CREDIT,
    ),
    Recipe(
        formulas.of_fee,
        {
            "fee": Slot("money", ("", "total"), ("", "年", "月")),
            "rate": maybe("rate", "cap", per=("", "年费", "月费")),
            "months": maybe("time", "cap"),
        },
        IS_LIABILITY,
    ),
    Recipe(formulas.last_day, {"end": Slot("date", ("end",)), "notice": Slot("time", ("notice",))}, IS_END, EITHER_OR),
)


def reckon(question: str, book: StatuteBook) -> tuple[Sum, ...]:
    """The sums that the question's figures give; none where one of them could be meant otherwise."""
    text = simplify(fold(question))
    given = figures(text)
    offered = list(given) + _ceiling(book)
    sums: list[Sum] = []
    for recipe in RECIPES:
        bound = recipe.bind(text, offered)
        reckoning = recipe.formula(bound) if bound else None
        if bound and reckoning:
            used = tuple(f for filled in bound.values() for f in filled)
            sums.append(Sum(reckoning, used, _articles(bound, book)))
            offered = [f for f in offered if f.kind == "money" or f not in used]
    spoken_for = {f for s in sums for f in s.used}
    if any(f not in spoken_for for f in given if f.kind in PRICED or f.role == "cap"):
        return tuple(s for s in sums if not any(f.kind == "money" for f in s.used))
    return tuple(sums)


def with_sums(draft: Draft, sums: Sequence[Sum]) -> Draft:
    """The draft with the sums before it, each a line; an article that one leans on joins the articles shown."""
    lines = "".join(f"{s.text}\n" for s in sums)
    statutes = dict.fromkeys([*draft.statutes, *(a for s in sums for a in s.statutes)])
    return replace(draft, text=lines + draft.text, statutes=tuple(statutes))


def _ceiling(book: StatuteBook) -> list[Figure]:
    """How much of a price may be earnest money, as the article in force says; empty where none is."""
    article = book.look_up(CEILING.law, CEILING.article)
    words = CEILING_WORDS.search(article.text) if article.citable else None
    share = value_of(words[1]) if words else None
    return [Figure("rate", share / 100, "%", 0, 0, role="ceiling")] if share else []


def _articles(bound: Bound, book: StatuteBook) -> tuple[StatuteCitation, ...]:
    if not bound.get("ceiling"):
        return ()
    article = book.look_up(CEILING.law, CEILING.article)
    return (StatuteCitation(CEILING.law, CEILING.article, article.standing, article.text),)
