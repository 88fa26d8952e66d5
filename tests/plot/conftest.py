"""A figure is looked at by measuring it: what is written where, how large, and whether it can be read."""

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from custseg.exhibit import Exhibit
from custseg.theme import INK, LINE, PAPER, custseg_style

PHONE = 360  # CSS pixels
SMALLEST = 8.5  # CSS pixels that letters must have on a phone
CONTRAST = 4.5  # WCAG 2.2, criterion 1.4.3
NEUTRAL = {INK, LINE, PAPER, "#000000"}


def written(figure) -> list[Text]:
    """List the texts of a figure that are drawn."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def corners(text) -> np.ndarray:
    """Return the corners of the rectangle that a text fills, turned as the text is."""
    angle = text.get_rotation()
    if angle % 90 == 0:
        box = text.get_window_extent()
        return box.corners()[[0, 1, 3, 2]]
    assert text.get_rotation_mode() == "anchor"
    text.set_rotation(0)
    flat = text.get_window_extent().corners()[[0, 1, 3, 2]]
    text.set_rotation(angle)
    anchor = text.get_transform().transform(text.get_position())
    return Affine2D().rotate_deg_around(*anchor, angle).transform(flat)


def lines_of(figure) -> list[tuple[float, np.ndarray]]:
    """Give each drawn line that carries data or a reference, but no grid, tick or key, as its height and its points."""
    found = []
    for axes in figure.axes:
        lines = [line for line in axes.lines if line.get_visible() and line.get_linestyle() not in ("None", "", " ")]
        found += [(line.get_zorder(), line.get_transform().transform(line.get_xydata())) for line in lines]
        for group in axes.collections:
            if isinstance(group, LineCollection) and group.get_visible():
                found += [(group.get_zorder(), group.get_transform().transform(part)) for part in group.get_segments()]
    return found


def crossed(text, box) -> bool:
    """Say whether a line is seen through a text: one that no slip of paper behind the letters covers."""
    slip = text.get_bbox_patch()
    covered = slip is not None and (slip.get_alpha() or 1) >= 0.8 and slip.get_facecolor()[3] > 0
    inner = box.mean(axis=0) + (box - box.mean(axis=0)) * 0.9
    return any(
        Path(points).intersects_path(Path(inner, closed=False), filled=False)
        for height, points in lines_of(text.figure)
        if len(points) > 1 and not (covered and height < text.get_zorder())
    )


def ground(text, box) -> tuple:
    """Return the colour on which a text stands: its slip, the bar or the cell beneath its middle, or the paper."""
    slip = text.get_bbox_patch()
    if slip is not None and slip.get_facecolor()[3] > 0:
        return to_rgb(slip.get_facecolor())
    middle = box.mean(axis=0)
    for axes in text.figure.axes:
        for patch in reversed(axes.patches):
            if patch.get_fill() and patch.contains_point(middle):
                return to_rgb(patch.get_facecolor())
        for mesh in axes.collections:
            if isinstance(mesh, QuadMesh) and axes.get_window_extent().contains(*middle):
                return _cell(mesh, axes.transData.inverted().transform(middle))
    return to_rgb(PAPER)


def _cell(mesh, point) -> tuple:
    corner = mesh.get_coordinates()
    shape = corner.shape[0] - 1, corner.shape[1] - 1
    for row, column in np.ndindex(*shape):
        low, high = np.sort([corner[row, column], corner[row + 1, column + 1]], axis=0)
        if (low <= point).all() and (point <= high).all():
            shade = mesh.get_facecolors()[row * shape[1] + column]
            return to_rgb(PAPER) if shade[3] == 0 else to_rgb(shade)
    return to_rgb(PAPER)


def contrast(one, other) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(to_rgb(colour)) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def drawn_colours(figure) -> set[str]:
    """Return the colours of the lines, marks and bars of a figure."""
    lines = [colour for line in figure.findobj(Line2D) for colour in (line.get_color(), line.get_markerfacecolor())]
    bars = [patch.get_facecolor() for axes in figure.axes for patch in axes.patches]
    return {to_hex(colour) for colour in [*lines, *bars] if not isinstance(colour, str) or colour != "none"}


def overlap(one, other) -> bool:
    """Say whether two rectangles share more than a pixel's breadth of their rims."""
    shrunk = [centre + (box - centre) * 0.96 for box in (one, other) for centre in [box.mean(axis=0)]]
    return Path(shrunk[0], closed=False).intersects_path(Path(shrunk[1], closed=False), filled=True)


@pytest.fixture
def check_legible():
    """Check that all texts of an exhibit are inside the picture, apart from each other, and large enough on a phone."""

    def check(exhibit: Exhibit) -> Exhibit:
        assert isinstance(exhibit, Exhibit)
        figure = exhibit.figure
        with custseg_style():
            figure.draw_without_rendering()
            texts = written(figure)
            boxes = [corners(text) for text in texts]
        width, height = figure.bbox.size
        outside = [
            text.get_text()
            for text, box in zip(texts, boxes, strict=True)
            if box.min() < 0 or box[:, 0].max() > width or box[:, 1].max() > height
        ]
        assert not outside
        pairs = itertools.combinations(zip(texts, boxes, strict=True), 2)
        assert not [(a.get_text(), b.get_text()) for (a, box), (b, other) in pairs if overlap(box, other)]
        with custseg_style(), warnings.catch_warnings(action="error"):  # a letter that no font holds is a warning
            figure.canvas.draw()
        struck = [text.get_text() for text, box in zip(texts, boxes, strict=True) if crossed(text, box)]
        assert not struck, "a line runs through these labels: move them, or let the line end before them"
        faint = {text.get_text(): (text.get_color(), ground(text, box)) for text, box in zip(texts, boxes, strict=True)}
        faint = {words: pair for words, pair in faint.items() if contrast(*pair) < CONTRAST}
        assert not faint, "these letters hardly stand out from their ground: take a colour of STROKES, or ink_on"
        alien = [text.get_text() for text in texts if to_hex(text.get_color()) not in (NEUTRAL | drawn_colours(figure))]
        assert not alien, "these labels have a colour in which nothing is drawn"
        on_phone = {text.get_text(): text.get_fontsize() / 72 / figure.get_figwidth() * PHONE for text in texts}
        assert not {text: size for text, size in on_phone.items() if size < SMALLEST}
        return exhibit

    return check


@pytest.fixture
def top_shares():
    """Give a table of top shares of two firms."""
    return pd.DataFrame(
        {
            "share_of_customers": [0.05, 0.2, 0.5, 0.05, 0.2, 0.5],
            "share_of_amount": [0.36, 0.67, 0.91, 0.22, 0.55, 0.84],
            "low": [0.33, 0.65, 0.90, 0.20, 0.53, 0.83],
            "high": [0.39, 0.70, 0.92, 0.23, 0.56, 0.85],
            "group": ["music shop"] * 3 + ["supermarket"] * 3,
        }
    )


@pytest.fixture
def profile():
    """Give a profile of four segments, one of them with more returned than bought."""
    return pd.DataFrame(
        {
            "customers": [100, 300, 400, 200],
            "share_of_customers": [0.1, 0.3, 0.4, 0.2],
            "amount": [5000.0, 3000.0, 2200.0, -200.0],
            "share_of_amount": [0.5, 0.3, 0.22, -0.02],
        },
        index=pd.Index(["gold", "stream", "meteor", "burden"], name="segment"),
    )


@pytest.fixture
def estimates():
    """Give four estimates with intervals, one of them below zero."""
    return pd.DataFrame(
        {"estimate": [0.12, 0.31, -0.06, 0.22], "low": [0.08, 0.25, -0.12, 0.15], "high": [0.17, 0.36, 0.01, 0.30]},
        index=["by post", "in the shop 门店", "by telephone", "through a friend"],
    )
