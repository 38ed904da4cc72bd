"""Fits a ``LinearText``: ridge logistic regression over TF-IDF of given features (Salton & Buckley 1988)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

PENALTY = 20.0  # inverse strength of the ridge, chosen by cross-validation over authors
RAREST = 2  # texts that a feature must stand in


@dataclass(frozen=True, eq=False)
class TextFit:
    """A vectoriser and the model over it; ``order`` sorts the features by their hash."""

    vectoriser: TfidfVectorizer
    model: LogisticRegression
    hashes: npt.NDArray[np.uint32]
    order: npt.NDArray[np.intp]

    def scores(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Log odds of each text."""
        return np.asarray(self.model.decision_function(self.vectoriser.transform(texts)))

    def arrays(self, version: int) -> dict[str, Any]:
        """What is stored of a LinearText."""
        return {
            "version": np.int64(version),
            "hashes": self.hashes[self.order],
            "rarity": self.vectoriser.idf_[self.order].astype(np.float16),
            "weights": self.model.coef_[0][self.order].astype(np.float16),
            "bias": np.float64(self.model.intercept_[0]),
        }


def fit_text(
    texts: Sequence[str],
    labels: Sequence[bool],
    analyser: Callable[[str], list[int]],
    *,
    weights: Sequence[float] | None = None,
    rarest: int = RAREST,
) -> TextFit:
    """Fit on labelled texts, both labels weighing the same in all."""
    vectoriser = TfidfVectorizer(analyzer=analyser, min_df=rarest, sublinear_tf=True)
    vectors = vectoriser.fit_transform(texts)
    model = LogisticRegression(C=PENALTY, class_weight="balanced", solver="liblinear", max_iter=1000)
    model.fit(vectors, labels, sample_weight=weights)
    hashes = np.array(vectoriser.get_feature_names_out(), dtype=np.uint32)
    return TextFit(vectoriser, model, hashes, np.argsort(hashes))
