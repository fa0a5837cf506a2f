"""Bar and line charts as plain geometry; the template draws them as SVG.

Positions across are percentages and positions down are pixels, so that a chart
stretches with its column while its text keeps its size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from django.utils.formats import number_format

Number = int | float
Series = tuple[str, Sequence[Number | None]]

HEIGHT: Final = 240
"""Pixels between the base line and the highest grid line."""
TOP: Final = 24
"""Room above the highest grid line for the figure of a full bar."""
BARS_SHARE: Final = 0.72
"""The part of a group's width that its bars fill."""

SHORT_LABEL: Final = 5
"""Characters of a label of which four fit beside each other on a phone."""


@dataclass(frozen=True)
class GridLine:
    """A horizontal line and the value it stands for."""

    y: str
    text: str


@dataclass(frozen=True)
class Label:
    """What stands beneath a group of bars, or a point."""

    x: str
    text: str
    minor: bool
    """Left out where the chart is narrow."""


@dataclass(frozen=True)
class Mark:
    """One figure: a bar, or a point of a line."""

    series: int
    x: str
    middle: str
    y: str
    text_y: str
    width: str
    height: str
    text: str


@dataclass(frozen=True)
class Segment:
    """The piece of a line between two points."""

    series: int
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Row:
    """One row of the table with the same figures."""

    label: str
    figures: list[tuple[str, str]]
    """Name of the series and its figure in words; empty when not known."""


@dataclass(frozen=True)
class Drawing:
    """Everything the template draws, in the order in which it draws it."""

    grid: list[GridLine]
    labels: list[Label]
    bars: list[Mark]
    points: list[Mark]
    segments: list[Segment]
    legend: list[tuple[int, str]]
    rows: list[Row]
    base: str
    height: str
    label_y: str
    figures_fit: bool
    """Whether there is room to write each figure at its mark on a narrow page."""


def draw_chart(*, kind: str, labels: Sequence[object], series: Sequence[Series]) -> Drawing:
    """Work out the whole drawing of a ``bar`` or ``line`` chart.

    A figure that is not known is None and leaves a gap. Raises ValueError when a
    series has not exactly one figure per label.
    """
    for name, figures in series:
        if len(figures) != len(labels):
            raise ValueError(f"Series {name!r} has {len(figures)} figures for {len(labels)} labels")
    ticks = nice_ticks([f for _name, figures in series for f in figures if f is not None])
    scale = HEIGHT / ticks[-1]
    marks = [
        _mark(kind, Place(column, len(labels), number, len(series)), figure, scale)
        for number, (_name, figures) in enumerate(series, start=1)
        for column, figure in enumerate(figures)
        if figure is not None
    ]
    return Drawing(
        grid=[GridLine(y=_px(TOP + HEIGHT - tick * scale), text=number_format(tick)) for tick in ticks],
        labels=_labels([str(label) for label in labels]),
        bars=marks if kind == "bar" else [],
        points=marks if kind == "line" else [],
        segments=_segments(series, len(labels), scale) if kind == "line" else [],
        legend=[(number, name) for number, (name, _figures) in enumerate(series, start=1)],
        rows=[
            Row(
                label=str(text),
                figures=[(name, _figure(figures[i])) for name, figures in series],
            )
            for i, text in enumerate(labels)
        ],
        base=_px(TOP + HEIGHT),
        height=_px(TOP + HEIGHT + 32),
        label_y=_px(TOP + HEIGHT + 22),
        figures_fit=len(labels) * len(series) <= 6,
    )


def nice_ticks(figures: Sequence[Number]) -> list[Number]:
    """Return grid values from zero to at least the largest figure, in round steps."""
    highest = max([*figures, 0]) or 1
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    count = math.ceil(highest / step - 1e-9)
    return [round(step * i, 6) if step % 1 else int(step * i) for i in range(count + 1)]


class Place(NamedTuple):
    """Where a figure stands: in which column, and which of the series beside it."""

    column: int
    columns: int
    series: int
    of_series: int


def _mark(kind: str, place: Place, figure: Number, scale: float) -> Mark:
    top = TOP + HEIGHT - figure * scale
    width = BARS_SHARE / place.columns / place.of_series
    left = (place.column + (1 - BARS_SHARE) / 2) / place.columns + (place.series - 1) * width
    middle = left + width / 2 if kind == "bar" else (place.column + 0.5) / place.columns
    # Of two lines that run close together the lower one has its figures beneath it.
    beneath = kind == "line" and place.series % 2 == 0
    return Mark(
        series=place.series,
        x=_percent(left),
        middle=_percent(middle),
        y=_px(top),
        text_y=_px(top + 22 if beneath else top - (6 if kind == "bar" else 12)),
        width=_percent(width * 0.94),
        height=_px(figure * scale),
        text=_figure(figure),
    )


def _segments(series: Sequence[Series], columns: int, scale: float) -> list[Segment]:
    return [
        Segment(
            series=number,
            x1=_percent((i + 0.5) / columns),
            y1=_px(TOP + HEIGHT - before * scale),
            x2=_percent((i + 1.5) / columns),
            y2=_px(TOP + HEIGHT - after * scale),
        )
        for number, (_name, figures) in enumerate(series, start=1)
        for i, (before, after) in enumerate(pairwise(figures))
        if before is not None and after is not None
    ]


def _labels(texts: Sequence[str]) -> list[Label]:
    """Place the labels; where the chart is narrow three or four stay, the last among them."""
    room = 4 if max(map(len, texts), default=0) <= SHORT_LABEL else 3
    every = math.ceil(len(texts) / room)
    return [
        Label(x=_percent((i + 0.5) / len(texts)), text=text, minor=(len(texts) - 1 - i) % every != 0)
        for i, text in enumerate(texts)
    ]


def _figure(value: Number | None) -> str:
    return "" if value is None else number_format(value, force_grouping=True)


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def _px(value: float) -> str:
    return f"{value:.1f}"
