"""``python -m evals promote``: answers that users marked as bad become case lines, for a person to complete."""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from evals.case_files import CASES, read_lines
from evals.errors import CasesInvalid

FEEDBACK = "feedback.jsonl"
BAD = frozenset({"down", "bad", "-1", "false", "dislike", "👎"})


def promote(chosen: argparse.Namespace, settings: Settings) -> int:
    """Print or append the new case lines; what is a case already is left out."""
    path = chosen.feedback or settings.data_dir / FEEDBACK
    entries = read_lines(path)
    if not entries:
        raise CasesInvalid(path, 0, "holds no feedback", "Mark an answer in the web app first")
    known = known_ids([*sorted(CASES.rglob("*.jsonl")), *([chosen.out] if chosen.out and chosen.out.exists() else [])])
    cases = list(new_cases(entries, known))
    lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        with chosen.out.open("a", encoding="utf-8") as out:
            out.write(lines)
        print(
            f"{len(cases)} new cases in {chosen.out}: fill in `points`, or set `answerable` to false, then delete `review`"
        )
    else:
        print(lines, end="")
    return 0


def known_ids(files: Sequence[Path]) -> set[str]:
    """The ids of all cases in these files."""
    return {str(raw["id"]) for file in files for raw in read_lines(file) if "id" in raw}


def new_cases(entries: Sequence[Mapping[str, Any]], known: set[str]) -> Iterator[dict[str, Any]]:
    """A case for each question that was marked as badly answered, once."""
    seen = set(known)
    for entry in entries:
        question = str(entry.get("question") or "").strip()
        if not question or str(entry.get("verdict", "")).lower() not in BAD:
            continue
        identity = "fb-" + hashlib.sha256(question.encode()).hexdigest()[:10]
        if identity in seen:
            continue
        seen.add(identity)
        case = {"id": identity, "question": question, "points": [], "answerable": True, "style": "用户反馈"}
        if entry.get("history"):
            case["history"] = entry["history"]
        review = {"reason": str(entry.get("reason") or ""), "answer": str(entry.get("answer") or "")}
        yield case | {"note": "待补:专家要点", "review": review}
