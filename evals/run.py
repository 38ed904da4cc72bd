"""``python -m evals run``: choose cases, run them, show and write the result, judge it."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from tqdm import tqdm

from assistant.wiring import Assistant
from evals.breakdown import breakdown
from evals.case_files import committed_cases, filtered, foreign_cases
from evals.errors import UnknownName
from evals.records import Case, Row, Suite
from evals.reporting.table import breakdown_tables, errors_list, metrics_table
from evals.results import Measured, measure, read_result, result_object, write_json
from evals.runner import run_cases
from evals.suites import SUITES
from evals.thresholds import broken, parse_threshold, refuse_unfed


def run(chosen: argparse.Namespace, assistant: Assistant) -> int:
    """0, or 1 where a threshold, the baseline or a whole suite fails."""
    thresholds = [parse_threshold(text) for text in chosen.fail_under]
    baseline = read_result(chosen.baseline) if chosen.baseline else None
    cases = choose(chosen)
    refuse_unfed(thresholds, cases)
    rows = with_progress(cases, assistant, chosen.workers)
    measured = measure(rows, chosen.seed)
    result = result_object(rows, measured, assistant, chosen.seed) | {"breakdown": breakdown(rows)}
    failures = [*broken(thresholds, measured), *dead_suites(rows)]
    show(rows, measured, result)
    if baseline:
        failures += against(baseline, result, chosen.seed)
    write(chosen, result, failures)
    for failure in failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if failures else 0


def choose(chosen: argparse.Namespace) -> list[Case]:
    """The cases of a run; raises UnknownName, CasesInvalid or NoCases."""
    names = [name.strip() for text in chosen.suite for name in text.split(",") if name.strip()]
    suites = [_suite(name) for name in dict.fromkeys(names)]
    if chosen.cases:
        cases = foreign_cases(chosen.cases, suites)
    else:
        cases = committed_cases(suites or list(SUITES.values()), chosen.split)
    return filtered(cases, chosen.filter)


def _suite(name: str) -> Suite:
    if name not in SUITES:
        raise UnknownName("suite", name, SUITES)
    return SUITES[name]


def with_progress(cases: Sequence[Case], assistant: Assistant, workers: int) -> list[Row]:
    """Run with a bar on standard error, if somebody looks."""
    with tqdm(total=len(cases), desc="cases", unit="", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:
        return run_cases(cases, assistant, workers=workers, progress=lambda: _step(bar))


def _step(bar: Any) -> None:
    bar.update(1)


def dead_suites(rows: Sequence[Row]) -> list[str]:
    """A suite in which every case crashed has failed, whatever the thresholds."""
    suites = dict.fromkeys(row.case.suite for row in rows)
    return [f"every case of {s} crashed" for s in suites if all(row.error for row in rows if row.case.suite == s)]


def show(rows: Sequence[Row], measured: Sequence[Measured], result: dict[str, Any]) -> None:
    """The tables on the terminal."""
    parts = [metrics_table(measured), *breakdown_tables(result["breakdown"]), errors_list(rows)]
    print("\n\n".join(part for part in parts if part))


def against(baseline: dict[str, Any], result: dict[str, Any], seed: int) -> list[str]:
    """Print the comparison with an earlier result; the significant regressions are returned."""
    from evals.compare import compare, comparison_table, regressions

    differences = compare(baseline, result, seed)
    print(f"\nagainst the baseline ({baseline.get('commit') or 'no commit'}):\n{comparison_table(differences)}")
    return regressions(differences)


def write(chosen: argparse.Namespace, result: dict[str, Any], failures: Sequence[str]) -> None:
    """The files that were asked for."""
    if chosen.json:
        write_json(chosen.json, result)
    if chosen.html:
        from evals.reporting.page import page

        chosen.html.parent.mkdir(parents=True, exist_ok=True)
        chosen.html.write_text(page(result), encoding="utf-8")
    if chosen.junit:
        from evals.reporting.junit import junit

        chosen.junit.parent.mkdir(parents=True, exist_ok=True)
        chosen.junit.write_text(junit(result, failures), encoding="utf-8")
