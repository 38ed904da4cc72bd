"""``python -m evals compare-retrievers``: configurations of retrieval over one suite, with quality, time and memory."""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import bm25s
import numpy as np

from assistant.index.generation import Generation, units_of
from assistant.index.reader import IndexReader
from assistant.models.embedding import LocalEmbeddings, load_embeddings
from assistant.models.reranker import Reranker
from assistant.records import Passage
from assistant.retrieval.glossary import Glossary, load_glossary
from assistant.retrieval.hybrid import ANSWERS, HybridSearch, embed, lexical_scores
from assistant.retrieval.query import Query
from assistant.settings import Settings
from assistant.wiring import Assistant
from evals.case_files import committed_cases, foreign_cases
from evals.errors import NoCases
from evals.machine import resident_mb
from evals.metrics.interval import mean_interval
from evals.records import Case, Observation
from evals.reporting.table import table
from evals.results import write_json
from evals.suites import SUITES
from evals.suites.retrieval import DEPTH, points_by_section, score
from evals.temporary_index import build_index, fingerprint
from evals.vector_cache import VectorCache

JUDGED = ("recall@5", "recall@10", "ndcg@10", "mrr@10")
Retrieve = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Configuration:
    """A way to search, by name: question in, sections out, best first."""

    name: str
    retrieve: Retrieve


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one configuration reached; ``megabytes`` is what the process grew by, the model included."""

    name: str
    metrics: dict[str, float]
    ci95: dict[str, tuple[float, float]]
    p50_ms: float
    p95_ms: float
    megabytes: float


def compare_retrievers(chosen: argparse.Namespace, settings: Settings) -> int:
    """Run every configuration over the questions that have points, print one table."""
    assistant = Assistant(settings)
    found = (
        foreign_cases(chosen.cases, [SUITES["retrieval"]])
        if chosen.cases
        else committed_cases([SUITES["retrieval"]], "dev")
    )
    cases = [case for case in found if case.points or case.data.get("sections")]
    if not cases:
        raise NoCases("a question with points or sections")
    held = {case.id: points_by_section(case, assistant) for case in cases}
    outcomes = []
    before = resident_mb()
    for configuration in configurations(assistant, chosen.model, chosen.reranker):
        outcomes.append(outcome(configuration, cases, held, before))
        before = resident_mb()
    header = ["configuration", *JUDGED, "ndcg@10 95 %", "p50 ms", "p95 ms", "MB", ""]
    print(f"{len(cases)} questions\n\n" + table(header, [_row(o) for o in outcomes]))
    if chosen.json:
        cells = [
            {"name": o.name, "n": len(cases), "p50_ms": o.p50_ms, "p95_ms": o.p95_ms, "megabytes": o.megabytes}
            for o in outcomes
        ]
        write_json(
            chosen.json, [c | {"metrics": o.metrics, "ci95": o.ci95} for c, o in zip(cells, outcomes, strict=True)]
        )
    return 0


def configurations(assistant: Assistant, models: Sequence[str], rerankers: Sequence[str]) -> Iterator[Configuration]:
    """The naive baseline, each searcher alone, both fused, then what was asked for besides."""
    generation = assistant.searcher.reader.current()
    passages = [p for p in generation.passages if p.kind in ANSWERS]
    glossary = load_glossary(assistant.knowledge / "glossary.yaml")
    yield Configuration("BM25, white space only", whitespace(passages))
    yield Configuration("lexical only", lexical(generation, assistant.searcher.read))
    yield Configuration("dense only", dense(generation, assistant.embeddings, assistant.searcher.read))
    yield Configuration("fused (in use)", fused(assistant.searcher))
    for name in rerankers:
        reader = IndexReader(assistant.settings.index_dir, assistant.embeddings)
        yield Configuration(
            f"fused + {name}",
            fused(HybridSearch(reader, assistant.embeddings, glossary=glossary, reranker=Reranker(name))),
        )
    for name in models:
        search, other = with_model(name, passages, assistant.settings, glossary)
        yield Configuration(f"dense only, {name}", dense(search.reader.current(), other, search.read))
        yield Configuration(f"fused, {name}", fused(search))


def whitespace(passages: Sequence[Passage]) -> Retrieve:
    """What a toolkit for English does by default: terms are what stands between blanks."""
    model = bm25s.BM25()
    model.index([f"{p.title} {p.text}".split() for p in passages], show_progress=False)

    def retrieve(question: str) -> list[str]:
        known = [term for term in question.split() if term in model.vocab_dict]
        scores = model.get_scores(known) if known else np.zeros(len(passages))
        return [passages[int(i)].section for i in np.argsort(-scores, kind="stable")[:DEPTH] if scores[i] > 0]

    return retrieve


def lexical(generation: Generation, read: Callable[[str], Query]) -> Retrieve:
    """BM25 over words and bigrams alone; ``read`` is the product's reading of a question."""
    wanted = np.array([p.kind in ANSWERS for p in generation.passages])

    def retrieve(question: str) -> list[str]:
        scores = np.where(wanted, np.add(*lexical_scores(generation, read(question))), 0.0)
        return [generation.passages[int(i)].section for i in np.argsort(-scores)[:DEPTH] if scores[i] > 0]

    return retrieve


def dense(generation: Generation, embeddings: LocalEmbeddings, read: Callable[[str], Query]) -> Retrieve:
    """Vectors alone."""

    def retrieve(question: str) -> list[str]:
        nearest = generation.nearest(embed(read(question), embeddings).tolist(), 30 * DEPTH)
        found = [generation.passages[i] for i in sorted(nearest, key=lambda i: -nearest[i])]
        return [p.section for p in found if p.kind in ANSWERS][:DEPTH]

    return retrieve


def fused(search: HybridSearch) -> Retrieve:
    """The product's search as it is configured."""
    return lambda question: [hit.passage.section for hit in search.search(question, DEPTH).hits]


def with_model(
    name: str, passages: Sequence[Passage], settings: Settings, glossary: Glossary
) -> tuple[HybridSearch, LocalEmbeddings]:
    """The same passages indexed with another embedding model; its vectors are kept for the next run."""
    embeddings = load_embeddings(name)
    home = settings.data_dir / "evals"
    vectors = VectorCache(home / "vectors", embeddings).vectors(units_of(list(passages)))
    folder = f"{fingerprint(passages)}-{embeddings.id.replace('/', '_')}"
    reader = build_index(home / "corpora" / folder, passages, vectors, embeddings)
    return HybridSearch(reader, embeddings, glossary=glossary), embeddings


def outcome(
    configuration: Configuration, cases: Sequence[Case], held: dict[str, dict[str, list[bool]]], before: float
) -> Outcome:
    """Quality and time of one configuration; the first call is not timed."""
    configuration.retrieve(cases[0].question)
    times, scores = [], []
    for case in cases:
        started = time.perf_counter()
        ranked = configuration.retrieve(case.question)
        times.append((time.perf_counter() - started) * 1000)
        scores.append(score(case, Observation({"hits": [{"section": s} for s in ranked]}, {"points": held[case.id]})))
    columns = {metric: [s[metric].value for s in scores] for metric in JUDGED}
    p50, p95 = (round(float(np.quantile(times, q)), 2) for q in (0.5, 0.95))
    means = {metric: round(sum(v) / len(v), 6) for metric, v in columns.items()}
    intervals = {metric: mean_interval(v, [1.0] * len(v), 0) for metric, v in columns.items()}
    return replace(
        Outcome(configuration.name, means, intervals, p50, p95, 0.0), megabytes=round(resident_mb() - before, 1)
    )


def _row(o: Outcome) -> list[str]:
    low, high = o.ci95["ndcg@10"]
    quality = [f"{o.metrics[m]:.4f}" for m in JUDGED]
    return [
        o.name,
        *quality,
        f"[{low:.3f}, {high:.3f}]",
        f"{o.p50_ms:.1f}",
        f"{o.p95_ms:.1f}",
        f"{o.megabytes:+.0f}",
        "",
    ]
