"""One self-contained page from a result: metrics, curve, confusion by clause type, latency, the worst cases."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from evals.errors import EvalsError
from evals.judging import badness, faults
from evals.metrics.abstention import auroc, curve
from evals.metrics.catalogue import BY_NAME
from evals.reporting.charts import bar_chart, histogram, line_chart
from evals.results import read_result, summary, write_json

WORST = 10
STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;
max-width:1120px;padding:0 1rem;color:#1d1d1b;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{border-bottom:1px solid #ddd;padding:.25rem .7rem;
text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
svg{font-size:12px;max-width:100%;height:auto;margin:.5rem 1rem .5rem 0}.title{font-weight:600;font-size:13px}
pre{white-space:pre-wrap;word-break:break-word;background:#f6f5f1;padding:.7rem;margin:0;max-height:26rem;overflow:auto}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;margin:.4rem 0 1.6rem}.bad{color:#b3402a}
@media(max-width:700px){.pair{grid-template-columns:1fr}}
"""


def write_report(chosen: argparse.Namespace) -> int:
    """``python -m evals report``: the page, and the part of a result that is small enough to be kept for good."""
    result = read_result(chosen.result)
    if not (chosen.html or chosen.summary):
        raise EvalsError("There is nothing to write. Give --html FILE, --summary FOLDER, or both.")
    if chosen.html:
        chosen.html.parent.mkdir(parents=True, exist_ok=True)
        chosen.html.write_text(page(result), encoding="utf-8")
        print(chosen.html)
    if chosen.summary:
        path = chosen.summary / f"{result.get('commit') or 'unknown'}.json"
        write_json(
            path, summary(result) | {"failed": [f"{r['suite']}/{r['id']}" for r in result["cases"] if faults(r)]}
        )
        print(path)
    return 0


def page(result: Mapping[str, Any]) -> str:
    """HTML; every text from cases and answers is escaped."""
    about = (
        f"commit {result.get('commit') or 'unknown'}; models {json.dumps(result.get('models'), ensure_ascii=False)}; "
        + (f"corpus {json.dumps(result.get('corpus'), ensure_ascii=False)}")
    )
    body = [
        f"<h1>Evaluation: {escape(str(result['suite']))}</h1><p>{escape(about)}</p>",
        _metrics(result["metrics"]),
        "<h2>Charts</h2>",
        *_charts(result),
        *_groups(result.get("breakdown", {})),
        _confusion(result["cases"]),
        f"<h2>The worst {WORST} cases</h2>",
        *_worst(result["cases"]),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Evaluation</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{"".join(b for b in body if b)}</body></html>\n'


def _metrics(metrics: Mapping[str, Any]) -> str:
    rows = []
    for name, cell in metrics.items():
        metric = BY_NAME.get(name.rpartition("/")[2])
        better = "" if metric is None else "↑" if metric.higher_is_better else "↓"
        said = [name, better, _number(cell["value"]), _interval(cell["ci95"]), str(cell["n"])]
        meaning = [metric.meaning, metric.source] if metric else ["", ""]
        rows.append([*said, *meaning])
    return "<h2>Metrics</h2>" + _table(
        ["metric", "", "value", "95 % interval", "n", "meaning", "definition"], rows, numeric={2, 3, 4}
    )


def _charts(result: Mapping[str, Any]) -> Iterator[str]:
    known, unknown = confidences(result["cases"])
    if known and unknown:
        points = curve(known, unknown)
        series = [
            ("answerable questions answered", [(min(1.0, p.threshold), p.coverage) for p in points]),
            ("unanswerable questions answered", [(min(1.0, p.threshold), p.error) for p in points]),
        ]
        yield line_chart(f"Coverage and error (AUROC {auroc(known, unknown):.3f})", "threshold of refusal", series)
    times = [r["scores"]["latency_ms"] for r in result["cases"] if "latency_ms" in r["scores"]]
    yield histogram("Latency", times, "ms")


def confidences(rows: Sequence[Mapping[str, Any]]) -> tuple[list[float], list[float]]:
    """Confidences of answerable and of unanswerable single questions; a crash has none and counts as 0."""
    asked = [r for r in rows if r["suite"] in ("answers", "abstention")]
    known = [_confidence(r) for r in asked if r["case"].get("answerable", True)]
    return known, [_confidence(r) for r in asked if not r["case"].get("answerable", True)]


def _confidence(row: Mapping[str, Any]) -> float:
    return float(row["output"]["confidence"]) if row["output"] else 0.0


def _groups(groups: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for title, cells in groups.items():
        yield bar_chart(title, [(name, c["value"], f"{c['value']:.2f} (n={c['n']})") for name, c in cells.items()])


def _confusion(rows: Sequence[Mapping[str, Any]]) -> str:
    """Expected clause types against those that were recognised."""
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["suite"] == "critique" and row["output"]:
            found = {t for clause in row["output"]["clauses"] for t in clause["types"]} or {"(none)"}
            seen.update((str(t), f) for t in row["case"].get("types") or ["(none)"] for f in found)
    if not seen:
        return ""
    table_rows = [
        [a, b, str(n), "✓" if a == b else ""] for (a, b), n in sorted(seen.items(), key=lambda i: (i[0][0], -i[1]))
    ]
    return "<h2>Clause types</h2>" + _table(["expected", "recognised", "clauses", ""], table_rows, numeric={2})


def _worst(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    failed = [row for row in rows if faults(row)]
    for row in sorted(failed, key=lambda r: -badness(r))[:WORST]:
        why = "; ".join(faults(row))
        wanted = _wanted(row.get("case", {}))
        yield f'<h3>{escape(row["suite"])}/{escape(row["id"])}</h3><p class="bad">{escape(why)}</p>'
        yield f'<div class="pair"><pre>{escape(wanted)}</pre><pre>{escape(_shown(row["output"]))}</pre></div>'


def _wanted(case: Mapping[str, Any]) -> str:
    """What was asked and what was wanted, line by line."""
    lines = []
    for key, value in case.items():
        if isinstance(value, list) and value:
            items = (
                "/".join(v) if isinstance(v, list) and all(isinstance(x, str) for x in v) else _inline(v) for v in value
            )
            lines += [f"{key}:", *(f"  · {item}" for item in items)]
        elif value not in ([], ""):
            lines.append(f"{key}: {_inline(value)}")
    return "\n".join(lines)


def _inline(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(output: Any) -> str:
    """An answer as a reader sees it, anything else as JSON."""
    if isinstance(output, dict) and "answer" in output:
        return f"refused: {output['refused']}, confidence: {output['confidence']}\n\n{output['answer']}"
    if isinstance(output, list):
        return "\n\n———\n\n".join(f"{turn['question']}\n{_shown(turn)}" for turn in output)
    return json.dumps(output, ensure_ascii=False, indent=1)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], numeric: set[int]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in header)
    lines = (
        "".join(f"<td{' class=n' if i in numeric else ''}>{escape(c)}</td>" for i, c in enumerate(row)) for row in rows
    )
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


def _interval(pair: Sequence[float] | None) -> str:
    return f"[{pair[0]:.4f}, {pair[1]:.4f}]" if pair else "—"
