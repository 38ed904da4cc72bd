"""How a sentence is worded, as features that a linear classifier can weigh.

Three families, all over the sentence as the rules see it (甲方 and 乙方, digits, half width): pieces of one to four
characters; each word with the party that was named last before it, because 乙方…承担 and 甲方…承担 are opposites;
and pairs of words that stand near each other. A figure counts by its order of size, not by its digits.
"""

import re
from bisect import bisect_left

import rjieba

from assistant.critique.quantities import MACROS, read_quantity
from assistant.critique.reading import LABEL
from assistant.models.linear import hashed, pairs, pieces

VERSION = 1  # a fit belongs to one version of the features
LONGEST_PIECE, NEAR = 4, 5
# Steps of size: hours for time, percent for rates; a figure is written as the mark of the step it reaches.
STEPS = {
    "time": (1, 4, 24, 72, 168, 360, 720, 1440, 2160, 4320, 8760),
    "rate": (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20, 30, 50, 80, 98.9, 99.5),
}
MARKS = {"time": 0xE000, "rate": 0xE100}  # private characters, so that no text holds them by chance
FIGURES = re.compile("|".join(m.replace("(?P<quantity>", "(?:") for m in MACROS.values()))
DIGITS = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
SEGMENT = re.compile(r"[,:;。\n]")
SILENT = frozenset(",、的 ")
PARTIES = {"甲方": "甲", "乙方": "乙", "双方": "双", "任何": "双", "一方": "双", "各方": "双"}


def features(sentence: str) -> list[int]:
    """The features of one normalised sentence, as 32-bit hashes, with repetitions."""
    text = DIGITS.sub("0", FIGURES.sub(_size, LABEL.sub("", sentence, count=1)))
    found = pieces(text, LONGEST_PIECE)
    party = "-"
    for segment in SEGMENT.split(text):
        words = [w for w in rjieba.cut(segment) if w not in SILENT]
        for word in words:
            if word in PARTIES:
                party = PARTIES[word]
            else:
                found.append(f"{party}>{word}")
        found += pairs(words, NEAR)
    return hashed(found)


def _size(match: re.Match[str]) -> str:
    quantity = read_quantity(match[0])
    if quantity is None or quantity.dimension not in STEPS:
        return match[0]
    return chr(MARKS[quantity.dimension] + bisect_left(STEPS[quantity.dimension], quantity.value))
