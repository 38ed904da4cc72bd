"""Hybrid search: words and sense of texts and of their lay questions, fused by score.

Fusion of scaled scores, not of ranks: in a trial on 971 lay legal questions it reached nDCG@10 .503 against .489 for
reciprocal ranks. Texts and lay questions are searched apart: with the asked question's own twin held out, the nearest
text is of the right section in 46 % of cases, the nearest of texts and questions together in 16 %.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from assistant.index.generation import Generation
from assistant.index.reader import IndexReader
from assistant.models.embedding import LocalEmbeddings
from assistant.models.reranker import Reranker
from assistant.records import Hit, Passage, SourceKind
from assistant.retrieval.glossary import EMPTY, Glossary
from assistant.retrieval.query import Query, QueryReader

ANSWERS = frozenset({SourceKind.GUIDANCE, SourceKind.DOCUMENT})
EVERYTHING = ANSWERS | {SourceKind.STATUTE}
RERANKED = 20
DOCUMENT_SENSE = 0.65  # for a text without lay questions; 0.65 to 0.75 did best for 400 questions over 23,490 articles
NEAREST_ASKED = 100  # questions among which one to decline is looked for


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the four signals are weighed, each scaled to 1 for the best passage, and the bonus for a twin.

    Fitted by listwise softmax on 300 lay questions (each with itself taken out of the index) and the dev questions
    whose sections are named; on the half of those that a fit did not see, the right section is among the first three
    for .836, with the weights before it .727. ``python -m evals calibrate --fusion`` prints a grid around them.
    """

    text_sense: float = 0.33  # cosine of the passage's text
    text_words: float = 0.37  # BM25 of the passage's text
    asked_sense: float = 0.23  # cosine of the mean of its lay questions
    asked_words: float = 0.07  # BM25 of its best lay question
    twin_weight: float = 0.5  # a lay question that asks the very same; the fit is blind to it, having taken twins out
    twin_from: float = 0.94
    twin_full: float = 0.99
    candidates: int = 80


@dataclass(frozen=True, slots=True)
class Found:
    """The result of one search: the query as read, hits best first, milliseconds by stage.

    ``background`` is the mean cosine of the question to passages at random: what similarity means nothing.
    ``declined`` is the field of the nearest question that must be declined, and ``declined_twin`` its cosine.
    """

    query: str
    hits: tuple[Hit, ...]
    timings_ms: dict[str, float] = field(default_factory=dict)
    read: Query | None = None
    background: float = 0.0
    declined: Passage | None = None
    declined_twin: float = 0.0


class HybridSearch:
    """Searches the generation that is current at each call."""

    def __init__(
        self,
        reader: IndexReader,
        embeddings: LocalEmbeddings,
        *,
        glossary: Glossary = EMPTY,
        fusion: Fusion | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.reader = reader
        self._embeddings = embeddings
        self._fusion = fusion or Fusion()
        self._reranker = reranker
        self._reader_of = lru_cache(maxsize=2)(lambda generation: QueryReader(generation.lexical, glossary))

    def read(self, question: str) -> Query:
        """The question as this index reads it."""
        return self._reader_of(self.reader.current()).read(question)

    def search(self, question: str, k: int = 10, kinds: Collection[SourceKind] = ANSWERS) -> Found:
        """The ``k`` best passages of ``kinds``, best first."""
        generation = self.reader.current()
        started = time.perf_counter()
        query = self._reader_of(generation).read(question)
        read = time.perf_counter()
        vector = embed(query, self._embeddings)
        embedded = time.perf_counter()
        hits = fused_hits(generation, query, vector, kinds, self._fusion)
        fused = time.perf_counter()
        if self._reranker and hits:
            hits = reranked(self._reranker, query.text, hits[: max(k, RERANKED)])
        ends = {"read": read - started, "embed": embedded - read, "search": fused - embedded}
        timings = ends | {"rerank": time.perf_counter() - fused}
        rounded = {name: round(seconds * 1000, 2) for name, seconds in timings.items()}
        declined, twin = nearest_declined(generation, vector)
        return Found(query.text, tuple(hits[:k]), rounded, query, background_of(generation, vector), declined, twin)


def embed(query: Query, embeddings: LocalEmbeddings) -> np.ndarray:
    """One vector of unit length: the question with its meanings and, for a story, half of it what is asked."""
    vector = np.asarray(embeddings.embed_query(query.words), dtype=np.float32)
    if query.focus:
        vector = vector + np.asarray(embeddings.embed_query(query.focus), dtype=np.float32)
        vector = vector / np.linalg.norm(vector)
    return vector


def fused_hits(
    generation: Generation, query: Query, vector: np.ndarray, kinds: Collection[SourceKind], fusion: Fusion
) -> list[Hit]:
    """All candidate passages of ``kinds`` with their scores, best first."""
    wanted = generation.of_kinds(frozenset(kinds))
    words, asked_words = (np.where(wanted, scores, 0.0) for scores in lexical_scores(generation, query))
    asked = np.where(wanted, generation.asked_likeness(vector), -1.0)
    deep = fusion.candidates if wanted.all() else 4 * fusion.candidates  # enough must remain of the wanted kinds
    nearest = {i: s for i, s in generation.nearest(vector.tolist(), deep).items() if wanted[i]}
    twins = {i: s for i, s in generation.asked_alike(vector.tolist(), fusion.candidates).items() if wanted[i]}
    candidates = list(
        dict.fromkeys(
            [
                *list(nearest)[: fusion.candidates],
                *_best(words, fusion.candidates),
                *_best(asked, fusion.candidates // 2),
                *(i for i, s in twins.items() if s > fusion.twin_from),
            ]
        )
    )
    if not candidates:
        return []
    dense = nearest | generation.similarities(vector.tolist(), [i for i in candidates if i not in nearest])
    evidence = Signals(
        text_sense=_scaled([dense[i] for i in candidates], background_of(generation, vector)),
        text_words=_scaled(words[candidates], 0.0),
        asked_sense=_scaled(asked[candidates], generation.asked_background(vector)),
        asked_words=_scaled(asked_words[candidates], 0.0),
        twins=np.asarray([twins.get(i, 0.0) for i in candidates]),
        has_questions=asked[candidates] > -1.0,
    )
    hits = [
        Hit(generation.passages[i], float(score), dense[i], float(words[i]), twins.get(i, 0.0))
        for i, score in zip(candidates, fuse(evidence, fusion), strict=True)
    ]
    return sorted(hits, key=lambda h: (-h.score, h.passage.id))


@dataclass(frozen=True, slots=True)
class Signals:
    """Five arrays over the candidates, the first four scaled; ``twins`` are cosines."""

    text_sense: np.ndarray
    text_words: np.ndarray
    asked_sense: np.ndarray
    asked_words: np.ndarray
    twins: np.ndarray
    has_questions: np.ndarray


def fuse(signals: Signals, fusion: Fusion) -> np.ndarray:
    """Weighted sum of the signals; a passage without lay questions, as of a user's document, is judged by its text."""
    by_text = DOCUMENT_SENSE * signals.text_sense + (1 - DOCUMENT_SENSE) * signals.text_words
    by_both = (
        fusion.text_sense * signals.text_sense
        + fusion.text_words * signals.text_words
        + fusion.asked_sense * signals.asked_sense
        + fusion.asked_words * signals.asked_words
    )
    same = np.clip((signals.twins - fusion.twin_from) / (fusion.twin_full - fusion.twin_from), 0.0, 1.0)
    return np.asarray(np.where(signals.has_questions, by_both, by_text) + fusion.twin_weight * same)


def _best(scores: np.ndarray, count: int) -> list[int]:
    """Numbers of the ``count`` highest positive scores, best first."""
    return [int(i) for i in np.argsort(-scores)[:count] if scores[i] > 0]


def background_of(generation: Generation, vector: np.ndarray) -> float:
    """Mean cosine of a question to passages spread over the index; 0 for an empty one."""
    return float(np.mean(generation.sample @ vector)) if len(generation.sample) else 0.0


def nearest_declined(generation: Generation, vector: np.ndarray) -> tuple[Passage | None, float]:
    """The field of the nearest question to decline with its cosine; None and 0 where none is among the nearest."""
    for number, similarity in generation.asked_alike(vector.tolist(), NEAREST_ASKED).items():
        if generation.passages[number].kind is SourceKind.DECLINED:
            return generation.passages[number], similarity
    return None, 0.0


def lexical_scores(generation: Generation, query: Query) -> tuple[np.ndarray, np.ndarray]:
    """BM25 of every passage's own words and of its best lay question, each float of shape (passages,).

    For a story half of the score is for what it asks.
    """
    words, asked = _lexical(generation, query.words)
    if query.focus:
        focus_words, focus_asked = _lexical(generation, query.focus)
        words, asked = (words + focus_words) / 2, (asked + focus_asked) / 2
    return words, asked


def _lexical(generation: Generation, words: str) -> tuple[np.ndarray, np.ndarray]:
    units = generation.lexical.scores(words)
    passages = len(generation.passages)
    asked = np.zeros(passages, dtype=np.float32)
    np.maximum.at(asked, generation.unit_passages[passages:], units[passages:])
    return units[:passages], asked


def _scaled(scores: Sequence[float] | np.ndarray, low: float) -> np.ndarray:
    """The scores with ``low`` at 0 and the best at 1."""
    values = np.asarray(scores, dtype=np.float64)
    high = values.max()
    return np.zeros_like(values) if high <= low else (values - low) / (high - low)


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the order of the cross-encoder, whose score replaces the fused one."""
    scores = reranker.score(question, [_shown(h.passage) for h in hits])
    rescored = [replace(h, score=s) for h, s in zip(hits, scores, strict=True)]
    return sorted(rescored, key=lambda h: -h.score)


def _shown(passage: Passage) -> str:
    return f"{passage.title}\n{passage.text}"
