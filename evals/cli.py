"""The commands of ``python -m evals``.

Exit codes: 0 done, 1 it ran and the result is a failure, 2 the user must change something.
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import guarded
from assistant.settings import from_env
from assistant.wiring import Assistant
from evals.suites import SUITES

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command ``python -m evals``."""
    chosen = parser().parse_args(arguments)
    return guarded(chosen.command, chosen)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m evals", description="How good the answers are, before and after a change."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="run the suites over their cases"))
    _add_results(commands)
    _add_tuning(commands)
    _add_retrieval(commands)
    _add_speed(commands.add_parser("speed", help="latency, throughput, memory, cold start, scale"))
    _add_feedback(commands)
    return top


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("--suite", action="append", default=[], help=f"one or more of {', '.join(SUITES)} (default all)")
    run.add_argument("--split", choices=("dev", "check"), default="dev", help="which committed cases (default dev)")
    run.add_argument("--cases", type=Path, help="a JSON Lines file of your own instead")
    run.add_argument("--filter", default="", help="only cases whose id, style, topic, level or question hold this text")
    run.add_argument("--seed", type=int, default=0, help="seed of the bootstrap (default 0)")
    run.add_argument(
        "--workers", type=_at_least_one, default=1, help="threads (default 1, which keeps latencies clean)"
    )
    run.add_argument("--json", type=Path, help="write the result here")
    run.add_argument("--html", type=Path, help="write a self-contained page here")
    run.add_argument("--junit", type=Path, help="write JUnit XML here")
    run.add_argument("--baseline", type=Path, help="an earlier --json to compare with; 1 on a significant regression")
    run.add_argument("--fail-under", action="append", default=[], metavar="METRIC=VALUE", help="exit 1 if it is worse")
    run.set_defaults(command=_run)


def _add_results(commands: "Commands") -> None:
    compare = commands.add_parser("compare", help="two results of the same cases; 1 on a significant regression")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    compare.add_argument("--seed", type=int, default=0, help="seed of the bootstrap (default 0)")
    compare.add_argument("--json", type=Path, help="write the differences here")
    compare.set_defaults(command=_compare)
    report = commands.add_parser("report", help="one self-contained page from a result")
    report.add_argument("result", type=Path)
    report.add_argument("--html", type=Path, help="write the page here")
    report.add_argument(
        "--summary", type=Path, help="write the metrics without the outputs into this folder, by commit"
    )
    report.set_defaults(command=_report)


def _add_tuning(commands: "Commands") -> None:
    calibrate = commands.add_parser("calibrate", help="fit the refusal, and the weights of fusion, on dev cases")
    calibrate.add_argument("--cases", type=Path, action="append", help="case files instead of the committed dev cases")
    calibrate.add_argument("--fusion", action="store_true", help="fit the weights of fusion instead")
    calibrate.add_argument("--critique", action="store_true", help="fit the classifier of the critique instead")
    calibrate.add_argument("--write", action="store_true", help="store the fit where the assistant reads it")
    calibrate.add_argument("--seed", type=int, default=0, help="seed of the folds (default 0)")
    calibrate.add_argument("--json", type=Path, help="write the fit and its curve here")
    calibrate.set_defaults(command=_calibrate)
    retrievers = commands.add_parser("compare-retrievers", help="configurations of retrieval side by side")
    retrievers.add_argument("--cases", type=Path, help="a JSON Lines file of answers cases instead of the dev cases")
    retrievers.add_argument("--model", action="append", default=[], help="also a sentence-transformers model or path")
    retrievers.add_argument("--reranker", action="append", default=[], help="also a CrossEncoder, by name or path")
    retrievers.add_argument("--json", type=Path, help="write the table here")
    retrievers.set_defaults(command=_compare_retrievers)


def _add_retrieval(commands: "Commands") -> None:
    retrieval = commands.add_parser("retrieval", help="the project's retrieval over a foreign corpus (BEIR format)")
    for name, form in (
        ("corpus", "JSONL: _id, title, text"),
        ("queries", "JSONL: _id, text"),
        ("qrels", "TSV with a header"),
    ):
        retrieval.add_argument(f"--{name}", type=Path, required=True, help=form)
    retrieval.add_argument("--limit", type=_at_least_one, help="only the first so many judged queries")
    retrieval.add_argument("--seed", type=int, default=0, help="seed of the bootstrap (default 0)")
    retrieval.add_argument("--run", type=Path, help="write the ranking here, in TREC format")
    retrieval.add_argument("--json", type=Path, help="write the result here")
    retrieval.set_defaults(command=_retrieval)


def _add_speed(speed: argparse.ArgumentParser) -> None:
    speed.add_argument("--questions", type=_at_least_one, default=100, help="how many dev questions (default 100)")
    speed.add_argument(
        "--scale", type=_at_least_one, action="append", default=[], help="also an index of so many chunks"
    )
    speed.add_argument("--json", type=Path, help="write the figures here")
    speed.set_defaults(command=_speed)


def _add_feedback(commands: "Commands") -> None:
    promote = commands.add_parser("promote", help="answers that users marked as bad, as case lines to review")
    promote.add_argument("feedback", type=Path, nargs="?", help="feedback.jsonl (default: in DATA_DIR)")
    promote.add_argument("--out", type=Path, help="append the lines here instead of printing them")
    promote.set_defaults(command=_promote)
    judge = commands.add_parser(
        "judge", help="a model rates the answers of a result; beside the metrics, never instead"
    )
    judge.add_argument("result", type=Path, help="what `run --json` wrote")
    judge.add_argument("--labels", type=Path, help='JSONL: {"id", "correct": true|false}, to print the agreement')
    judge.add_argument("--json", type=Path, help="write the ratings here")
    judge.set_defaults(command=_judge)


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _assistant() -> Assistant:
    return Assistant(from_env(os.environ))


def _run(chosen: argparse.Namespace) -> int:
    from evals.run import run

    return run(chosen, _assistant())


def _compare(chosen: argparse.Namespace) -> int:
    from evals.compare import compare_files

    return compare_files(chosen)


def _report(chosen: argparse.Namespace) -> int:
    from evals.reporting.page import write_report

    return write_report(chosen)


def _calibrate(chosen: argparse.Namespace) -> int:
    if chosen.critique:
        from evals.fit_classifier import fit_classifier

        return fit_classifier(chosen)
    if chosen.fusion:
        from evals.fit_fusion import fit_fusion

        return fit_fusion(chosen, _assistant())
    from evals.calibrate import calibrate

    return calibrate(chosen, _assistant())


def _compare_retrievers(chosen: argparse.Namespace) -> int:
    from evals.retrievers import compare_retrievers

    return compare_retrievers(chosen, from_env(os.environ))


def _retrieval(chosen: argparse.Namespace) -> int:
    from evals.beir import evaluate

    return evaluate(chosen, _assistant())


def _speed(chosen: argparse.Namespace) -> int:
    from evals.speed import speed

    return speed(chosen, _assistant())


def _promote(chosen: argparse.Namespace) -> int:
    from evals.promote import promote

    return promote(chosen, from_env(os.environ))


def _judge(chosen: argparse.Namespace) -> int:
    from evals.judge import judge

    return judge(chosen, from_env(os.environ))
