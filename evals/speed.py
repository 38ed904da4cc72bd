"""``python -m evals speed``: latency by stage, throughput, memory, cold start, and retrieval at scale."""

import argparse
import os
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.wiring import Assistant
from evals.case_files import committed_cases
from evals.machine import cold_start, resident_mb
from evals.reporting.table import table
from evals.results import commit, corpus, models, write_json
from evals.scale import at_scale
from evals.suites import SUITES

COLD = ("-m", "assistant", "ask", "数据泄露后供应商多久要通知我们?", "--json")
COLD_RUNS = 3
CLAUSES = 30
Times = dict[str, list[float]]


def speed(chosen: argparse.Namespace, assistant: Assistant) -> int:
    """Print and write the figures; 1 if a cold start failed."""
    questions = [case.question for case in committed_cases([SUITES["answers"]], "dev")][: chosen.questions]
    clauses = [str(case.data["clause"]) for case in committed_cases([SUITES["critique"]], "dev")][:CLAUSES]
    for warm_up in questions[:3]:
        assistant.ask(warm_up)
    stages, throughput = ask_all(assistant, questions)
    critiques = critique_all(assistant, clauses)
    memory = resident_mb()
    starts = [cold_start(COLD, dict(os.environ)) for _ in range(COLD_RUNS)]
    figures: dict[str, Any] = {
        "commit": commit(),
        "corpus": corpus(assistant),
        "models": models(assistant),
        "machine": {"cores": os.cpu_count(), "load_before": os.getloadavg()[0], "python": platform.python_version()},
        "stages_ms": {name: percentiles(times) for name, times in stages.items()},
        "critique_ms": percentiles(critiques),
        "answers_per_second": throughput,
        "resident_mb": memory,
        "cold_start_s": [round(seconds, 2) for seconds, _ in starts],
        "scale": [at_scale(chunks, questions[:50], assistant) for chunks in chosen.scale],
    }
    print(shown(figures))
    if chosen.json:
        write_json(chosen.json, figures)
    failed = any(code != 0 for _, code in starts)
    if failed:
        print("FAILED: `python -m assistant ask` did not end with 0", file=sys.stderr)
    return 1 if failed else 0


def ask_all(assistant: Assistant, questions: Sequence[str]) -> tuple[Times, float]:
    """Milliseconds of every stage for every question, and questions a second, one after the other."""
    stages: Times = defaultdict(list)
    started = time.perf_counter()
    for question in questions:
        begun = time.perf_counter()
        answer = assistant.ask(question)
        for stage, spent in answer.timings_ms.items():
            stages[stage].append(spent)
        stages["whole call"].append((time.perf_counter() - begun) * 1000)
    return dict(stages), round(len(questions) / (time.perf_counter() - started), 2)


def critique_all(assistant: Assistant, clauses: Sequence[str]) -> list[float]:
    """Milliseconds of every critique; empty where the playbook cannot be read."""
    times = []
    for clause in clauses:
        begun = time.perf_counter()
        assistant.critique(clause)
        times.append((time.perf_counter() - begun) * 1000)
    return times[1:]


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """p50, p95 and how many were measured."""
    if not times:
        return {"n": 0}
    p50, p95 = (round(float(np.quantile(times, share)), 2) for share in (0.5, 0.95))
    return {"p50": p50, "p95": p95, "n": len(times)}


def shown(figures: dict[str, Any]) -> str:
    """The figures as tables."""
    timed = figures["stages_ms"] | {"critique of a clause": figures["critique_ms"]}
    rows = [[name, f"{t.get('p50', 0):.1f}", f"{t.get('p95', 0):.1f}", str(t["n"]), ""] for name, t in timed.items()]
    machine = figures["machine"]
    lines = [
        table(["stage", "p50 ms", "p95 ms", "n", ""], rows),
        "",
        f"{figures['answers_per_second']} answers a second, {figures['resident_mb']} MB resident",
        f"cold start of `python -m assistant ask`: {', '.join(f'{s:.2f}' for s in figures['cold_start_s'])} s",
        f"{machine['cores']} cores, load {machine['load_before']:.1f}, Python {machine['python']}",
    ]
    if figures["scale"]:
        cells = [
            [f"{s['chunks']:,} chunks", f"{s['p50']:.1f}", f"{s['p95']:.1f}", f"{s['resident_mb']:.0f}", s["label"]]
            for s in figures["scale"]
        ]
        lines += ["", table(["scale", "p50 ms", "p95 ms", "MB", "what"], cells)]
    return "\n".join(lines)
