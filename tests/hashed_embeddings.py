"""Embeddings without a model: hashed character bigrams, so that alike texts are alike and tests stay quick."""

import hashlib
from math import sqrt

from langchain_core.embeddings import Embeddings

DIMENSION = 64


class HashedEmbeddings(Embeddings):
    """Counts what it embeds in ``embedded``."""

    def __init__(self, name: str = "hashed") -> None:
        self.id = name
        self.dimension = DIMENSION
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return [_vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_queries([text])[0]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self.embed_documents(texts)


def _vector(text: str) -> list[float]:
    values = [0.0] * DIMENSION
    for left, right in zip(text, text[1:] + "\n", strict=True):
        digest = hashlib.blake2b((left + right).encode("utf-8", "replace"), digest_size=4).digest()
        values[digest[0] % DIMENSION] += 1.0 if digest[1] & 1 else -1.0
    values[len(text) % DIMENSION] += 0.5
    length = sqrt(sum(v * v for v in values)) or 1.0
    return [v / length for v in values]
