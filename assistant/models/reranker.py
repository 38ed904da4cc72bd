"""An optional CrossEncoder that judges question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker:
    """A sentence-transformers CrossEncoder by name or path; loads on the first use."""

    def __init__(self, name: str) -> None:
        self.id = name
        self._model: CrossEncoder | None = None

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better; raises ModelUnavailable."""
        if self._model is None:
            from sentence_transformers import CrossEncoder

            try:
                self._model = CrossEncoder(self.id)
            except (OSError, ValueError) as error:
                raise ModelUnavailable(self.id, str(error).splitlines()[0]) from error
        scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in scores]
