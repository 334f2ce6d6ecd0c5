"""Plots as SVG, drawn by hand: points and curves on logarithmic axes, and bars; every mark carries its label."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_INK, _QUIET, _RULE = "#1b1b1b", "#5c6470", "#dfe3e8"
_OURS, _OTHER = "#0b6e4f", "#6c7a89"
_LEFT, _WIDTH, _ROW, _TOP = 250, 860, 30, 64
_CURVES_HEIGHT = 420
_STYLE = "font-family='system-ui, sans-serif' font-size='13'"


class Dots(NamedTuple):
    """One engine's p50 and p99 in milliseconds."""

    label: str
    p50: float
    p99: float
    is_ours: bool


class Bar(NamedTuple):
    """One bar with the words at its end."""

    label: str
    value: float
    words: str
    is_ours: bool


class Curve(NamedTuple):
    """One line through points: programs, and milliseconds."""

    label: str
    points: Sequence[tuple[float, float]]


def dot_plot(title: str, groups: Sequence[tuple[str, Sequence[Dots]]]) -> str:
    """Return p50 (ring) and p99 (disc) of groups of engines, over one logarithmic axis of milliseconds."""
    values = [each for _, rows in groups for dots in rows for each in (dots.p50, dots.p99)]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(value: float) -> float:
        return _LEFT + (math.log10(value) - low) / (high - low) * (_WIDTH - _LEFT - 70)

    height = _TOP + sum((len(rows) + 1) * _ROW for _, rows in groups) + 34
    parts = [_text(16, 24, title, weight="600")]
    parts.append(_text(16, 44, "ring: p50, disc: p99; milliseconds per query, logarithmic; left is better", _QUIET))
    for power in range(low, high + 1):
        at = x(10.0**power)
        parts.append(f"<line x1='{at:.1f}' y1='{_TOP}' x2='{at:.1f}' y2='{height - 30}' stroke='{_RULE}'/>")
        parts.append(_text(at, height - 12, f"{10.0**power:g}", _QUIET, anchor="middle"))
    y = _TOP + 20
    for name, rows in groups:
        parts.append(_text(16, y, name, weight="600"))
        y += _ROW
        for dots in rows:
            colour = _OURS if dots.is_ours else _OTHER
            parts.append(_text(_LEFT - 14, y, dots.label, colour if dots.is_ours else _INK, anchor="end"))
            parts.append(
                f"<line x1='{x(dots.p50):.1f}' y1='{y - 4}' x2='{x(dots.p99):.1f}' y2='{y - 4}' "
                f"stroke='{colour}' stroke-width='2'/>"
                f"<circle cx='{x(dots.p50):.1f}' cy='{y - 4}' r='5' fill='white' stroke='{colour}' stroke-width='2'/>"
                f"<circle cx='{x(dots.p99):.1f}' cy='{y - 4}' r='5' fill='{colour}'/>"
            )
            parts.append(_text(x(dots.p99) + 11, y, f"{dots.p50:.3g} / {dots.p99:.3g}", _QUIET))
            y += _ROW
    return _svg(height, parts, title)


def bar_plot(title: str, note: str, groups: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Return groups of bars over one axis from zero."""
    most = max(bar.value for _, rows in groups for bar in rows)
    height = _TOP + sum((len(rows) + 1) * _ROW for _, rows in groups) + 10
    parts = [_text(16, 24, title, weight="600"), _text(16, 44, note, _QUIET)]
    y = _TOP + 20
    for name, rows in groups:
        parts.append(_text(16, y, name, weight="600"))
        y += _ROW
        for bar in rows:
            colour = _OURS if bar.is_ours else _OTHER
            width = max(1.0, bar.value / most * (_WIDTH - _LEFT - 190))
            parts.append(_text(_LEFT - 14, y, bar.label, colour if bar.is_ours else _INK, anchor="end"))
            parts.append(f"<rect x='{_LEFT}' y='{y - 14}' width='{width:.1f}' height='19' fill='{colour}'/>")
            parts.append(_text(_LEFT + width + 8, y, bar.words, _QUIET))
            y += _ROW
    return _svg(height, parts, title)


def curve_plot(title: str, curves: Sequence[Curve]) -> str:
    """Return curves over two logarithmic axes: programs to the right, milliseconds upwards."""
    points = [point for curve in curves for point in curve.points]
    across = _Scale([x for x, _ in points], 70, _WIDTH - 90)
    up = _Scale([y for _, y in points], _CURVES_HEIGHT - 50, _TOP + 10)
    note = "programs to the right, milliseconds upwards, both logarithmic; low and flat is better"
    parts = [_text(16, 24, title, weight="600"), _text(16, 44, note, _QUIET)]
    for value, x in across.rules():
        parts.append(f"<line x1='{x:.1f}' y1='{_TOP}' x2='{x:.1f}' y2='{_CURVES_HEIGHT - 40}' stroke='{_RULE}'/>")
        parts.append(_text(x, _CURVES_HEIGHT - 20, f"{value:,.0f}", _QUIET, anchor="middle"))
    for value, y in up.rules():
        parts.append(f"<line x1='64' y1='{y:.1f}' x2='{_WIDTH - 80}' y2='{y:.1f}' stroke='{_RULE}'/>")
        parts.append(_text(56, y + 4, f"{value:g}", _QUIET, anchor="end"))
    for curve in curves:
        places = [(across.at(x), up.at(y), y) for x, y in curve.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
        parts.append(f"<polyline points='{line}' fill='none' stroke='{_OURS}' stroke-width='2'/>")
        for x, y, value in places:
            parts.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{_OURS}'/>")
            parts.append(_text(x, y - 9, f"{value:.2g}", _QUIET, anchor="middle"))
        x, y, _ = places[-1]
        parts.append(_text(x + 12, y + 4, curve.label, _OURS, weight="600"))
    return _svg(_CURVES_HEIGHT, parts, title)


class _Scale:
    """A logarithmic axis of whole powers of ten."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self._low = math.floor(math.log10(min(values)))
        self._high = max(math.ceil(math.log10(max(values))), self._low + 1)
        self._begin, self._end = begin, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._begin + share * (self._end - self._begin)

    def rules(self) -> list[tuple[float, float]]:
        return [(10.0**power, self.at(10.0**power)) for power in range(self._low, self._high + 1)]


def _text(x: float, y: float, words: str, colour: str = _INK, *, anchor: str = "start", weight: str = "400") -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' fill='{colour}' text-anchor='{anchor}' "
        f"font-weight='{weight}'>{escape(words)}</text>"
    )


def _svg(height: float, parts: Sequence[str], title: str) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height:.0f}' width='{_WIDTH}' {_STYLE} "
        f"role='img' aria-label='{escape(title)}'>\n<rect width='100%' height='100%' fill='white'/>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )
