"""Characters before meaning: folding that keeps offsets, Chinese numerals, sentences.

Everything that compares Chinese text (retrieval, grounding, critique) folds it here, so that two
parts never disagree on what counts as the same character.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
FORMAL = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
NUMERAL = "".join(DIGITS) + "".join(FORMAL) + "".join(UNITS) + "万亿"

SENTENCE_END = re.compile(
    r"[\u3002!?;\uff01\uff1f\uff1b]+[\u201d\u300d\u300f\"')\uff09]*|\n+"
)  # full and half width alike
INVISIBLE = {
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f",
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # marks that turn the direction of writing
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset in the original."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of ``text[start:end]`` (a non-empty range)."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> str:
    """Full width to half width, lower case, invisible characters out; one way for the whole product."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c not in INVISIBLE)


def fold_with_origins(text: str, *, drop: frozenset[str] = frozenset()) -> Folded:
    """Fold character by character and remember where each came from; ``drop`` leaves characters out."""
    out: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        for piece in unicodedata.normalize("NFKC", character).lower():
            if piece not in INVISIBLE and piece not in drop:
                out.append(piece)
                origins.append(offset)
    return Folded("".join(out), tuple(origins))


def number(numeral: str) -> int | None:
    """The value of an Arabic or Chinese whole number (``"585"``, ``"五百八十五"``, ``"叁拾"``); None if it is none.

    Magnitude words (万, 亿) may follow Arabic digits too: ``"3万"`` is 30000.
    """
    numeral = unicodedata.normalize("NFKC", numeral).replace(",", "").strip()
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if not numeral or any(c not in NUMERAL and not c.isdigit() for c in numeral):
        return None
    digits = DIGITS | FORMAL
    if all(c in digits for c in numeral):
        return int("".join(str(digits[c]) for c in numeral))
    total = section = current = 0
    for c in numeral:
        if c.isdigit():
            current = current * 10 + int(c)
        elif c in digits:
            current = digits[c]
        elif c in UNITS:
            section += (current or 1) * UNITS[c]
            current = 0
        else:
            total = (total + section + current) * (10_000 if c == "万" else 100_000_000)
            section = current = 0
    return total + section + current


def chinese_numeral(value: int) -> str:
    """``585`` as ``五百八十五``; for 0 to 9999, the range of article numbers."""
    if not 0 <= value <= 9999:
        raise ValueError(f"{value!r} is outside 0 to 9999")
    if value == 0:
        return "零"
    out, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            out += ("零" if pending_zero and out else "") + "零一二三四五六七八九"[digit] + name
            pending_zero = False
        else:
            pending_zero = True
    return out.removeprefix("一") if 10 <= value <= 19 else out


def sentences(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Offsets of each non-blank sentence, white space trimmed; ``start`` is added to every offset."""
    begin = 0
    for match in [*SENTENCE_END.finditer(text), None]:
        end = match.end() if match else len(text)
        piece = text[begin:end]
        if piece.strip():
            left = begin + len(piece) - len(piece.lstrip())
            yield start + left, start + begin + len(piece.rstrip())
        begin = end


def bare_characters(text: str) -> str:
    """Letters, digits and ideographs of the folded text: what a comparison of wordings looks at."""
    return "".join(c for c in fold(text) if c.isalnum())
