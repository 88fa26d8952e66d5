"""Which fonts are figures drawn with? Two that ship, under names that no font of the machine has."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

from matplotlib import font_manager, get_data_path

from ..schema import typed

_LATIN, _CHINESE = "custseg Sans", "custseg Sans SC"
_DEJAVU = Path(get_data_path(), "fonts", "ttf")  # comes with matplotlib
_REGULAR = _DEJAVU / "DejaVuSans.ttf"
_LATIN_FILES = (
    _REGULAR,
    *(_DEJAVU / f"DejaVuSans-{face}.ttf" for face in ("Bold", "Oblique", "BoldOblique")),
)
_CHINESE_FILE = Path(__file__).parent / "fonts" / "custseg-sans-sc.otf"


@typed
def families(*, chinese: bool = False) -> list[str]:
    """List the families of the theme in the order in which a letter is looked for.

    Parameters
    ----------
    chinese : bool
        Whether the text around is Chinese: quotation marks and figures then come from the Chinese font.

    Returns
    -------
    list of str
        Names of fonts that ship with the package.

    Examples
    --------
    >>> from custseg.theme import families
    >>> families()[0]
    'custseg Sans'
    """
    return [_CHINESE, _LATIN] if chinese else [_LATIN, _CHINESE]


def make_known() -> None:
    """Tell matplotlib of the two families, once; again if it has read its list of fonts anew."""
    known = font_manager.fontManager.ttflist
    if not any(font.name == _LATIN for font in known):
        known.extend(_entries())


@cache
def codes() -> frozenset[int]:
    """Give the code points that the two fonts hold."""
    fonts = (font_manager.get_font(str(path)) for path in (_REGULAR, _CHINESE_FILE))
    return frozenset().union(*(font.get_charmap() for font in fonts))


@cache
def _entries() -> list[font_manager.FontEntry]:
    latin = [_entry(path, _LATIN) for path in _LATIN_FILES]
    chinese = _entry(_CHINESE_FILE, _CHINESE)
    # One weight ships. Listed as bold too, it serves a bold label without a message on the reader's screen.
    return [*latin, chinese, replace(chinese, weight=700)]


def _entry(path: Path, family: str) -> font_manager.FontEntry:
    described = font_manager.ttfFontProperty(font_manager.get_font(str(path)))
    return replace(described, name=family, fname=_seen_from_matplotlib(path))


def _seen_from_matplotlib(path: Path) -> str:
    """Write a path as one that begins in matplotlib's own folder of fonts.

    Where MPL_IGNORE_SYSTEM_FONTS is set, matplotlib takes fonts from there only.
    """
    folder = Path(get_data_path(), "fonts")
    try:
        return str(folder / os.path.relpath(path.resolve(), folder.resolve()))
    except ValueError:  # another drive of Windows: no way leads there
        return str(path)
