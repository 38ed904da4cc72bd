"""Retrieval over an index of many chunks: synthetic texts and vectors, the real search, a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.chunking.passages import passage_id
from assistant.index.generation import units_of
from assistant.index.reader import IndexReader
from assistant.records import Passage, SourceKind
from assistant.retrieval.hybrid import HybridSearch
from assistant.settings import ROOT
from assistant.text import sentences
from assistant.wiring import Assistant
from evals.errors import EvalsError
from evals.machine import resident_mb
from evals.temporary_index import build_index

LABEL = "synthetic chunks and vectors: speed and memory only, says nothing of quality"
SENTENCES = 4
NEIGHBOURS = 0.35  # share of a real vector in a synthetic one, so that neighbourhoods are not flat
LONGEST = 1_800


def at_scale(chunks: int, questions: Sequence[str], assistant: Assistant) -> dict[str, Any]:
    """Build an index of ``chunks`` synthetic chunks, then measure in a fresh process."""
    with tempfile.TemporaryDirectory(prefix="evals-scale-") as folder:
        started = time.perf_counter()
        passages = synthetic_passages(chunks, assistant)
        vectors = synthetic_vectors(passages, assistant)
        build_index(Path(folder), passages, vectors, assistant.embeddings, linked=False).current().close()
        built = time.perf_counter() - started
        command = [sys.executable, "-m", "evals.scale", folder]
        given = json.dumps(list(questions), ensure_ascii=False)
        done = subprocess.run(
            command,
            cwd=ROOT,
            input=given,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    if done.returncode:
        raise EvalsError(f"The measurement at {chunks} chunks ended with {done.returncode}: {done.stderr[-400:]}")
    measured: dict[str, float] = json.loads(done.stdout)
    return {"chunks": chunks, "label": LABEL, "build_s": round(built, 1), **measured}


def synthetic_passages(chunks: int, assistant: Assistant) -> list[Passage]:
    """Random runs of the guidance's own sentences, so that words are as frequent as they really are."""
    found = assistant.searcher.reader.current().passages
    pool = [p.text[a:b] for p in found for a, b in sentences(p.text)]
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(pool), size=(chunks, SENTENCES))
    texts = (f"{n} " + "".join(pool[i] for i in row) for n, row in enumerate(picks))
    return [
        Passage(passage_id(n), SourceKind.DOCUMENT, "synthetic", f"synthetic#{n}", "", (), text, 0, len(text))
        for n, text in enumerate(texts)
    ]


def synthetic_vectors(passages: Sequence[Passage], assistant: Assistant) -> dict[str, np.ndarray]:
    """Unit vectors scattered around those of the real index."""
    generation = assistant.searcher.reader.current()
    real = np.stack(list(generation.vectors.vectors(generation.keys[:500]).values()))
    rng = np.random.default_rng(1)
    noise = rng.standard_normal((len(passages), real.shape[1])).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    mixed = NEIGHBOURS * real[rng.integers(0, len(real), len(passages))] + (1 - NEIGHBOURS) * noise
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return {unit.key: vector for unit, vector in zip(units_of(list(passages)), mixed, strict=True)}


def measure_here(folder: Path, questions: Sequence[str], assistant: Assistant) -> dict[str, float]:
    """Milliseconds of a whole search and the memory of this process; three calls warm up."""
    search = HybridSearch(IndexReader(folder, assistant.embeddings), assistant.embeddings)
    for question in questions[:3]:
        search.search(question)
    times = []
    for question in questions:
        started = time.perf_counter()
        search.search(question)
        times.append((time.perf_counter() - started) * 1000)
    p50, p95 = (round(float(np.quantile(times, share)), 2) for share in (0.5, 0.95))
    return {"p50": p50, "p95": p95, "resident_mb": resident_mb()}


def main() -> int:
    """``python -m evals.scale FOLDER`` with the questions as a JSON list on standard input."""
    from assistant.settings import from_env

    figures = measure_here(Path(sys.argv[1]), json.load(sys.stdin), Assistant(from_env(os.environ)))
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
