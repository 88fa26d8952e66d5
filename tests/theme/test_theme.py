"""The look: colours that stay apart, letters that exist, settings that go away again."""

import itertools
import subprocess
import sys
import threading

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from custseg.theme import INK, LINE, PALETTE, PAPER, SEQUENTIAL, custseg_style

# Machado, Oliveira & Fernandes (2009), A physiologically-based model for simulation of color vision deficiency,
# IEEE Transactions on Visualization and Computer Graphics 15(6), severity 1.0; they act on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# IEC 61966-2-1 (sRGB), reference white D65.
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE 1976 L*a*b* of a linear RGB colour."""
    x, y, z = (TO_XYZ @ np.clip(rgb, 0, 1)) / np.array([0.95047, 1.0, 1.08883])
    f = [np.cbrt(t) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colour):
    return lab(linear(colour))[0]


def contrast(one, other):
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted(((lightness(colour) + 16) / 116) ** 3 for colour in (one, other))[::-1]
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stay_apart_for_every_reader(sight):
    # A difference of 2.3 is just noticeable (Mahy et al. 1994); small marks far apart need many times that.
    seen = {colour: lab(SIGHT[sight] @ linear(colour)) for colour in PALETTE}
    distances = {pair: np.linalg.norm(seen[pair[0]] - seen[pair[1]]) for pair in itertools.combinations(PALETTE, 2)}
    assert min(distances.values()) > 15
    assert min(d for pair, d in distances.items() if set(pair) <= set(PALETTE[:4])) > 30


def test_first_four_colours_climb_in_grey():
    steps = np.diff([lightness(colour) for colour in PALETTE[:4]])
    assert steps.min() > 15


def test_sequential_colours_darken_evenly():
    steps = -np.diff([lightness(SEQUENTIAL(share)) for share in np.linspace(0, 1, 9)])
    assert steps.min() > 5
    assert steps.max() < 2 * steps.min()


def test_text_and_lines_can_be_seen_on_paper():
    assert contrast(INK, PAPER) > 7  # WCAG 2.2, criterion 1.4.6
    assert contrast(LINE, PAPER) > 4.5  # criterion 1.4.3
    assert min(contrast(colour, PAPER) for colour in PALETTE[:3]) > 3  # criterion 1.4.11; the fourth gets an outline


@pytest.mark.heavy
def test_importing_changes_nothing():
    code = (
        "import matplotlib as mpl; from matplotlib import font_manager as f; before = dict(mpl.rcParams)\n"
        "import custseg.theme\n"
        "assert dict(mpl.rcParams) == before and 'custseg Sans SC' not in f.fontManager.get_font_names()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_settings_end_with_the_block():
    before = dict(mpl.rcParams)
    with custseg_style(), custseg_style():
        assert not mpl.rcParams["axes.spines.right"]
    assert dict(mpl.rcParams) == before


def test_settings_end_with_an_error():
    before = dict(mpl.rcParams)
    with pytest.raises(RuntimeError, match="in the middle"), custseg_style():
        raise RuntimeError("in the middle")
    assert dict(mpl.rcParams) == before


def test_the_readers_settings_do_not_shine_through():
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 3, "lines.marker": "o"}), custseg_style():
        assert mpl.rcParams["axes.facecolor"] == PAPER
        assert mpl.rcParams["font.size"] > 10
        assert mpl.rcParams["lines.marker"] == "None"


def test_backend_is_left_alone():
    with custseg_style():
        assert mpl.rcParams["backend"].lower() == "agg"


def test_decorator_covers_a_function():
    @custseg_style()
    def right_spine():
        return mpl.rcParams["axes.spines.right"]

    assert [right_spine(), right_spine()] == [False, False]
    assert mpl.rcParams["axes.spines.right"]


def test_threads_do_not_leave_settings_behind():
    before = dict(mpl.rcParams)
    seen = []

    def draw():
        for _ in range(20):
            with custseg_style():
                seen.append(mpl.rcParams["axes.spines.right"])

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [False] * 80
    assert dict(mpl.rcParams) == before
