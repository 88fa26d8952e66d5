"""What is shown? A figure with its finding, its caption and words for those who cannot see it.

`Exhibit`.
"""

import base64
import io
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from matplotlib import pyplot
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ..theme import INK, LINE, breadth, broken, custseg_style, families, lay_out, take_stand_ins, writable
from .claim_records import FACT
from .prose import paragraph
from .sentences import as_markdown, phrase

CSS_PIXELS_PER_INCH = 96
WIDEST = 720  # CSS pixels; a page's column is not wider
_DPI = 144
_CHINESE_STOPS = tuple("。！？")
_FULL_STOPS = (*".!?…", *_CHINESE_STOPS)
_JOINERS = "\u200c\u200d"  # within letters and emoji
_RIM = 0.1  # inches around texts outside the picture
_LISTED = 8  # names in the caption


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
        The finding, in one line: a sentence that ends with a full stop. ``paragraph(claim(...))`` makes it a claim,
        whose record the figure then carries, as it does those of its caption.
    caption : str
        What is counted, of whom, from when, in which units, with which uncertainty. May be empty.
    alt : str
        The finding with its number for those who do not see the picture.
    subtitle : str, optional
        What is shown, and in which unit.
    source : str, optional
        From which data, and of how many. Like the subtitle a line of its own on a page and in `save`.

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
    subtitle: str = ""
    source: str = ""
    _stand_ins: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.figure, Figure):
            raise TypeError(f"Exhibit: expected a matplotlib Figure, found {type(self.figure).__name__}.")
        for name in ("title", "caption", "alt", "subtitle", "source"):
            if not isinstance(getattr(self, name), str):
                raise TypeError(f"Exhibit: expected text as {name}, found {type(getattr(self, name)).__name__}.")
        problems = _problems(self.title, self.alt, [self.subtitle, self.source])
        if problems:
            raise ValueError(f"Exhibit: {'; '.join(problems)}. Title: {self.title!r}. Alt text: {self.alt!r}.")
        # A figure that pyplot knows would be shown once more, bare, at the end of the notebook cell.
        pyplot.close(self.figure)
        # Constrained layout moves by a hair at every drawing: settle it once, or no two files would be equal.
        with custseg_style():
            lay_out(self.figure, chinese=_is_chinese(self.title))
            self._stand_ins.update(take_stand_ins())
        self.figure.set_layout_engine("none")
        note = _note(self._stand_ins)
        if note:
            object.__setattr__(self, "caption", paragraph(*filter(None, [self.caption]), note))

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
        title, caption, subtitle, source = map(str, (self.title, self.caption, self.subtitle, self.source))
        below = [text for text in (self.subtitle, self.caption, self.source) if text]
        lines = {"subtitle": subtitle, "source": source} if subtitle or source else {}
        words = (
            {
                "text/markdown": " ".join([f"**{as_markdown(self.title)}**", *map(as_markdown, below)]),
                "text/plain": " ".join([title, *map(str, below)]),
                **self._records(),
            },
            {"custseg": {"role": "caption", "title": title, "caption": caption, **lines}},
        )
        return picture, words

    def _records(self) -> dict[str, list[dict]]:
        """Give the records of the claims in title and caption, if there are any."""
        claims = [one for text in (self.title, self.caption) for one in getattr(text, "claims", ())]
        return {FACT: [one.fact() for one in claims]} if claims else {}

    def save(self, path: str | os.PathLike) -> Path:
        """Write the figure with title and subtitle above it and its source below, whole or not at all.

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
        described = _CLOCKLESS[suffix] | {"Title": _visible(self.title), _ABOUT[suffix]: _visible(self.alt)}
        with custseg_style():
            title, subtitle, source = map(self._to_draw, (self.title, self.subtitle, self.source))
            content = _with_texts(self.figure, title, subtitle, source, suffix.removeprefix("."), described)
        _replace(path, content)
        return path

    def _to_draw(self, text: str) -> str:
        """Return a text with the letters that the names have in the figure."""
        drawn = str(text)
        for name in sorted(self._stand_ins, key=len, reverse=True):
            drawn = drawn.replace(_one_line(name), _one_line(self._stand_ins[name]))
        return writable(drawn)


# The same figure is the same file: no clock, no version in it.
_CLOCKLESS = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_ABOUT = {".png": "Description", ".svg": "Description", ".pdf": "Subject"}


def _problems(title: str, alt: str, lines: list[str]) -> list[str]:
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
    if any(len(line.splitlines()) > 1 for line in lines):
        problems.append("subtitle and source must be one line each")
    return problems


def _is_chinese(title: str) -> bool:
    return title.rstrip().endswith(_CHINESE_STOPS)


def _note(stand_ins: dict[str, str]) -> str:
    """Say for the caption what stands for which names; a name that is only spelled out explains itself."""
    told = {_visible(_one_line(name)): _one_line(written) for name, written in stand_ins.items()}
    pairs = [phrase("plot.stand_in", written=written, name=name) for name, written in told.items() if written != name]
    if not pairs:
        return ""
    more = [phrase("plot.stand_ins_more", more=len(pairs) - _LISTED)] if len(pairs) > _LISTED else []
    return phrase("plot.stand_ins", pairs="; ".join([*pairs[:_LISTED], *more]))


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _visible(text: str) -> str:
    """Return text with what cannot be seen spelled out: a page or a file's description may not hold it."""
    return "".join(one.encode("unicode_escape").decode("ascii") if _is_unseen(one) else one for one in text)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character).startswith("C") and character not in _JOINERS


def _with_texts(
    figure: Figure, title: str, subtitle: str, source: str, form: str, described: dict[str, str | None]
) -> bytes:
    """Draw the figure with its texts. They stand outside its own area, so that nothing in it has to move."""
    width, height = figure.get_size_inches()
    texts, above, below = [], height + _RIM, -_RIM
    try:
        # From the picture upwards: the subtitle, and the title over it.
        for words, size, colour in ((subtitle, 11.5, LINE), (title, 13.5, INK)):
            if words:
                texts.append(_written(figure, words, above, size, colour, up=True))
                above += texts[-1].get_window_extent().height / figure.dpi + _RIM / 2
        if source:
            texts.append(_written(figure, source, below, 10.5, LINE, up=False))
            below -= texts[-1].get_window_extent().height / figure.dpi
        content = io.BytesIO()
        area = Bbox.from_extents(0, below - _RIM if source else 0, width, above + _RIM / 2)
        figure.savefig(content, format=form, dpi=_DPI, bbox_inches=area, pad_inches=0, metadata=described)
    finally:
        for text in texts:
            text.remove()
    return content.getvalue()


def _written(figure: Figure, words: str, at: float, size: float, colour: str, *, up: bool) -> Text:
    """Write a text in the breadth of the figure, `at` inches from its foot, growing up or down from there."""
    width, height = figure.get_size_inches()
    text = figure.text(
        _RIM / width, at / height, words, fontsize=size, color=colour, va="bottom" if up else "top", ha="left",
        family=families(chinese=_is_chinese(words)),
    )  # fmt: skip
    _wrap(text, width - 2 * _RIM, figure.dpi)
    return text


def _wrap(text: Text, width: float, dpi: float) -> None:
    words = text.get_text()
    for letters in range(breadth(words), 9, -1):
        text.set_text(broken(words, letters))
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
