"""Numbers in a question against the guidance's ranges: 首付80%行不行, 违约金每天千分之五高不高."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answering import phrases
from assistant.answering.compose import Draft
from assistant.errors import ContentError
from assistant.index.terms import simplify
from assistant.records import Citation, Passage
from assistant.text import NUMERAL, fold, number
from assistant.yaml_files import load_yaml

KEYS = {"id", "name", "words", "unit", "usual", "limit", "worse", "section", "sentence"}
FIGURE = rf"([0-9]+(?:\.[0-9]+)?|[{NUMERAL}]+|半)"
READINGS: dict[str, tuple[tuple[str, float], ...]] = {
    "%": ((rf"{FIGURE}\s*%", 1.0), (rf"百分之{FIGURE}", 1.0), (rf"{FIGURE}成", 10.0), (rf"{FIGURE}个点", 1.0)),
    "‰/天": (
        (rf"千分之{FIGURE}", 1.0),
        (rf"{FIGURE}\s*‰", 1.0),
        (rf"万分之{FIGURE}", 0.1),
        (rf"百分之{FIGURE}", 10.0),
        (rf"{FIGURE}\s*%", 10.0),
    ),
    "小时": ((rf"{FIGURE}个?(?:小时|钟头)", 1.0), (rf"{FIGURE}天", 24.0), (rf"{FIGURE}分钟", 1 / 60)),
    "工作日": ((rf"{FIGURE}个?(?:工作日|天)", 1.0),),
    "天": (
        (rf"{FIGURE}个?(?:自然日|工作日|天|日)", 1.0),
        (rf"{FIGURE}个月", 30.0),
        (rf"{FIGURE}(?:周|个?星期)", 7.0),
        (rf"{FIGURE}个?小时", 1 / 24),
    ),
    "个月": ((rf"{FIGURE}个月", 1.0), (rf"{FIGURE}年", 12.0), (rf"{FIGURE}天", 1 / 30)),
    "年": ((rf"{FIGURE}年", 1.0), (rf"{FIGURE}个月", 1 / 12)),
    "倍": ((rf"{FIGURE}倍", 1.0),),
    "个月服务费": ((rf"{FIGURE}个月", 1.0), (rf"{FIGURE}年", 12.0)),
    "次": ((rf"{FIGURE}次", 1.0),),
    "家": ((rf"{FIGURE}家", 1.0),),
    "元": ((rf"{FIGURE}(?:元|块)", 1.0),),
}


@dataclass(frozen=True, slots=True)
class Range:
    """What the guidance says of one quantity; ``sentence`` stands verbatim in ``section``."""

    id: str
    name: str
    words: tuple[str, ...]
    unit: str
    usual: tuple[float, float]
    limit: float | None
    worse: str
    section: str
    sentence: str

    def judge(self, value: float) -> str:
        """One of the fixed judgements, from the buyer's side."""
        low, high = self.usual
        sign = 1 if self.worse == "higher" else -1
        if self.limit is not None and sign * value > sign * self.limit:
            return phrases.RANGE_LIMIT
        if low <= value <= high:
            return phrases.RANGE_FINE
        beyond = value > high if sign > 0 else value < low
        return phrases.RANGE_WORSE if beyond else phrases.RANGE_BETTER


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure in a question beside the range it is measured against."""

    range: Range
    given: str
    value: float

    @property
    def text(self) -> str:
        """The line shown above the answer."""
        low, high = (f"{x:g}" for x in self.range.usual)
        usual = f"{low}{self.range.unit}" if low == high else f"{low}{self.range.unit}至{high}{self.range.unit}"
        judgement = self.range.judge(self.value)
        return phrases.SIDE_BY_SIDE.format(given=f"{self.range.name}{self.given}", usual=usual, judgement=judgement)


def load_ranges(path: Path) -> tuple[Range, ...]:
    """The ranges of the file; raises ContentError naming the entry and the fault."""
    ranges = []
    for position, raw in enumerate(load_yaml(path, "Copy an entry that works and change its values") or [], start=1):
        unknown = set(raw) - KEYS
        missing = KEYS - {"limit"} - set(raw)
        if unknown or missing or raw["unit"] not in READINGS or raw["worse"] not in ("higher", "lower"):
            fault = f"entry {position} ({raw.get('id')}): unknown {sorted(unknown)}, missing {sorted(missing)}"
            raise ContentError(path.name, 0, fault, f"Units: {', '.join(READINGS)}; worse: higher or lower")
        limit = raw.get("limit")
        ranges.append(
            Range(
                raw["id"], raw["name"], tuple(fold(w) for w in raw["words"]), raw["unit"],
                (float(raw["usual"][0]), float(raw["usual"][-1])), None if limit is None else float(limit),
                raw["worse"], raw["section"], raw["sentence"],
            )
        )  # fmt: skip
    return tuple(ranges)


def compare(question: str, ranges: Sequence[Range], sections: Sequence[str]) -> Comparison | None:
    """The first range whose quantity the question names and gives a figure for.

    Only ranges of the ``sections`` that were found count: the words of a quantity are short and mean other things
    elsewhere. Sections come best first.
    """
    folded = simplify(fold(question))
    for section in sections:
        for candidate in (r for r in ranges if r.section == section):
            if not any(word in folded for word in candidate.words):
                continue
            for pattern, scale in READINGS[candidate.unit]:
                match = re.search(pattern, folded)
                value = _value(match[1]) if match else None
                if match and value is not None:
                    return Comparison(candidate, match[0], value * scale)
    return None


def with_comparison(draft: Draft, compared: Comparison, passages: Sequence[Passage]) -> Draft:
    """The draft with the figures side by side before it, numbered by the sentence that the range comes from."""
    sentence = compared.range.sentence
    number = next((c.n for c in draft.citations if sentence in c.quote), 0)
    citations = draft.citations
    if not number:
        passage = next(p for p in passages if p.section == compared.range.section)
        place = passage.text.find(sentence)
        if place < 0:
            return draft  # the section has been edited since; a figure without its source is not shown
        number, start = len(citations) + 1, passage.start + place
        made = Citation(number, passage.source, passage.section, passage.title, sentence, start, start + len(sentence))
        citations = (*citations, made)
    return replace(draft, text=f"{compared.text} [{number}]\n{draft.text}", citations=citations)


def _value(figure: str) -> float | None:
    if figure == "半":
        return 0.5
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", figure):
        return float(figure)
    return number(figure)
