"""Whether a question is worded like one that the guidance answers, or like one to decline.

Learned from the lay questions of ``knowledge/`` and the examples of ``declined.yaml`` by ``python -m evals calibrate``.
It sees what likeness to a single question cannot: words and turns that only the one kind holds.
"""

import re
from functools import cache
from pathlib import Path

import rjieba

from assistant.index.terms import simplify
from assistant.models.linear import LinearText, hashed, linear_text, pairs, pieces, read_fit
from assistant.text import fold

FITTED = Path(__file__).with_name("wording.npz")
VERSION = 1  # a fit belongs to one version of the features
REFIT = "Run `python -m evals calibrate --write`"
LONGEST_PIECE, NEAR = 4, 4
DIGITS = re.compile(r"\d{1,12}(?:\.\d{1,6})?")


def features(question: str) -> list[int]:
    """Pieces, words and pairs of near words of a question, as 32-bit hashes; figures count as one and the same."""
    text = DIGITS.sub("0", simplify(fold(question)))
    words = [word for word in rjieba.cut(text) if word.strip()]
    return hashed([*pieces(text, LONGEST_PIECE), *(f"={word}" for word in words), *pairs(words, NEAR)])


def answerable(question: str) -> float:
    """Log odds that the guidance answers a question so worded."""
    model = _model()
    return model.score(*model.vector(features(question)))


@cache
def _model() -> LinearText:
    return linear_text(read_fit(FITTED, VERSION, REFIT))
