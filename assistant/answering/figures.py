"""The figures of a text as exact quantities: 六万三, 18万8, 千分之五, 三成, 八五折, 14个月, 6月30号, 三四二一."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assistant.text import NUMERAL, number

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
SMALL = NUMERAL.translate(dict.fromkeys(map(ord, "千仟万亿")))  # what a spoken number begins with: not 千万别签
N = rf"(?<![\d.{NUMERAL}])({ARABIC}|[{SMALL}][{NUMERAL}]*(?:点[零一二三四五六七八九]+)?)"
FEW = rf"(?<![\d.第])(\d{{1,4}}(?:\.\d+)?|[{SMALL}]{{1,4}})"  # of days, months, times
MONTH_OR_DAY = rf"(\d{{1,2}}|[{SMALL}]{{1,3}})"
SCALES = {"百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "百万": 1_000_000, "千万": 10_000_000}
PARTS = {"百": 100, "千": 1_000, "万": 10_000, "十万": 100_000}
UNITS = {"自然日": "天", "日": "天", "星期": "周", "礼拜": "周"}
LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
BOUND_AFTER = re.compile(
    r"多(?![少久长大])|来[万块天个]|余|几|以[上内下]|上下|美[元金]|[-~\u2013\u2014到至或]{1,2}[\d十一二两三四五六七八九]"
)
BOUND_BEFORE = re.compile(r"((?<!不)超过了?|不[到满足]|至少|[几数]|[%‰天月年万元块十\d][-~\u2013\u2014到至或])$")
COUNTED = re.compile(
    r"多?(个|条|人|名|家|位|次|笔|份|张|户|分|台|套|字|单|间|本|点|页|行|倍|公里|米|号|天|日|年|月|小时|%|‰|"
    r"会员|顾客|用户|客户|门店|店|短信|订单|商品|账号|积分|数据|粉丝|卡)"
)
LONE_DIGITS = re.compile(r"[一二两三四五六七八九]{2}")  # 两三天, 七八万: not 23, not 78


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity of a text; offsets count characters of the folded text.

    ``kind``: money, rate (a share of one), time, date (year or 0, month, day in ``parts``), split (``parts``), ordinal,
    count, per. ``per`` is what it is for each of (天, 周, 月, 年, or the fee 月费, 年费), ``role`` what it is of.
    ``vague``: a range, a bound or a guess, with which no sum is done.
    """

    kind: str
    value: Fraction
    unit: str
    start: int
    end: int
    parts: tuple[int, ...] = ()
    per: str = ""
    role: str = ""
    vague: bool = False


def value_of(numeral: str) -> Fraction | None:
    """``1,200.5``, ``三点五``, ``三万五`` (as spoken: 35000) exactly; None for what is no number."""
    if re.fullmatch(ARABIC, numeral):
        return Fraction(numeral.replace(",", ""))
    whole, point, decimals = numeral.partition("点")
    if spoken := re.fullmatch(r"(.*([百千万]))([一二三四五六七八九])", whole):
        head, tail = number(spoken[1]), number(spoken[3])
        return None if head is None or tail is None else head + Fraction(tail * SCALES[spoken[2]], 10)
    value = number(whole)
    if value is None:
        return None
    return value + Fraction("0." + "".join(str(number(d)) for d in decimals)) if point else Fraction(value)


Read = tuple[Fraction | None, str, tuple[int, ...]]  # value, unit, parts


def _date(match: re.Match[str]) -> Read:
    year, month, day = match[1], value_of(match[2]), value_of(match[3])
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= LAST_DAYS[int(month) - 1]):
        return None, "", ()
    return Fraction(0), "", (int(year or 0), int(month), int(day))


def _month_end(match: re.Match[str]) -> Read:
    month = value_of(match[2])
    if month is None or month == 2 or not 1 <= month <= 12:  # the end of February depends on the year
        return None, "", ()
    return Fraction(0), "", (int(match[1] or 0), int(month), LAST_DAYS[int(month) - 1])


def _nines(match: re.Match[str]) -> Read:
    count = value_of(match[1])
    return (1 - Fraction(1, 10 ** int(count)) if count else None), "%", ()


def _split(match: re.Match[str]) -> Read:
    pieces = re.split(r"[:/比-]", match[1])
    parts = tuple(int(value_of(p) or 0) for p in (pieces if len(pieces) > 1 else match[1]))
    return (Fraction(sum(parts)) if sum(parts) in (10, 100) and all(parts) else None), "", parts


def _part(match: re.Match[str]) -> Read:
    value = value_of(match[2])
    unit = {"百": "%", "千": "‰"}.get(match[1], f"{match[1]}分之")
    return (None if value is None else value / PARTS[match[1]]), unit, ()


def _percent(match: re.Match[str]) -> Read:
    value = value_of(match[1])
    return (None if value is None else value / (1000 if match[2] == "‰" else 100)), "‰" if match[2] == "‰" else "%", ()


def _tenths(match: re.Match[str]) -> Read:
    value, tail = value_of(match[1]), Fraction(5) if match[2] == "半" else value_of(match[2] or "零")
    return (None if value is None or tail is None else (value + tail / 10) / 10), "%", ()


def _discount(match: re.Match[str]) -> Read:
    value = value_of(match[1])
    return (None if value is None else value / (100 if value > 10 else 10)), "折", ()


def _time(match: re.Match[str]) -> Read:
    value, unit = value_of(match[1]), UNITS.get(match[3], match[3])
    return (None if value is None or value >= 1900 else value + Fraction(len(match[2] or ""), 2)), unit, ()


def _half(match: re.Match[str]) -> Read:
    return (Fraction(6), "月", ()) if match[1] == "年" else (Fraction(15), "天", ())


def _half_of_all(match: re.Match[str]) -> Read:
    return Fraction(1, 2), "%", ()


def _years_and(match: re.Match[str]) -> Read:
    years, months = value_of(match[1]), Fraction(6) if match[2] == "半" else value_of(match[3] or "")
    return (None if years is None or months is None else years * 12 + months), "月", ()


def _per(match: re.Match[str]) -> Read:
    return Fraction(1), UNITS.get(match[1], match[1]) + match[2], ()


def _named(match: re.Match[str]) -> Read:
    return value_of(match[1]), match[2], ()


def _money(match: re.Match[str]) -> Read:
    value, scale, tail, below = value_of(match[1]), match[2] or "", match[3], match[4]
    if value is None:
        return None, "", ()
    value *= SCALES.get(scale, 1)
    if tail and scale:
        value += (value_of(tail) or 0) * (SCALES[below] if below else Fraction(SCALES[scale], 10))
    text, start, end = match.string, match.start(), match.end()
    if match[5] or text[start] in "¥￥":
        return value, "元", ()
    named = value >= 100 and text[max(0, start - 1)] in "费价款额金罚"
    no_price = not scale and (len(match[1]) > 9 or (2010 <= value < 2050 and not named))  # a telephone number, a year
    plausible = named or (value >= 1000 and not no_price)
    return (value if plausible and not COUNTED.match(text, end) else None), "元", ()


# What is read, in this order; what one has read is not offered to the next.
READERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], Read]], ...] = tuple(
    (kind, re.compile(pattern), reader)
    for kind, pattern, reader in (
        ("date", r"(?<!\d)(20\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)", _date),
        ("date", rf"(?:(20\d\d)年|[今明后去]年)?{MONTH_OR_DAY}月份?{MONTH_OR_DAY}(?:[日号]|(?![\d个天%.十]))", _date),
        ("date", rf"(?:(20\d\d)年|[今明后去]年)?{MONTH_OR_DAY}月份?底", _month_end),
        ("rate", r"([2-6两三四五六])个[9九](?!\d)", _nines),
        ("split", r"(?<![\d./:-])(\d{1,2}(?:[:/-]\d{1,2}){2,4})(?![\d年月日号./:-])", _split),
        ("split", r"([一二三四五六七八](?:比[一二三四五六七八]){2,4})", _split),
        ("split", r"([一二三四五六七八]{3,5})(?![零十百千万元块年天个月折成])", _split),
        ("split", r"(?<![\d.,])([1-8]{3,5})(?=分(?!钟)|付|开|的?比例|模式|方式)", _split),
        ("per", rf"(?<![\d个半{NUMERAL}])(?:每个?|当|该)?([年月])度?的?(?:服务|使用|软件|系统)*(费)用?", _per),
        ("per", r"每(?:逾期|延[迟期误]|迟延|拖延?|晚|迟|超过?)?(?:交付?|付款?|一|1|个)*(天|日|周|月|年)()", _per),
        ("per", r"[/按](天|日|周|月|年)()", _per),
        ("per", r"([日月年])()(?=[百千万]分之)", _per),
        ("rate", r"(一半|半数|对半)", _half_of_all),
        ("rate", rf"(?<![十百千万])(十万|[百千万])分之{N}(?![年天个月])", _part),
        ("rate", rf"{N}\s*([%‰])", _percent),
        ("rate", rf"{N}成([半一二三四五六七八九])?(?![本立新功为熟员长了交])", _tenths),
        ("rate", rf"{N}(个(?:百分)?点)(?![位击评钟])", _percent),
        ("rate", rf"{N}折(?![叠扣腾旧])", _discount),
        ("time", r"(?<![个年\d])半个?([年月])", _half),
        ("time", rf"{FEW}年(半|零?([\d一二三四五六七八九十]{{1,2}})个月)", _years_and),
        ("time", rf"{FEW}(?:个(半)?)?(工作日|自然日|星期|礼拜|[天日周年])", _time),
        ("time", rf"{FEW}个(半)?(月)", _time),
        ("ordinal", r"第(\d{1,2}|[一二三四五六七八九十]{1,2})(年)", _named),
        ("count", rf"{FEW}(次|回)(?!性|复|访)", _named),
        (
            "money",
            rf"[¥￥]?{N}(百万|千万|[百千万]|[kw](?![a-z]))?([1-9一二三四五六七八九](?![\d.%‰\0]))?([千百])?(元|块钱?|圆)?",
            _money,
        ),
    )
)


def read(text: str) -> list[Figure]:
    """The figures of a folded, simplified text, in order."""
    found, left = [], text
    for kind, pattern, reader in READERS:
        for match in pattern.finditer(left):
            value, unit, parts = reader(match)
            start, end = match.span()
            if value is not None:
                digits = match[1] or ""
                lone = (
                    kind in ("time", "money", "count") and LONE_DIGITS.match(digits) and digits[-1:] not in "千百万十"
                )
                vague = lone or BOUND_AFTER.match(text, end) or BOUND_BEFORE.search(text[max(0, start - 3) : start])
                found.append(Figure(kind, value, unit, start, end, parts, vague=bool(vague)))
            left = left[:start] + "\0" * (end - start) + left[end:]
    return sorted(found, key=lambda f: f.start)
