"""Rows into metrics with intervals, and the JSON object that other programs read."""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.settings import ROOT
from assistant.wiring import Assistant
from evals.errors import ResultInvalid
from evals.metrics.catalogue import MEAN, MEDIAN, METRICS, Metric
from evals.metrics.interval import mean_interval, quantile_interval, weighted_mean
from evals.records import Row, Score
from evals.runner import NEEDS_INDEX

FORMAT = {"suite", "metrics", "cases"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric of a run; ``n`` counts cases, crashed ones included; no value where nothing could be measured."""

    metric: Metric
    name: str
    value: float | None
    n: int
    ci95: tuple[float, float] | None

    @property
    def object(self) -> dict[str, Any]:
        """As written to JSON."""
        return {
            "value": None if self.value is None else round(self.value, 6),
            "n": self.n,
            "ci95": None if self.ci95 is None else [round(x, 6) for x in self.ci95],
        }


def measure(rows: Sequence[Row], seed: int = 0) -> list[Measured]:
    """Every metric that the rows' suites feed; one fed by several suites is also given as ``suite/name``."""
    found = []
    suites = list(dict.fromkeys(row.case.suite for row in rows))
    for metric in METRICS:
        fed = {
            s: [r.scores[metric.score] for r in rows if r.case.suite == s and metric.score in r.scores] for s in suites
        }
        fed = {suite: scores for suite, scores in fed.items() if scores}
        if not fed:
            continue
        found.append(_measured(metric, metric.name, [s for scores in fed.values() for s in scores], seed))
        if len(fed) > 1:
            found += [_measured(metric, f"{suite}/{metric.name}", scores, seed) for suite, scores in fed.items()]
    return found


def _measured(metric: Metric, name: str, scores: Sequence[Score], seed: int) -> Measured:
    values, weights = [s.value for s in scores], [s.weight for s in scores]
    if metric.aggregate == MEAN:
        return Measured(metric, name, weighted_mean(values, weights), len(scores), mean_interval(values, weights, seed))
    share = 0.5 if metric.aggregate == MEDIAN else 0.95
    value = float(np.quantile(np.asarray(values), share))
    return Measured(metric, name, value, len(scores), quantile_interval(values, share, seed))


def result_object(rows: Sequence[Row], measured: Sequence[Measured], assistant: Assistant, seed: int) -> dict[str, Any]:
    """What ``--json`` writes."""
    suites = list(dict.fromkeys(row.case.suite for row in rows))
    return {
        "suite": ",".join(suites),
        "corpus": corpus(assistant) if rows_need_index(suites) else None,
        "commit": commit(),
        "models": models(assistant),
        "seed": seed,
        "metrics": {m.name: m.object for m in measured},
        "cases": [row_object(row) for row in rows],
    }


def row_object(row: Row) -> dict[str, Any]:
    """One case; ``scores`` are plain numbers, and what else is known stands beside them."""
    return {
        "id": row.case.id,
        "suite": row.case.suite,
        "scores": {name: round(score.value, 6) for name, score in row.scores.items()},
        "weights": {name: score.weight for name, score in row.scores.items() if score.weight != 1.0},
        "reasons": {name: score.reason for name, score in row.scores.items() if score.reason},
        "error": row.error or None,
        "output": row.output,
        "evidence": dict(row.evidence) if row.case.suite != "retrieval" else {},
        "case": dict(row.case.data),
    }


def rows_need_index(suites: Iterable[str]) -> bool:
    """Whether any of the suites reads the index."""
    return bool(NEEDS_INDEX & set(suites))


def corpus(assistant: Assistant) -> dict[str, Any]:
    """Which texts were searched: the generation, and a hash over all its sources."""
    manifest = assistant.searcher.reader.current().manifest
    digest = hashlib.sha256("".join(sorted(e.source + e.sha256 for e in manifest.sources)).encode()).hexdigest()
    return {
        "generation": manifest.generation,
        "sources": len(manifest.sources),
        "passages": manifest.passages,
        "sha256": digest[:16],
    }


def models(assistant: Assistant) -> dict[str, str]:
    """Which models took part; an empty name is none."""
    settings = assistant.settings
    return {
        "embedding": assistant.embeddings.id,
        "reranker": settings.reranker_model,
        "llm": settings.llm_model if settings.has_model else "",
    }


def commit() -> str:
    """The commit that ran, with ``+`` where files differ from it; empty outside a repository."""
    said = [_git("rev-parse", "--short=12", "HEAD"), _git("status", "--porcelain", "--untracked-files=no")]
    return said[0] + ("+" if said[0] and said[1] else "")


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False)  # noqa: S607
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def write_json(path: Path, value: Any) -> None:
    """Readable JSON; the folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_result(path: Path) -> dict[str, Any]:
    """A result of an earlier run; raises ResultInvalid."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultInvalid(path, str(error)) from error
    if not isinstance(raw, dict) or not raw.keys() >= FORMAT:
        raise ResultInvalid(
            path, f"it lacks {', '.join(sorted(FORMAT - set(raw)))}" if isinstance(raw, dict) else "no object"
        )
    return raw


def summary(result: dict[str, Any]) -> dict[str, Any]:
    """A result without its cases: what is kept for a release."""
    kept = ("suite", "corpus", "commit", "models", "seed", "metrics", "breakdown")
    return {key: result[key] for key in kept if key in result} | {"number_of_cases": len(result["cases"])}


def case_scores(result: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """The rows of a result by suite and id."""
    for row in result["cases"]:
        yield (str(row.get("suite", result["suite"])), str(row["id"])), row
