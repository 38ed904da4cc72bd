"""Metrics by group: critique by kind of finding and by clause type, points by the style of the question."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from evals.metrics.findings import ISSUES, first_kind, found, planted
from evals.records import Row
from evals.suites.critique import all_findings

Groups = dict[str, list[float]]


def breakdown(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, Any]]]:
    """``{title: {group: {"value", "n"}}}``; a crashed case counts as zero in its groups."""
    groups: dict[str, Groups] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for title, group, value in [*_critique(row), *_by_style(row)]:
            groups[title][group].append(value)
    return {
        title: {g: {"value": round(sum(v) / len(v), 6), "n": len(v)} for g, v in sorted(found_in.items())}
        for title, found_in in groups.items()
    }


def _critique(row: Row) -> Iterator[tuple[str, str, float]]:
    wanted = row.case.data.get("must_find") or []
    if row.case.suite != "critique" or not wanted:
        return
    findings = all_findings(row.output) if row.output else []
    for entry, hit in zip(wanted, found(wanted, findings), strict=True):
        yield "critique recall by kind", first_kind(entry), float(hit)
        for clause_type in row.case.data.get("types") or ["(none)"]:
            yield "critique recall by clause type", str(clause_type), float(hit)
    issues = [f for f in findings if f["kind"] in ISSUES]
    for finding, expected in zip(issues, planted(wanted, issues), strict=True):
        yield "critique precision by kind", str(finding["kind"]), float(expected)
        for clause_type in row.case.data.get("types") or ["(none)"]:
            yield "critique precision by clause type", str(clause_type), float(expected)


def _by_style(row: Row) -> Iterator[tuple[str, str, float]]:
    style = row.case.data.get("style")
    if style and row.case.suite == "answers" and "point_recall" in row.scores:
        yield "point recall by style", str(style), row.scores["point_recall"].value
