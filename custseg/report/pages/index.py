"""How does a reader find the study that answers a question, and from there the manual of the functions?"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from ..._version import __version__
from ...schema import listed, typed, without_controls
from .._atomic_write import write_whole
from .contents import Contents
from .export import TEMPLATE, styles
from .page import PageSummary

TITLE = "What the studies asked and what they found"


@dataclass(frozen=True)
class Study:
    """An entry of the list: the page, the id of its heading, its address ("" if the file does not exist)."""

    page: PageSummary
    id: str
    href: str


@typed
def export_index(pages: Sequence[PageSummary], destination: Path, *, manual_href: str = "") -> Path:
    """Write the page that lists the studies and leads to the manual of the functions.

    Parameters
    ----------
    pages : sequence of PageSummary
        What `export_page` returned, in the order of the list. A page whose status is not "ok" is marked and its
        answer withheld, since it may belong to an earlier run.
    destination : Path
        The file to write, usually ``index.html`` beside the pages. It appears whole or not at all.
    manual_href : str, optional
        Where the link to the manual leads. Without it the page says how the manual is built.

    Returns
    -------
    Path
        The destination.

    Raises
    ------
    TypeError
        An argument or one of the pages is of another type.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     page = PageSummary(Path(folder) / "01-who.html", title="Who buys?", answer="One fifth.")
    ...     index = export_index([page], Path(folder) / "index.html")
    ...     "Who buys?" in index.read_text(encoding="utf-8")
    True
    """
    if odd := [type(page).__name__ for page in pages if not isinstance(page, PageSummary)]:
        raise TypeError(f"pages must be what export_page returned, found {listed(odd)}.")
    destination = Path(destination)
    contents = Contents()
    contents.add(TITLE, 1)
    studies = [Study(page, contents.add(page.title, 2), _href(page.path, destination.parent)) for page in pages]
    manual_id = contents.add("The functions", 2)
    environment = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
    html = environment.get_template("overview.html.j2").render(
        title=TITLE,
        studies=studies,
        manual_id=manual_id,
        manual_href=manual_href,
        headings=[heading for heading in contents.headings if heading.level == 2],
        frame={"index_href": "", "footer": "", "version": __version__, "styles": styles()},
    )
    return write_whole(destination, without_controls(html.strip()) + "\n")


def _href(page: Path, folder: Path) -> str:
    """Return the address of a page as seen from the index; an empty string if it was not written."""
    return quote(Path(os.path.relpath(page, folder)).as_posix()) if page.is_file() else ""
