"""Figures in contract Chinese: 九十日, 千分之五, 贰拾捌万元整 and ７２小时 written one way, and compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.text import NUMERAL, number

FIGURE = rf"(?:\d[\d,]*(?:\.\d+)?|[{NUMERAL}]+)"
FREE = r"(?<![\d.第])"  # not in the middle of a number, not an ordinal
DAYS = "工作日|自然日|日历日|日历天|天|日"
RATE_MARKS = {"百": "%", "千": "‰", "万": "‱"}
HOURS = {
    "分钟": 1 / 60, "小时": 1.0, "日": 24.0, "工作日": 24.0, "周": 168.0, "个月": 720.0, "个季度": 2160.0, "年": 8760.0
}  # fmt: skip
RATES = {"%": 1.0, "‰": 0.1, "‱": 0.01}
# What a pattern writes for a figure; the group is read as a quantity.
MACROS = {
    "期间": r"(?<![×x*:\d.月年\-])(?P<quantity>\d{1,3}(?:\.\d{1,2})?(?:分钟|小时|工作日|日|周|个月|个季度|年))",
    "比例": r"(?<![\d.])(?P<quantity>\d{1,4}(?:\.\d{1,4})?[%‰‱])",
    "金额": r"(?<![\d.])(?P<quantity>\d{1,12}(?:\.\d{1,2})?元)",
    "倍数": r"(?<![\d.])(?P<quantity>\d{1,3}(?:\.\d{1,2})?倍)",
    "次数": r"(?<![\d.])(?P<quantity>\d{1,7}次)",
    "数量": r"(?<![\d.])(?P<quantity>\d{1,7}(?:个|家|名|人|台|套|份|条))",
}
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*(\D+)")
COMPARISON = re.compile(r"(<=|>=|<|>|==)\s*(\d+(?:\.\d+)?)\s*(\S+)")
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its dimension (``time`` in hours, ``rate`` in percent, or the counted unit itself)."""

    value: float
    dimension: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A bound such as ``> 50%``; a quantity of another dimension never satisfies it."""

    operator: str
    bound: Quantity

    def holds(self, quantity: Quantity) -> bool:
        """Whether ``quantity`` lies on the stated side of the bound."""
        return quantity.dimension == self.bound.dimension and COMPARE[self.operator](quantity.value, self.bound.value)


def read_quantity(figure: str) -> Quantity | None:
    """A figure as it stands in a normalised text (``90日``, ``5‰``); None for an unknown unit."""
    match = QUANTITY.fullmatch(figure)
    if not match:
        return None
    value, unit = float(match[1]), match[2]
    if unit in HOURS:
        return Quantity(round(value * HOURS[unit], 4), "time")
    if unit in RATES:
        return Quantity(round(value * RATES[unit], 6), "rate")
    return Quantity(value, unit)


def read_comparison(text: str) -> Comparison | None:
    """A bound as the playbook writes it; None if it is none."""
    match = COMPARISON.fullmatch(text.strip())
    bound = read_quantity(match[2] + match[3].replace("天", "日")) if match else None
    return Comparison(match[1], bound) if match and bound else None


def plain(value: float) -> str:
    """A number without an idle decimal point."""
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")


def _value(figure: str) -> float | None:
    figure = figure.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", figure):
        return float(figure)
    if "点" in figure:
        whole, part = figure.split("点", 1)
        return float(f"{number(whole) or 0}.{number(part) or 0}")
    found = number(figure)
    return float(found) if found else None


def _rate(match: re.Match[str]) -> str | None:
    value = _value(match["figure"])
    return None if value is None else plain(value) + RATE_MARKS[match["of"]]


def _amount(match: re.Match[str]) -> str | None:
    value = _value(match["figure"])
    scale = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100, "百万": 1_000_000, "千万": 10_000_000}
    return None if not value else plain(value * scale.get(match["scale"] or "", 1)) + "元"


def _period(match: re.Match[str]) -> str | None:
    value, unit = _value(match["figure"]), match["unit"]
    if not value:
        return None
    if unit in ("周", "星期", "礼拜"):
        return f"{plain(value * 7)}日"
    canonical = {
        "工作日": "工作日",
        "小时": "小时",
        "钟头": "小时",
        "分钟": "分钟",
        "季度": "个季度",
        "年": "年",
        "月": "个月",
    }
    return plain(value) + canonical.get(unit, "日")


def _tenths(match: re.Match[str]) -> str | None:
    value = _value(match["figure"])
    return None if value is None else f"{plain(value * 10)}%"


def _hundred_thousandths(match: re.Match[str]) -> str | None:
    value = _value(match["figure"])
    return None if value is None else f"{plain(value / 10)}‱"


def _half(match: re.Match[str]) -> str:
    return {"年": "6个月", "月": "15日", "小时": "30分钟", "天": "12小时", "日": "12小时"}[match["unit"]]


def _count(match: re.Match[str]) -> str | None:
    value = _value(match["figure"])
    return None if value is None else plain(value) + match["unit"]


# Words of one meaning, written one way, so that a rule knows them all by one.
SYNONYMS = {
    "视作": "视为", "视同": "视为", "推定为": "视为", "等同于": "视为", "算作": "视为", "当作": "视为", "即告": "即视为",
    "毋须": "无需", "毋需": "无需", "无须": "无需", "无庸": "无需", "勿需": "无需", "蓄意": "故意", "主观恶意": "故意", "主观故意": "故意",
    "重大疏忽": "重大过失", "严重过失": "重大过失", "为顶": "为上限", "为最高限额": "为上限", "为最高额": "为上限", "为封顶": "为上限",
    "让与": "转让", "移转": "转让", "出让": "转让", "发包": "分包", "外包": "分包", "不高于": "不超过", "不多于": "不超过",
    "付讫": "付清", "缴清": "付清", "付足": "付清", "缴足": "付清", "汇付": "支付", "汇入": "支付至", "孳息": "利息",
    "迟付": "逾期付款", "延付": "逾期付款", "赴现场": "上门", "赴店": "上门", "到店维修": "上门维修", "刊登": "公告", "张贴": "公告",
    "登载": "公告", "挂网": "公告", "阅知": "知悉", "收悉": "知悉",
    "延展": "顺延", "保有": "享有", "版权": "著作权", "电汇": "支付", "酌定": "自行决定", "酬金": "费",
    "转售": "销售", "外流": "泄露",
}  # fmt: skip
SYNONYM = re.compile("|".join(sorted(SYNONYMS, key=len, reverse=True)))

Rewriting = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
# In this order; each turns one way of writing a figure into digits and a unit. None leaves the text alone.
REWRITINGS: tuple[Rewriting, ...] = (
    (SYNONYM, lambda match: SYNONYMS[match[0]]),
    (re.compile(rf"十万分之(?P<figure>\d+(?:\.\d+)?|[{NUMERAL}]{{1,3}})"), _hundred_thousandths),
    (re.compile(r"(?<=[的价额款费])(?:一半|半数)"), lambda match: "50%"),
    (re.compile(rf"(?P<of>[百千万])分之(?P<figure>\d+(?:\.\d+)?|[{NUMERAL}]+(?:点[{NUMERAL}]+)?)"), _rate),
    (re.compile(rf"{FREE}[¥￥]?(?P<figure>{FIGURE})(?P<scale>百万|千万|[万亿千百])?元(?:整|正)?"), _amount),
    (re.compile(r"[¥￥](?P<figure>\d[\d,]*(?:\.\d+)?)(?P<scale>万)?(?!\d*元)"), _amount),
    (
        re.compile(
            r"(?<![完达组构形变])(?P<figure>[1-9一二两三四五六七八九])成(?=[,。;的)]|[以之]|款|作|为(?:上限|限|违约))"
        ),
        _tenths,
    ),
    (re.compile(r"半个?(?P<unit>年(?!度)|月|小时|天|日)"), _half),
    (re.compile(rf"{FREE}(?P<figure>{FIGURE})个?(?P<unit>工作日|自然日|日历日|日历天|小时|钟头|分钟|天|日)"), _period),
    (re.compile(rf"{FREE}(?P<figure>{FIGURE})个?(?P<unit>周(?![年末])|星期|礼拜)"), _period),
    (re.compile(rf"{FREE}(?P<figure>{FIGURE})个(?P<unit>月|季度)"), _period),
    (re.compile(r"(?<=[前近上])[1一]季度|(?<=每)[1一]?季度"), lambda match: "1个季度"),
    (re.compile(rf"(?<![\d.第上下前后])(?P<figure>\d{{1,3}}|[{NUMERAL}]{{1,3}})(?P<unit>年)(?![度初末底级])"), _period),
    (re.compile(r"(?P<figure>[双])(?P<unit>倍)"), lambda match: "2倍"),
    (re.compile(rf"{FREE}(?P<figure>{FIGURE})(?P<unit>倍|次(?!性)|家)"), _count),
    (re.compile(rf"{FREE}(?P<figure>{FIGURE})(?P<unit>个)(?=账号|账户|用户|门店|点位|并发|终端|管理员|子)"), _count),
    (re.compile(r"(?<![\d.:])(?P<figure>\d{1,3})(?P<unit>h)(?![a-z])"), lambda match: match["figure"] + "小时"),
)
