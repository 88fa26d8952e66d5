"""What is shown? A figure with its finding, its caption and words for those who cannot see it."""

import base64
import io
import os
import textwrap
from dataclasses import dataclass
from pathlib import Path

from matplotlib import pyplot
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ..theme import custseg_style
from .sentences import as_markdown

CSS_PIXELS_PER_INCH = 96
WIDEST = 720  # CSS pixels; a page's column is not wider
_DPI = 144
_FULL_STOPS = tuple(".!?。！？…")


@dataclass(frozen=True, eq=False, repr=False)
class Exhibit:
    """A figure that says what it shows.

    As the last line of a notebook cell it displays the picture and below it, as text, its title and caption: so
    they can be read aloud, searched and translated. `save` writes it for use elsewhere.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Without a title of its own.
    title : str
        The finding, in one line: a sentence that ends with a full stop.
    caption : str
        What is counted, of whom, from when, in which units, with which uncertainty. May be empty.
    alt : str
        The finding with its number for those who do not see the picture.

    Raises
    ------
    TypeError
        If `figure` is no matplotlib figure, or a text is no string.
    ValueError
        If title or alt text break a rule above. All problems are named at once.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from custseg.exhibit import Exhibit
    >>> Exhibit(Figure(), "Half of them came back.", "100 customers, 2017.", "Bar chart: 50% came back.")
    <Exhibit: Half of them came back.>
    """

    figure: Figure
    title: str
    caption: str
    alt: str

    def __post_init__(self) -> None:
        if not isinstance(self.figure, Figure):
            raise TypeError(f"Exhibit: expected a matplotlib Figure, found {type(self.figure).__name__}.")
        for name in ("title", "caption", "alt"):
            if not isinstance(getattr(self, name), str):
                raise TypeError(f"Exhibit: expected text as {name}, found {type(getattr(self, name)).__name__}.")
        problems = _problems(self.title, self.alt)
        if problems:
            raise ValueError(f"Exhibit: {'; '.join(problems)}. Title: {self.title!r}. Alt text: {self.alt!r}.")
        # A figure that pyplot knows would be shown once more, bare, at the end of the notebook cell.
        pyplot.close(self.figure)
        # Constrained layout moves by a hair at every drawing: settle it once, or no two files would be equal.
        with custseg_style():
            self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")

    def __repr__(self) -> str:
        return f"<Exhibit: {self.title}>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        picture, words = self._outputs()
        display(picture[0], metadata=picture[1], raw=True)
        display(words[0], metadata=words[1], raw=True)

    def _outputs(self) -> tuple[tuple[dict, dict], tuple[dict, dict]]:
        png = io.BytesIO()
        with custseg_style():
            self.figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
        width = min(WIDEST, round(self.figure.get_figwidth() * CSS_PIXELS_PER_INCH))
        picture = (
            {"image/png": base64.b64encode(png.getvalue()).decode("ascii"), "text/plain": f"<Figure: {self.alt}>"},
            {"image/png": {"alt": str(self.alt), "width": width}, "custseg": {"role": "figure"}},
        )
        title, caption = str(self.title), str(self.caption)
        words = (
            {
                "text/markdown": f"**{as_markdown(self.title)}** {as_markdown(self.caption)}".rstrip(),
                "text/plain": f"{title} {caption}".rstrip(),
            },
            {"custseg": {"role": "caption", "title": title, "caption": caption}},
        )
        return picture, words

    def save(self, path: str | os.PathLike) -> Path:
        """Write the figure with its title above it, whole or not at all.

        Parameters
        ----------
        path : path
            Ends in ``.png``, ``.svg`` or ``.pdf``. An older file of that name is replaced.

        Returns
        -------
        Path

        Raises
        ------
        ValueError
            If the suffix is another one.
        FileNotFoundError
            If the folder does not exist.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in _CLOCKLESS:
            raise ValueError(f"save: expected a name ending in {', '.join(_CLOCKLESS)}, found {path.name!r}.")
        if not path.parent.is_dir():
            raise FileNotFoundError(f"save: there is no folder {path.parent}. Make it first.")
        described = _CLOCKLESS[suffix] | {"Title": str(self.title), _ABOUT[suffix]: str(self.alt)}
        with custseg_style():
            content = _with_title(self.figure, self.title, suffix.removeprefix("."), described)
        _replace(path, content)
        return path


# The same figure is the same file: no clock, no version in it.
_CLOCKLESS = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_ABOUT = {".png": "Description", ".svg": "Description", ".pdf": "Subject"}


def _problems(title: str, alt: str) -> list[str]:
    problems = []
    if not title.strip():
        problems.append("the title is empty; write the finding as a sentence")
    elif not title.strip().endswith(_FULL_STOPS) or title.strip()[0].islower():
        problems.append("the title is no sentence; begin with a capital and end with a full stop")
    if not alt.strip():
        problems.append("the alt text is empty; say what the figure shows")
    elif not any(character.isdigit() for character in alt):
        problems.append("the alt text has no number; say the finding with its number")
    if len((title + alt).splitlines()) > 1:
        problems.append("title and alt text must be one line each")
    return problems


def _with_title(figure: Figure, title: str, form: str, described: dict[str, str | None]) -> bytes:
    width, height = figure.get_size_inches()
    margin, size = 0.1, 13.5
    # The title stands outside the figure's own area, so that nothing in it has to move.
    text = figure.text(margin / width, 1 + margin / height, str(title), fontsize=size, va="bottom", ha="left")
    try:
        _wrap(text, width - 2 * margin, figure.dpi)
        above = text.get_window_extent().height / figure.dpi + 2 * margin
        content = io.BytesIO()
        area = Bbox.from_extents(0, 0, width, height + above)
        figure.savefig(content, format=form, dpi=_DPI, bbox_inches=area, pad_inches=0, metadata=described)
    finally:
        text.remove()
    return content.getvalue()


def _wrap(text: Text, width: float, dpi: float) -> None:
    words = text.get_text()
    for characters in range(len(words), 9, -1):
        text.set_text("\n".join(textwrap.wrap(words, characters)))
        if text.get_window_extent().width / dpi <= width:
            return


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
