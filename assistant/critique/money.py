"""The money at stake, worked out only from figures that stand in the text."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.critique.patterns import Match, Pattern, Searcher, compile_pattern
from assistant.critique.quantities import plain
from assistant.critique.reading import Reading
from assistant.records import MoneyAtStake

TOTAL = (
    "(?:合同|协议|项目)(?:总价款?|总额|总金额|价款|金额|总费用)…〈金额〉",
    "(?:总价|总额|总金额|总费用|费用总计)…〈金额〉",
)
MONTHLY = ("(?:每月|月(?:度)?)(?:服务费|使用费|费用)…〈金额〉", "〈金额〉(?:/|每)(?:个)?月")
YEARLY = ("(?:每年|年度?)(?:服务费|使用费|费用)…〈金额〉", "〈金额〉(?:/|每)年")
PREPAID = (
    "(?:签订|签署|签约|生效|签字)……(?:支付|付清|缴纳|预付)……〈比例〉",
    "(?:预付款?|首付款?|首期款?)…〈比例〉",
)
PREPAID_ALL = ("(?:签订|签署|签约|生效)……一次性(?:支付|付清|缴纳)",)
CAP_MONTHS = (
    "(?:不超过|为限|上限)…(?:前|最近|过去)〈期间〉…(?:服务费|费用|款项)",
    "(?:前|最近|过去)〈期间〉……(?:服务费|费用|款项)…为限",
)
CAP_RATE = ("责任……(?:不超过|以)…〈比例〉",)
DAILY = ("每(?:逾期|迟延|延迟|延期|拖延)?(?:1)?日……〈比例〉", "(?:逾期|迟延)……每日……〈比例〉")
DAYS = 30
MONTH_HOURS = 720.0


@dataclass(frozen=True, slots=True)
class _Base:
    """The amounts that the text states."""

    total: float
    monthly: float


def _patterns(sources: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(source, {}) for source in sources)


COMPILED = {
    name: _patterns(sources)
    for name, sources in {
        "total": TOTAL, "monthly": MONTHLY, "yearly": YEARLY, "prepaid": PREPAID, "all": PREPAID_ALL,
        "months": CAP_MONTHS, "rate": CAP_RATE, "daily": DAILY,
    }.items()
}  # fmt: skip


def at_stake(text: str, reading: Reading) -> tuple[MoneyAtStake, ...]:
    """Prepayment at risk, the cap in money, a month of delay; empty where the text states no total or fee."""
    searcher = Searcher(reading)
    total, monthly, yearly = (_amount(searcher, name) for name in ("total", "monthly", "yearly"))
    base = _Base(total, monthly or yearly / 12)
    return tuple(_reckonings(text, searcher, base))


def _amount(searcher: Searcher, name: str) -> float:
    match = searcher.first(COMPILED[name])
    quantity = match.quantity if match else None
    return quantity.value if quantity and quantity.dimension == "元" else 0.0


def _reckonings(text: str, searcher: Searcher, base: _Base) -> Iterator[MoneyAtStake]:
    if base.total:
        if match := searcher.first(COMPILED["all"]):
            yield _stake(
                text, searcher, match, "验收前已付出的款项", base.total, f"合同总价{plain(base.total)}元一次性付清"
            )
        elif match := searcher.first(COMPILED["prepaid"]):
            yield from _share(text, searcher, match, "签约时先付出的款项", base.total)
        if match := searcher.first(COMPILED["rate"]):
            yield from _share(text, searcher, match, "乙方最多赔到", base.total)
        for match in searcher.every(COMPILED["daily"]):
            yield from _delay(text, searcher, match, base.total)
            break
    match = searcher.first(COMPILED["months"])
    quantity = match.quantity if match else None
    if match and quantity and base.monthly:
        months = quantity.value / MONTH_HOURS if "年" not in match.figure else quantity.value / 8760 * 12
        reckoning = f"每月{plain(base.monthly)}元×{plain(months)}个月"
        yield _stake(text, searcher, match, "乙方最多赔到", base.monthly * months, reckoning)


def _share(text: str, searcher: Searcher, match: Match, title: str, total: float) -> Iterator[MoneyAtStake]:
    quantity = match.quantity
    if quantity and quantity.dimension == "rate" and quantity.value <= 100:
        reckoning = f"合同总价{plain(total)}元×{match.figure}"
        yield _stake(text, searcher, match, title, total * quantity.value / 100, reckoning)


def _delay(text: str, searcher: Searcher, match: Match, total: float) -> Iterator[MoneyAtStake]:
    quantity = match.quantity
    if quantity and quantity.dimension == "rate":
        reckoning = f"按合同总价{plain(total)}元×{match.figure}×{DAYS}日估算"
        yield _stake(text, searcher, match, f"迟延{DAYS}日的违约金", total * quantity.value / 100 * DAYS, reckoning)


def _stake(text: str, searcher: Searcher, match: Match, title: str, amount: float, reckoning: str) -> MoneyAtStake:
    start, end = searcher.reading.origin(match.start, match.end)
    return MoneyAtStake(title, round(amount, 2), reckoning, text[start:end], start, end)
