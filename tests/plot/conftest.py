"""A figure is looked at by measuring it: what is written where, how large, and whether it can be read."""

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from custseg.exhibit import Exhibit
from custseg.theme import custseg_style

PHONE = 360  # CSS pixels
SMALLEST = 8.5  # CSS pixels that letters must have on a phone


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
