"""``python -m evals retrieval``: the project's own search over a foreign corpus, nothing tuned on it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.errors import IndexBroken, IndexMissing
from assistant.index import generations
from assistant.index.generation import units_of
from assistant.index.manifest import read_manifest
from assistant.index.reader import IndexReader
from assistant.models.reranker import Reranker
from assistant.records import Passage
from assistant.retrieval.glossary import load_glossary
from assistant.retrieval.hybrid import EVERYTHING, HybridSearch
from assistant.wiring import Assistant
from evals.beir_files import Query, read_corpus, read_queries
from evals.metrics.ranking import ndcg_at, recall_at, reciprocal_rank
from evals.records import Case, Row, Score, Scores
from evals.reporting.table import metrics_table
from evals.results import commit, measure, models, row_object, write_json
from evals.runner import describe
from evals.temporary_index import build_index, fingerprint
from evals.vector_cache import VectorCache

DEPTH = 100
FED = ("recall@1", "recall@5", "recall@10", "recall@100", "ndcg@10", "mrr@10")


def evaluate(chosen: argparse.Namespace, assistant: Assistant) -> int:
    """Index the corpus (once), run every judged query, print and write the metrics; 1 if every query crashed."""
    passages = read_corpus(chosen.corpus)
    queries = read_queries(chosen.queries, chosen.qrels)[: chosen.limit]
    search = searcher(passages, assistant)
    search.search("合同", 1, EVERYTHING)  # so that the first query does not pay for opening the index
    with tqdm(total=len(queries), desc="queries", unit="", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:
        rows = [_stepped(run_query(query, search), bar) for query in queries]
    measured = measure(rows, chosen.seed)
    print(f"{len(passages)} passages, {len(queries)} queries, {chosen.corpus}\n\n{metrics_table(measured)}")
    if chosen.run:
        write_run(chosen.run, rows)
    if chosen.json:
        write_json(
            chosen.json,
            {
                "suite": "retrieval",
                "corpus": {"path": str(chosen.corpus), "passages": len(passages), "sha256": fingerprint(passages)},
                "commit": commit(),
                "models": models(assistant),
                "seed": chosen.seed,
                "metrics": {m.name: m.object for m in measured},
                "cases": [row_object(row) for row in rows],
            },
        )
    return 1 if all(row.error for row in rows) else 0


def searcher(passages: Sequence[Passage], assistant: Assistant) -> HybridSearch:
    """The product's search over an index of these passages, which is kept for the next run."""
    embeddings = assistant.embeddings
    home = assistant.settings.data_dir / "evals"
    index_dir = home / "corpora" / f"{fingerprint(passages)}-{embeddings.id.replace('/', '_')}"
    reranker = Reranker(assistant.settings.reranker_model) if assistant.settings.reranker_model else None
    reader = _kept(index_dir, assistant, len(passages))
    if reader is None:
        units = units_of(list(passages))
        with tqdm(
            total=len({u.key for u in units}), desc="embed", unit="", file=sys.stderr, disable=not sys.stderr.isatty()
        ) as bar:
            vectors = VectorCache(home / "vectors", embeddings).vectors(units, lambda done: _advance(bar, done))
        reader = build_index(index_dir, passages, vectors, embeddings)
    glossary = load_glossary(assistant.knowledge / "glossary.yaml")
    return HybridSearch(reader, embeddings, glossary=glossary, reranker=reranker)


def _kept(index_dir: Path, assistant: Assistant, passages: int) -> IndexReader | None:
    """The index of an earlier run, if it is whole."""
    try:
        if read_manifest(generations.current(index_dir)).passages != passages:
            return None
        reader = IndexReader(index_dir, assistant.embeddings)
        reader.current()
    except (IndexMissing, IndexBroken):
        return None
    return reader


def run_query(query: Query, search: HybridSearch) -> Row:
    """Search and score one query; a crash scores zero."""
    case = Case(query.id, "retrieval", {"id": query.id, "question": query.text, "grades": query.grades})
    try:
        found = search.search(query.text, DEPTH, EVERYTHING)
    except Exception as error:  # whatever a query breaks is its result
        return Row(case, {name: Score(0.0, 1.0, "crashed") for name in FED}, describe(error))
    best: dict[str, float] = {}
    for hit in found.hits:
        best.setdefault(hit.passage.source, hit.score)
    output = {
        "query": found.query,
        "hits": [{"id": document, "score": round(score, 6)} for document, score in best.items()],
        "timings_ms": found.timings_ms,
    }
    return Row(
        case,
        ranking_scores(list(best), query.grades) | {"latency_ms": Score(sum(found.timings_ms.values()))},
        "",
        output,
    )


def ranking_scores(ranked: Sequence[str], grades: dict[str, float]) -> Scores:
    """The metrics of one query."""
    scores = {f"recall@{k}": Score(recall_at(ranked, grades, k)) for k in (1, 5, 10, 100)}
    return scores | {
        "ndcg@10": Score(ndcg_at(ranked, grades, 10)),
        "mrr@10": Score(reciprocal_rank(ranked, grades, 10)),
    }


def write_run(path: Path, rows: Sequence[Row]) -> None:
    """TREC's run format: query Q0 document rank score name."""
    lines = [
        f"{row.case.id} Q0 {hit['id']} {rank} {hit['score']} presign"
        for row in rows
        for rank, hit in enumerate((row.output or {"hits": []})["hits"], start=1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _stepped(row: Row, bar: Any) -> Row:
    bar.update(1)
    return row


def _advance(bar: Any, done: int) -> None:
    bar.update(done)
