"""Charts as inline SVG; no script, no font, nothing fetched."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, EDGE = 520, 260, 40


def line_chart(title: str, x_label: str, series: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> str:
    """Lines over x from 0 to 1 and y from 0 to 1, each with its name."""
    colours = ("#1a6b54", "#b3402a", "#3b5b92", "#8a6d1c")
    parts = [_frame(title, x_label)]
    for i, (name, points) in enumerate(series):
        colour = colours[i % len(colours)]
        path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{WIDTH - EDGE}" y="{EDGE + 14 * i}" text-anchor="end" fill="{colour}">{escape(name)}</text>'
        )
    return _svg(title, "".join(parts))


def bar_chart(title: str, bars: Sequence[tuple[str, float, str]], largest: float = 1.0) -> str:
    """Horizontal bars: name, value and what is written beside it."""
    height = 24 * len(bars) + 34
    rows = []
    for i, (name, value, said) in enumerate(bars):
        y = 30 + 24 * i
        length = 260 * min(1.0, max(0.0, value / (largest or 1.0)))
        rows.append(f'<text x="190" y="{y + 13}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect x="198" y="{y}" width="{length:.1f}" height="17" fill="#1a6b54"/>')
        rows.append(f'<text x="{202 + length:.1f}" y="{y + 13}">{escape(said)}</text>')
    return _svg(title, f'<text x="0" y="16" class="title">{escape(title)}</text>{"".join(rows)}', 560, height)


def histogram(title: str, values: Sequence[float], unit: str, bins: int = 24) -> str:
    """How often each size occurs; the last bin holds everything above the 99th percentile."""
    if not values:
        return ""
    top = sorted(values)[min(len(values) - 1, int(len(values) * 0.99))] or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / top * bins))] += 1
    step, tallest = (WIDTH - 2 * EDGE) / bins, max(counts)
    bars = "".join(
        f'<rect x="{EDGE + i * step:.1f}" y="{_y(c / tallest):.1f}" width="{step - 1:.1f}" '
        f'height="{(HEIGHT - 2 * EDGE) * c / tallest:.1f}" fill="#3b5b92"/>'
        for i, c in enumerate(counts)
    )
    label = f"0 to {top:.0f} {unit}"
    axis = f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(label)}</text>'
    return _svg(title, f'<text x="0" y="16" class="title">{escape(title)}</text>{bars}{axis}')


def _frame(title: str, x_label: str) -> str:
    lines = "".join(
        f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{_y(v):.1f}" y2="{_y(v):.1f}" stroke="#ddd"/>'
        f'<text x="{EDGE - 6}" y="{_y(v) + 4:.1f}" text-anchor="end">{v:g}</text>'
        f'<text x="{_x(v):.1f}" y="{HEIGHT - 24}" text-anchor="middle">{v:g}</text>'
        for v in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    label = f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(x_label)}</text>'
    return f'<text x="0" y="16" class="title">{escape(title)}</text>{lines}{label}'


def _x(value: float) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * value


def _y(value: float) -> float:
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value


def _svg(title: str, body: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    return f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}" width="{width}">{body}</svg>'
