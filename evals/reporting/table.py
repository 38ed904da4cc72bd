"""Tables for a terminal, where a Chinese character takes two columns."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from evals.metrics.catalogue import MEAN
from evals.records import Row
from evals.results import Measured

LISTED = 10


def width(text: str) -> int:
    """Columns that the text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled up to ``columns``, or cut down to them with an ellipsis."""
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    fill = " " * (columns - width(text))
    return fill + text if right else text + fill


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, widest: int = 70) -> str:
    """Aligned columns; the first ``left`` and the last are flush left, the others flush right."""
    columns = [min(widest, max(width(row[i]) for row in [header, *rows])) for i in range(len(header))]
    last = len(header) - 1

    def line(cells: Sequence[str]) -> str:
        parts = (padded(c, columns[i], right=left <= i < last) for i, c in enumerate(cells))
        return "  ".join(parts).rstrip()

    return "\n".join([line(header), "  ".join("-" * c for c in columns), *(line(row) for row in rows)])


def metrics_table(measured: Sequence[Measured]) -> str:
    """Every metric with its n and interval; ↑ higher is better, ↓ lower."""
    rows = [
        [m.name, "↑" if m.metric.higher_is_better else "↓", number(m.value, m), interval(m), str(m.n), m.metric.meaning]
        for m in measured
    ]
    return table(["metric", "", "value", "95 % interval", "n", "meaning"], rows, left=2)


def number(value: float | None, measured: Measured) -> str:
    """Four decimals for shares, one for milliseconds."""
    if value is None:
        return "—"
    return f"{value:.4f}" if measured.metric.aggregate == MEAN else f"{value:.1f}"


def interval(measured: Measured) -> str:
    """``[low, high]``."""
    return f"[{', '.join(number(x, measured) for x in measured.ci95)}]" if measured.ci95 else "—"


def errors_list(rows: Sequence[Row]) -> str:
    """The crashed cases, each with its error."""
    crashed = [row for row in rows if row.error]
    lines = [f"  {row.case.suite}/{row.case.id}: {row.error}" for row in crashed[:LISTED]]
    more = len(crashed) - LISTED
    return (
        "\n".join([f"{len(crashed)} crashed:", *lines, *([f"  and {more} more"] if more > 0 else [])])
        if crashed
        else ""
    )


def breakdown_tables(breakdown: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """One small table for each way of breaking a metric down."""
    for title, groups in breakdown.items():
        rows = [[name, f"{cell['value']:.4f}", str(cell["n"]), ""] for name, cell in groups.items()]
        yield table([title, "value", "n", ""], rows)
