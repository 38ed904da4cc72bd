"""Automatic numbers of Word paragraphs: the 第X条 and 1.1 that stand in no run of text."""

from dataclasses import dataclass, field

from lxml import etree

from assistant.text import chinese_numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
CHINESE = {
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
    "japaneseCounting", "koreanCounting", "ideographTraditionalCounting",
}  # fmt: skip
DIGITAL = {"ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital"}
LEGAL = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
SIMPLE = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")
STEMS = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; ``text`` is such as ``第%1条``."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _Counter:
    """Where the count of one abstract list stands; 0 marks a level that has not begun."""

    values: list[int] = field(default_factory=lambda: [0] * LEVELS)
    begun: list[bool] = field(default_factory=lambda: [False] * LEVELS)


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counters: dict[str, _Counter] = {}
        self._overridden: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        by_style_link: dict[str, str] = {}
        links: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            self._levels[name] = {_number(e.get(f"{W}ilvl")): _level(e) for e in abstract.iter(f"{W}lvl")}
            if (style := _value(abstract, "styleLink")) is not None:
                by_style_link[style] = name
            if (style := _value(abstract, "numStyleLink")) is not None:
                links[name] = style
        for name, style in links.items():
            if not self._levels[name] and style in by_style_link:
                self._levels[name] = self._levels[by_style_link[style]]
        for num in root.iter(f"{W}num"):
            number = num.get(f"{W}numId", "")
            self._lists[number] = _value(num, "abstractNumId") or ""
            self._read_overrides(num, number)

    def _read_overrides(self, num: etree._Element, number: str) -> None:
        for override in num.findall(f"{W}lvlOverride"):
            level = _number(override.get(f"{W}ilvl"))
            if (start := _value(override, "startOverride")) is not None:
                self._overrides.setdefault(number, {})[level] = _number(start)
            own = override.find(f"{W}lvl")
            if own is not None:  # a list with a level of its own counts for itself
                shared = self._levels.get(self._lists[number], {})
                self._lists[number] = f"{number}!"
                self._levels[self._lists[number]] = shared | {level: _level(own)}

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a paragraph style stands for in a list."""
        levels = self._levels.get(self._lists.get(number, ""), {})
        return next((i for i, level in levels.items() if level.style == style), 0)

    def label(self, number: str, level: int) -> str:
        """The label of the next paragraph of list ``number``, with what parts it from the text; empty for none."""
        abstract = self._lists.get(number)
        levels = self._levels.get(abstract or "", {})
        if abstract is None or level not in levels or not 0 <= level < LEVELS:
            return ""
        counter = self._counters.setdefault(abstract, _Counter())
        self._advance(counter, number, levels, level)
        own = levels[level]
        if own.form == "bullet":
            return "• "
        if own.form == "none" and "%" not in own.text:
            return own.text + _gap(own) if own.text else ""
        text = own.text
        for index in range(LEVELS):
            if f"%{index + 1}" in text:
                other = levels.get(index, Level())
                value = counter.values[index] if counter.begun[index] else other.start
                form = "decimal" if own.legal and index < level else other.form
                text = text.replace(f"%{index + 1}", formatted(value, form))
        return text + _gap(own) if text else ""

    def _advance(self, counter: _Counter, number: str, levels: dict[int, Level], level: int) -> None:
        override = self._overrides.get(number, {}).get(level)
        if override is not None and (number, level) not in self._overridden:
            self._overridden.add((number, level))
            counter.values[level], counter.begun[level] = override, True
        elif counter.begun[level]:
            counter.values[level] += 1
        else:
            counter.values[level], counter.begun[level] = levels[level].start, True
        for deeper in range(level + 1, LEVELS):
            restart = levels.get(deeper, Level()).restart
            if restart is None or (restart != 0 and level < restart):
                counter.begun[deeper] = False


def formatted(value: int, form: str) -> str:
    """``3`` as 三, 叁, ③, c, iii, ３ or 3, by Word's name for the form."""
    if form in CHINESE and 0 <= value <= 9999:
        return chinese_numeral(value)
    if form in LEGAL and 0 <= value <= 9999:
        full = chinese_numeral(value)
        return (f"一{full}" if full.startswith("十") else full).translate(FORMAL)
    if form in DIGITAL:
        return str(value).translate(SIMPLE)
    if form in STEMS and value >= 1:
        return STEMS[form][(value - 1) % len(STEMS[form])]
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= len(CIRCLED):
        return CIRCLED[value - 1]
    return _latin(value, form)


def _latin(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and value >= 1:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 1 <= value <= 3999:
        return _roman(value).upper() if form == "upperRoman" else _roman(value)
    if form.startswith("decimalFullWidth"):
        return str(value).translate(WIDE)
    if form == "decimalEnclosedParen":
        return f"({value})"
    if form == "decimalEnclosedFullstop":
        return f"{value}."
    if form == "decimalZero":
        return f"{value:02}"
    return "" if form in ("none", "bullet") else str(value)


def _roman(value: int) -> str:
    out = ""
    for worth, letters in ROMAN:
        count, value = divmod(value, worth)
        out += letters * count
    return out


def _level(element: etree._Element) -> Level:
    restart = _value(element, "lvlRestart")
    return Level(
        form=_value(element, "numFmt") or _alternate_form(element) or "decimal",
        text=_value(element, "lvlText") or "",
        start=_number(_value(element, "start") or "0"),
        suffix=_value(element, "suff") or "tab",
        restart=_number(restart) if restart is not None else None,
        legal=element.find(f"{W}isLgl") is not None,
        style=_value(element, "pStyle") or "",
    )


def _alternate_form(element: etree._Element) -> str:
    """A newer form inside mc:AlternateContent."""
    inner = next(element.iter(f"{W}numFmt"), None)
    return "" if inner is None else str(inner.get(f"{W}val", ""))


def _gap(level: Level) -> str:
    return "" if level.suffix == "nothing" else " "


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
