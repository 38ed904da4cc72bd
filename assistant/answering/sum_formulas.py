"""How each sum over a question's figures is done and said; fractions all the way, rounded only where it is shown."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from assistant.answering.figure_roles import SHARES
from assistant.answering.figures import Figure
from assistant.records import Basis

Bound = Mapping[str, tuple[Figure, ...]]  # the figures of each slot of a recipe

CEILING = Basis("民法典", 586)
DAYS = {"天": 1, "周": 7, "月": 30}
MONTHS = {"月": 1, "年": 12}
YEAR_DAYS = 365
COMMON_YEAR, LEAP_YEAR = 2027, 2028  # what a day without a year is counted in, to see whether the year matters
FEE_MONTHS = {"月费": 1, "年费": 12}

# What is said around the figures; kept out of the answer's frames, which must match nothing but whole lines of their own.
MONTH_IS_30_DAYS = "(1个月按30天)"
CAPPED = "{full};封顶{cap},取两者中较小的:{least}"
BESIDE_CEILING = "{given};{article}定的上限是主合同标的额的{share},即{ceiling},{judgement}"
WITHIN = "没有超过"
BEYOND = "超过的{beyond}不产生定金的效力"
UNUSED = "没有用到的{left}折合{amount}(按时间平均折算,能退多少还要看合同怎么约定)"
DOWNTIME = "可用率{rate},一个月(30天)最多停{month},一年(365天)最多停{year}"
NOTICE = "到期日{date}往前数{period}是{last},通知须在该日或之前送达(天数从哪天起算,以合同约定为准)"
LEAP_YEAR_DIFFERS = "{common}(2月有29天的年份是{leap})"
YEAR_BEFORE = "上一年{date}"


def plain(value: Fraction, places: int = 6) -> str:
    """A number without an idle decimal point; rounded half up and marked 约 where it does not come out even."""
    scaled = (value * 10**places * 2 + 1) // 2
    text = f"{scaled // 10**places:,}.{scaled % 10**places:0{places}d}".rstrip("0").rstrip(".")
    return text if value * 10**places == scaled else f"约{text}"


def yuan(value: Fraction) -> str:
    """``60,000元``, to the cent."""
    return f"{plain(value, 2)}元"


def money(value: Fraction) -> str:
    """``12,000元(1.2万元)``: the second way only where it is exact and short."""
    in_wan = value / 10_000
    return f"{yuan(value)}({plain(in_wan)}万元)" if in_wan >= 1 and (in_wan * 100).denominator == 1 else yuan(value)


def rate(figure: Figure) -> str:
    """A share in the unit in which it was said."""
    if figure.unit == "‰":
        return f"{plain(figure.value * 1000)}‰"
    if figure.unit == "万分之":
        return f"万分之{plain(figure.value * 10_000)}"
    return f"{plain(figure.value * 100, 2 if (figure.value * 1_000_000).denominator > 1 else 4)}%"


def period(value: Fraction, unit: str) -> str:
    """``40天``, ``14个月``, ``3年``."""
    return f"{plain(value)}{'个月' if unit == '月' else unit}"


def penalty(bound: Bound) -> str | None:
    """Base times daily, weekly or monthly rate times the periods that have gone, capped."""
    (base,), (daily,), (late,) = bound["base"], bound["rate"], bound["late"]
    caps = (*bound["cap"], *bound["cap_amount"])
    if (periods := _periods(late, daily.per)) is None or len(caps) > 1:
        return None
    amount = base.value * daily.value * periods
    full = f"{yuan(base.value)} × {rate(daily)} × {_gone(late, daily.per, periods)} = {money(amount)}"
    return _capped(full, amount, caps, base.value)


def daily_amount(bound: Bound) -> str | None:
    """A fixed amount for each day, week or month, capped by an amount."""
    (daily,), (late,) = bound["daily"], bound["late"]
    if (periods := _periods(late, daily.per)) is None:
        return None
    amount = daily.value * periods
    full = f"{yuan(daily.value)} × {_gone(late, daily.per, periods)} = {money(amount)}"
    return _capped(full, amount, bound["cap_amount"], Fraction(0))


def _periods(late: Figure, per: str) -> Fraction | None:
    if late.unit == per:
        return late.value
    return late.value * DAYS[late.unit] if per == "天" and late.unit in DAYS else None


def _gone(late: Figure, per: str, periods: Fraction) -> str:
    return period(periods, per) + (MONTH_IS_30_DAYS if late.unit == "月" and per == "天" else "")


def _capped(full: str, amount: Fraction, caps: Sequence[Figure], base: Fraction) -> str:
    if not caps:
        return full
    limit = caps[0].value if caps[0].kind == "money" else base * caps[0].value
    shown = yuan(limit) if caps[0].kind == "money" else f"{rate(caps[0])}即{yuan(limit)}"
    return CAPPED.format(full=full, cap=shown, least=money(min(amount, limit)))


def instalments(bound: Bound) -> str | None:
    """Each instalment of the price; None unless the shares add up to all of it."""
    (base,) = bound["base"]
    split = bound.get("split", ())
    shares = [Fraction(p) / split[0].value for p in split[0].parts] if split else [r.value for r in bound["rates"]]
    if sum(shares) != 1:
        return None
    labels = [r.role if r.role in SHARES else "" for r in bound.get("rates", ())] or [""] * len(shares)
    said = [
        f"{label or f'第{n}期'}{plain(share * 100)}%是{yuan(base.value * share)}"
        for n, (label, share) in enumerate(zip(labels, shares, strict=True), start=1)
    ]
    return f"{yuan(base.value)}分{len(shares)}期,{'、'.join(said)}"


def share(bound: Bound) -> str | None:
    """A named share of the price, or several, each named once."""
    (base,), rates = bound["base"], bound["rates"]
    if len({r.role for r in rates}) < len(rates) or any(r.value > 1 or r.unit == "折" for r in rates):
        return None
    said = [f"{r.role}{yuan(base.value)} × {rate(r)} = {money(base.value * r.value)}" for r in rates]
    return ";".join(said)


def discounted(bound: Bound) -> str | None:
    """The price after a discount in tenths (八五折)."""
    (base,), (off,) = bound["base"], bound["rate"]
    return f"{yuan(base.value)} × {rate(off)} = {money(base.value * off.value)}" if off.unit == "折" else None


def part(bound: Bound) -> str | None:
    """What share of the price an amount is."""
    (base,), (amount,) = bound["base"], bound["part"]
    if amount.value >= base.value:
        return None
    taken = replace(amount, value=amount.value / base.value, unit="%")
    return f"{amount.role}{yuan(amount.value)} ÷ {yuan(base.value)} = {rate(taken)}"


def deposit(bound: Bound) -> str | None:
    """The earnest money and, where the article is in force, what of it lies above the statutory ceiling."""
    (base,), given = bound["base"], (*bound["rate"], *bound["amount"])
    if len(given) != 1:
        return None
    amount = given[0].value * (base.value if given[0].kind == "rate" else 1)
    if amount >= base.value:
        return None
    named = bound["base"], (replace(given[0], role="定金"),)
    said = (share if given[0].kind == "rate" else part)({"base": named[0], "rates": named[1], "part": named[1]})
    if not bound["ceiling"] or said is None:
        return said
    ceiling = bound["ceiling"][0]
    limit = base.value * ceiling.value
    beyond = BEYOND.format(beyond=money(amount - limit)) if amount > limit else WITHIN
    return BESIDE_CEILING.format(
        given=said, article=CEILING, share=rate(ceiling), ceiling=money(limit), judgement=beyond
    )


def unused(bound: Bound) -> str | None:
    """The part of a fee paid in advance that falls on the time not used, evenly over time."""
    (paid,), given = bound["paid"], (*bound["used"], *bound["left"])
    terms = bound["term"] or ((Figure("time", Fraction(1), paid.per, 0, 0),) if paid.per else ())
    if len(terms) != 1 or len(given) != 1:
        return None
    units = {terms[0].unit, given[0].unit}
    scale = MONTHS if units <= set(MONTHS) else {"年": YEAR_DAYS, "天": 1}
    if not units <= set(scale) or (paid.per and (paid.per not in MONTHS or terms[0].unit not in MONTHS)):
        return None
    unit = "月" if scale is MONTHS else "天"
    whole, known = (f.value * scale[f.unit] for f in (terms[0], given[0]))
    left = whole - known if bound["used"] else known
    times = terms[0].value * MONTHS[terms[0].unit] / MONTHS[paid.per] if paid.per else Fraction(1)
    if not 0 < left < whole:
        return None
    total = paid.value * times
    lead = f"{yuan(paid.value)} × {period(times, paid.per)} = {yuan(total)};" if times != 1 else ""
    amount = f"{yuan(total)} ÷ {period(whole, unit)} × {period(left, unit)} = {money(total * left / whole)}"
    return lead + UNUSED.format(left=period(left, unit), amount=amount)


def risen(bound: Bound) -> str | None:
    """A price after one or more rises, each on top of the one before."""
    (price,), (rise,) = bound["price"], bound["rate"]
    given = (*bound["count"], *bound["after"], *bound["ordinal"])
    if len(given) > 1 or (given and given[0].kind != "count" and rise.per != "年") or (rise.per and not given):
        return None
    times = (given[0].value - (given[0].kind == "ordinal")) if given else Fraction(1)
    if times.denominator != 1 or not 1 <= times <= 10:
        return None
    factor, per = 1 + rise.value, f"每{price.per}" if price.per else ""
    steps = f" × {plain(factor)}" * int(times) if times <= 3 else f" × {plain(factor)}的{times}次方"
    return f"{per}{yuan(price.value)}{steps} = {per}{money(price.value * factor**times.numerator)}"


def downtime(bound: Bound) -> str | None:
    """How long a service may be down at a promised availability."""
    (promised,) = bound["rate"]
    if not Fraction(9, 10) <= promised.value < 1:
        return None
    month, year = ((1 - promised.value) * days * 24 * 60 for days in (30, YEAR_DAYS))
    return DOWNTIME.format(rate=rate(promised), month=_minutes(month), year=_minutes(year))


def _minutes(value: Fraction) -> str:
    return f"{plain(value, 2)}分钟" + (f"({plain(value / 60, 2)}小时)" if value >= 60 else "")


def of_fee(bound: Bound) -> str | None:
    """A share, or some months, of a yearly or monthly fee; a share of a total where the fee is no yearly one."""
    (fee,), given = bound["fee"], (*bound["rate"], *bound["months"])
    if len(given) != 1 or (months := _months_of(fee, given[0])) is None:
        return None
    factor = given[0].value if given[0].kind == "rate" else Fraction(1)
    share_of = f" × {rate(given[0])}" if given[0].kind == "rate" else ""
    if not fee.per:
        return f"{yuan(fee.value)}{share_of} = {money(fee.value * factor)}"
    fees = months / MONTHS[fee.per]
    if fee.per == "月" or fees.denominator == 1:
        steps = "" if fees == 1 and share_of else f" × {period(fees, fee.per)}"
    else:
        steps = " ÷ 12个月" + (f" × {period(months, '月')}" if months != 1 else "")
    return f"{yuan(fee.value)}/{fee.per}{steps}{share_of} = {money(fee.value * fees * factor)}"


def _months_of(fee: Figure, given: Figure) -> Fraction | None:
    """How many months' fees are meant; None where it could be the month's fee or the year's."""
    if given.kind == "time":
        return given.value * MONTHS[given.unit] if fee.per in MONTHS and given.unit in MONTHS else None
    if given.per:
        return Fraction(FEE_MONTHS[given.per]) if fee.per in MONTHS and given.per in FEE_MONTHS else None
    return None if fee.per == "月" else Fraction(12)


def last_day(bound: Bound) -> str | None:
    """The day up to which notice must have arrived, counted back over calendar days, weeks or months."""
    (end,), (notice,) = bound["end"], bound["notice"]
    year, month, day = end.parts
    if notice.value.denominator != 1 or notice.unit not in DAYS or notice.value * DAYS[notice.unit] > YEAR_DAYS:
        return None
    if year and month == 2 and day > _days_in(year, 2):
        return None
    said = [
        _said(_back(y, month, min(day, _days_in(y, month)), notice), y, dated=bool(year))
        for y in ([year] if year else (COMMON_YEAR, LEAP_YEAR))
    ]
    last = said[0] if len(set(said)) == 1 else LEAP_YEAR_DIFFERS.format(common=said[0], leap=said[1])
    written = (f"{year}年" if year else "") + f"{month}月{day}日"
    return NOTICE.format(date=written, period=period(notice.value, notice.unit), last=last)


def _back(year: int, month: int, day: int, notice: Figure) -> date:
    count = notice.value.numerator
    if notice.unit != "月":
        return date(year, month, day) - timedelta(days=count * DAYS[notice.unit])
    years, month_index = divmod(year * 12 + month - 1 - count, 12)
    return date(years, month_index + 1, min(day, _days_in(years, month_index + 1)))


def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _said(day: date, year: int, *, dated: bool) -> str:
    written = f"{day.month}月{day.day}日"
    if dated:
        return f"{day.year}年{written}"
    return written if day.year == year else YEAR_BEFORE.format(date=written)
