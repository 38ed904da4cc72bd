"""``python -m evals judge``: an optional model rates answers against points and reference, with a fixed rubric.

Its rating stands beside the deterministic metrics and never replaces them; with labels, its agreement with people is
printed beside it (share of equal verdicts, and Cohen's kappa, Cohen 1960).
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from tqdm import tqdm

from assistant.errors import ModelUnavailable
from assistant.models.chat import load_chat_model, stream_text
from assistant.prompts import render
from assistant.settings import ROOT, Settings
from evals.case_files import read_lines
from evals.errors import EvalsError
from evals.metrics.interval import mean_interval
from evals.results import read_result, write_json

RUBRIC = ROOT / "prompts" / "judge.md"
BEST = 2
REPLY = re.compile(r"\{[^{}]*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rating:
    """One answer's rating from 0 to 1; a fault of the model is an error and rates 0."""

    id: str
    value: float
    reason: str = ""
    error: str = ""

    @property
    def correct(self) -> bool:
        """Whether the rubric calls it correct and complete."""
        return self.value >= 1


def judge(chosen: argparse.Namespace, settings: Settings) -> int:
    """Rate every answer of a result; 1 if the model rated none."""
    model = load_chat_model(settings)
    if model is None:
        raise EvalsError("No model is configured to judge. Set LLM_BASE_URL and LLM_MODEL.")
    rows = [r for r in read_result(chosen.result)["cases"] if isinstance(r["output"], dict) and "answer" in r["output"]]
    if not rows:
        raise EvalsError(
            f"{str(chosen.result)!r} holds no answers to judge. Run the suite answers or abstention first."
        )
    labels = read_labels(chosen.labels) if chosen.labels else {}
    shown = tqdm(rows, desc="judge", unit="", file=sys.stderr, disable=not sys.stderr.isatty())
    ratings = [rate(model, row) for row in shown]
    values = [r.value for r in ratings]
    low, high = mean_interval(values, [1.0] * len(values), 0)
    print(f"judge_correctness {sum(values) / len(values):.4f} [{low:.4f}, {high:.4f}] n={len(values)}")
    agreement = agree(ratings, labels)
    print(agreement["said"] if labels else "agreement with people: not measured (give --labels)")
    for rating in ratings:
        if rating.error:
            print(f"  {rating.id}: {rating.error}")
    if chosen.json:
        write_json(chosen.json, {"ratings": [asdict(r) for r in ratings], "agreement": agreement})
    return 1 if all(r.error for r in ratings) else 0


def rate(model: BaseChatModel, row: dict[str, Any]) -> Rating:
    """Ask the model about one row of a result."""
    case, output = row["case"], row["output"]
    points = "\n".join("/".join([p] if isinstance(p, str) else p) for p in case.get("points") or [])
    wanted = points if case.get("answerable", True) else "应当拒答"
    prompt = render(
        RUBRIC,
        question=str(output["question"]),
        points=wanted or "(没有列出)",
        reference=str(case.get("reference") or "(没有)"),
        answer=str(output["answer"]),
    )
    try:
        return read_reply(str(row["id"]), "".join(stream_text(model, prompt)))
    except ModelUnavailable as error:
        return Rating(str(row["id"]), 0.0, error=error.reason)


def read_reply(identity: str, reply: str) -> Rating:
    """The last JSON object of the reply; anything but a score of 0, 1 or 2 is an error."""
    for found in reversed(REPLY.findall(reply)):
        try:
            raw = json.loads(found)
            score = int(raw["score"])
        except (ValueError, KeyError, TypeError):
            continue
        if 0 <= score <= BEST:
            return Rating(identity, score / BEST, str(raw.get("reason", "")))
    return Rating(identity, 0.0, error=f"no score in the reply {reply[:80]!r}")


def read_labels(path: Path) -> dict[str, bool]:
    """What people said of answers, by case id."""
    rows = read_lines(path)
    if any("id" not in r or not isinstance(r.get("correct"), bool) for r in rows):
        raise EvalsError(f'{str(path)!r} has a line without "id" or with a "correct" that is not true or false.')
    return {str(r["id"]): bool(r["correct"]) for r in rows}


def agree(ratings: Sequence[Rating], labels: dict[str, bool]) -> dict[str, Any]:
    """Agreement over the labelled answers."""
    pairs = list(_pairs(ratings, labels))
    if not pairs:
        return {
            "n": 0,
            "agreement": None,
            "kappa": None,
            "said": "agreement with people: no labelled answer among these",
        }
    n = len(pairs)
    equal = sum(a == b for a, b in pairs) / n
    yes_model, yes_people = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = yes_model * yes_people + (1 - yes_model) * (1 - yes_people)
    kappa = (equal - chance) / (1 - chance) if chance < 1 else 1.0
    said = f"agreement with people: {equal:.4f}, kappa {kappa:.4f}, n={n}"
    return {"n": n, "agreement": round(equal, 4), "kappa": round(kappa, 4), "said": said}


def _pairs(ratings: Sequence[Rating], labels: dict[str, bool]) -> Iterator[tuple[bool, bool]]:
    yield from ((r.correct, labels[r.id]) for r in ratings if r.id in labels)
