"""Charts as PNG: readable on a phone, told apart without colour, with Vietnamese letters."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

COLOURS = ("#0072B2", "#A6D3EE", "#D55E00", "#999999", "#009E73", "#E69F00")
"""After Okabe and Ito: people who confuse colours still tell them apart."""
HATCHES = ("", "", "xx", "..", "//", "++")
INCHES, DPI = (5.4, 3.8), 200
"""A phone shows it 360 points wide: letters of 12 points are as large there as those around."""
LABEL, LINE = 22, 46
"""Letters in a line."""


def stacked_bars_png(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[int]],
    *,
    subtitle: str = "",
    note: str = "",
    empty: str,
) -> bytes:
    """Horizontal bars, one for each label, made of the series; each part carries its number.

    Takes up to a second and some 100 MB: call it in a thread, outside any transaction.
    """
    figure, axes = _new(title, subtitle, height=max(3.0, 0.4 * len(labels) + 1.4))
    if not labels:
        axes.text(0.5, 0.5, empty, ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
    else:
        _stack(axes, [textwrap.fill(label, LABEL) for label in labels], series)
        _legend(figure, note)
    return _png(figure)


def lines_png(
    title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]], *, empty: str
) -> bytes:
    """A line for each series over the labels; a gap where there is no number."""
    figure, axes = _new(title, "", height=INCHES[1])
    if not any(value is not None for values in series.values() for value in values):
        axes.text(0.5, 0.5, empty, ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return _png(figure)
    styles = zip(series.items(), COLOURS, "os^Dvx", strict=False)
    for (name, values), colour, marker in styles:
        numbers = [float("nan") if value is None else value for value in values]
        axes.plot(labels, numbers, color=colour, marker=marker, linewidth=2.5, label=name)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", alpha=0.3)
    figure.legend(frameon=False, fontsize=12, ncols=3, loc="outside lower left")
    axes.tick_params(labelsize=11)
    return _png(figure)


def _new(title: str, subtitle: str, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure  # noqa: PLC0415 - start-up: a second, and few draw

    figure = Figure(figsize=(INCHES[0], height), dpi=DPI, layout="constrained")
    axes = figure.subplots()
    lines = [title, *textwrap.wrap(subtitle, LINE)]
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=12, fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _stack(axes: Any, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> None:
    left = [0] * len(labels)
    for (name, values), colour, hatch in zip(series.items(), COLOURS, HATCHES, strict=False):
        bars = axes.barh(
            labels, values, left=left, color=colour, hatch=hatch, label=name, edgecolor="white"
        )
        texts = [str(value) if value else "" for value in values]
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.9}
        axes.bar_label(bars, texts, label_type="center", fontsize=11, bbox=box)
        left = [so_far + value for so_far, value in zip(left, values, strict=True)]
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", labelsize=11, length=0)


def _legend(figure: Any, note: str) -> None:
    # The note is the legend's title: of two texts below the axes one would cover the other.
    figure.legend(
        title=textwrap.fill(note, LINE),
        title_fontsize=11,
        alignment="left",
        frameon=False,
        fontsize=11,
        ncols=3,
        loc="outside lower left",
    )


def _png(figure: Any) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
