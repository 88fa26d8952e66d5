"""How do we look? Colours, letters and lines of every figure, for as long as one is drawn.

`custseg_style`. Importing this module changes nothing: the look holds inside ``with custseg_style():`` and ends with
it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cycler import cycler
from matplotlib import style
from matplotlib.colors import LinearSegmentedColormap

from ..schema import typed
from ._breaking import breadth, broken, cut
from ._fonts import families, make_known
from ._letters import lay_out, naming, take_stand_ins, writable

__all__ = ["GRID", "INK", "LINE", "PALETTE", "PAPER", "SEQUENTIAL", "STROKES", "custseg_style"]

INK = "#222222"  #: The colour of text.
LINE = "#6b6b6b"  #: The colour of axes, whiskers and reference lines: 5.3 : 1 on white.
GRID = "#e4e4e4"  #: The colour of grid lines.
PAPER = "#ffffff"  #: The colour of the ground.

#: Dark blue, brick, sky, sand, violet, stone. The first four climb in lightness (23, 42, 59, 75 of 100), so they
#: stay apart in grey and for red-green blind readers; the last two serve when a fifth and a sixth are unavoidable.
PALETTE = ("#1b3766", "#a8402f", "#3f97c6", "#e3b23c", "#7a3fb0", "#77736f")

#: The same hues in the same order for lines and for the letters that name them: each at least 4.5 : 1 on white. Lines
#: differ in their dashes too.
STROKES = ("#1b3766", "#a8402f", "#2878a4", "#8f6a00", "#7a3fb0", "#77736f")

#: One hue, lightness falling evenly: more is darker, on a screen, on paper and in grey.
SEQUENTIAL = LinearSegmentedColormap.from_list("custseg", ("#f3f7fb", "#a9c8e2", "#4c86b8", "#1b3766"))

# 6 inches are 576 pixels in a page. On a phone of 360 pixels 11 points are then still 9 pixels high.
_STYLE = {
    "figure.figsize": (6.0, 3.8),
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.06,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "savefig.dpi": 144,
    "font.size": 11.5,
    "axes.titlesize": 11.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 11.5,
    "xtick.labelsize": 11.0,
    "ytick.labelsize": 11.0,
    "legend.fontsize": 11.0,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "axes.edgecolor": LINE,
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=PALETTE),
    "lines.linewidth": 2.2,
    "lines.solid_capstyle": "round",
    # Only families that ship: no font of the machine can take part.
    "font.family": families(),
    "font.sans-serif": families(),
    # A "$" in a customer's name is a dollar, not the start of a formula.
    "text.parse_math": False,
    # Letters as shapes in SVG: the reader's machine need not own the font. No clock and no chance in the files.
    "svg.fonttype": "path",
    "svg.hashsalt": "custseg",
    "pdf.fonttype": 3,
}

_lock = threading.RLock()


@typed
@contextmanager
def custseg_style() -> Iterator[None]:
    """Draw in the look of custseg inside a ``with`` block, whatever the reader's own settings are.

    Use it around everything from making a figure to saving it; as a decorator it covers a whole function. It starts
    from matplotlib's defaults, so a figure looks the same on every machine; on leaving, the reader's own settings are
    back. The letters are those of two fonts that ship, for Latin and for Chinese text; fonts of the machine take no
    part. matplotlib keeps its settings once per process:
    a lock lets one thread draw at a time. Text is taken literally: ``$`` starts no formula.

    Yields
    ------
    None

    Examples
    --------
    >>> import matplotlib as mpl
    >>> from custseg.theme import custseg_style
    >>> with custseg_style():
    ...     mpl.rcParams["axes.spines.top"]
    False
    >>> mpl.rcParams["axes.spines.top"]
    True
    """
    with _lock, style.context(["default", _STYLE]), naming():
        make_known()
        yield


__all__ = [
    "GRID",
    "INK",
    "LINE",
    "PALETTE",
    "PAPER",
    "SEQUENTIAL",
    "STROKES",
    "breadth",
    "broken",
    "custseg_style",
    "cut",
    "families",
    "lay_out",
    "take_stand_ins",
    "writable",
]
