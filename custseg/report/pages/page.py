"""What does a page say in short: its question, its answer, the date of its data, its first picture?"""

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from PIL import Image

THUMBNAIL_PIXELS = (480, 360)
THUMBNAIL_COLOURS = 64


@dataclass(frozen=True)
class PageSummary:
    """What the index page says about one page.

    Parameters
    ----------
    path : Path
        The HTML file.
    title : str
        The H1 of the notebook: the question.
    answer : str
        The text of the Markdown cell tagged ``lead``, without its line about the data. Empty if the run failed: what
        stands there then belongs to an earlier run.
    date_of_data : str
        The italic paragraph of the lead, or alone in the cell under it, or the notebook's metadata
        ``custseg.date_of_data``; may be empty.
    thumbnail : str
        The first figure, made small, as a ``data:`` address; may be empty.
    status : str
        "ok", or "failed: cell 7: ZeroDivisionError: division by zero", counted among the code cells from 1.
    slug : str
        The name of the file without its suffix.
    models : str
        Ids of the models that its cells carry as tags, such as "S2-06, S4-17"; may be empty.

    Examples
    --------
    >>> from pathlib import Path
    >>> page = PageSummary(path=Path("reports/01-who.html"), title="Who?", answer="One fifth.")
    >>> page.slug, page.status
    ('01-who', 'ok')
    """

    path: Path
    title: str
    answer: str = ""
    date_of_data: str = ""
    thumbnail: str = ""
    status: str = "ok"
    slug: str = ""
    models: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))
        if not self.slug:
            object.__setattr__(self, "slug", self.path.stem)


@dataclass(frozen=True)
class Lead:
    """The lead of a page: HTML of the answer and of the line about the data, and both as text."""

    html: str
    answer: str
    data_html: str
    date_of_data: str


def read_lead(html: str) -> Lead:
    """Split the HTML of a lead cell into the answer and the italic line that names the data and its dates.

    Examples
    --------
    >>> lead = read_lead("<p><strong>No.</strong> It is 67 %.</p><p><em>One shop, 1997.</em></p>")
    >>> lead.answer, lead.date_of_data
    ('No. It is 67 %.', 'One shop, 1997.')
    """
    soup = BeautifulSoup(html, "html.parser")
    data = [paragraph.extract() for paragraph in soup.find_all("p") if _is_italic(paragraph)]
    shown = str(soup).strip()
    for crossed in soup.find_all("del"):  # as plain text it would read as if it were said
        crossed.replace_with(f"[struck: {crossed.get_text()}]")
    answer = [tag.get_text() for tag in soup.find_all(["p", "li"])]
    return Lead(
        html=shown,
        answer=_words(answer),
        data_html="".join(map(str, data)),
        date_of_data=_words(paragraph.get_text() for paragraph in data),
    )


def thumbnail(source: str) -> str:
    """Make a picture small enough for a list of many.

    Parameters
    ----------
    source : str
        The picture as a ``data:`` address.

    Returns
    -------
    str
        A PNG of at most 480 by 360 pixels and 64 colours as a ``data:`` address.
    """
    with Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) as image:
        coloured = image.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    paper.alpha_composite(coloured)
    small = paper.convert("RGB")
    small.thumbnail(THUMBNAIL_PIXELS, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.quantize(THUMBNAIL_COLOURS, dither=Image.Dither.NONE).save(file, format="PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def _is_italic(paragraph: Tag) -> bool:
    return all(child.name == "em" if isinstance(child, Tag) else not child.strip() for child in paragraph.children)


def _words(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())
