"""Dangerous or fair, and dangerous in which way: what a sentence's wording says, learned from examples.

The patterns of the playbook know the wordings that their authors thought of. The classifier has learned from the
sentences of ``knowledge/playbook/wordings`` and of the dev cases, so that a wording which nobody wrote down is still
taken for what it is. It is linear: a sentence's risk is the sum of what its features weigh. The fit, and how well it
does on clauses by authors it has not seen, come from ``python -m evals calibrate --critique``.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.critique.features import VERSION, features
from assistant.models.linear import LinearText, Places, Stored, Values, linear_text, read_fit

FITTED = Path(__file__).with_name("classifier.npz")
MOST_FLAGS = 5
REFIT = "Run `python -m evals calibrate --critique --write`"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Log odds that a sentence is dangerous to the buyer, and the flags it resembles, best first, with the cosine."""

    risk: float
    flags: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Classifier:
    """``danger`` weighs a sentence. Of its feature ``i``, from ``starts[i]`` to ``starts[i + 1]``: the ``kin`` (numbers of
    flags) that it speaks for, and how strongly (``pull``). Above ``threshold`` a sentence is called dangerous."""

    danger: LinearText
    starts: npt.NDArray[np.int32]
    kin: npt.NDArray[np.uint16]
    pull: Values
    flags: tuple[str, ...]
    threshold: float

    def judge(self, sentence: str, most: int = MOST_FLAGS) -> Judgement:
        """The judgement of one normalised sentence."""
        places, values = self.danger.vector(features(sentence))
        alike = self._alike(places, values)
        best = np.argsort(-alike, kind="stable")[:most]
        nearest = tuple((self.flags[i], float(alike[i])) for i in best if alike[i] > 0)
        return Judgement(self.danger.score(places, values), nearest)

    def _alike(self, places: Places, values: Values) -> Values:
        """The cosine with each flag's examples."""
        begins = self.starts[places]
        lengths = self.starts[places + 1] - begins
        entries = np.repeat(begins - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        strength = np.repeat(values, lengths) * self.pull[entries]
        return np.bincount(self.kin[entries], strength, len(self.flags)).astype(np.float64)


@cache
def load_classifier(path: Path = FITTED) -> Classifier:
    """The stored fit; raises ContentError where there is none or it belongs to other features."""
    return classifier_from(read_fit(path, VERSION, REFIT))


def classifier_from(stored: Stored) -> Classifier:
    """The classifier of a fit's arrays."""
    return Classifier(
        danger=linear_text(stored),
        starts=stored["starts"],
        kin=stored["kin"],
        pull=stored["pull"].astype(np.float64),
        flags=tuple(stored["flags"].tolist()),
        threshold=float(stored["threshold"]),
    )
