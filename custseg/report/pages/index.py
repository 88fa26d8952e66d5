"""How does a reader find the page that answers a question or shows a model, and the manual of the functions?"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from ..._version import __version__
from ...catalogue import source_documents
from ...datasets import datasets_table
from ...schema import listed, typed, without_controls
from .._atomic_write import write_whole
from .._kinds import KINDS, kind_of
from .chinese import mark_chinese
from .contents import Contents
from .export import TEMPLATE, styles
from .page import PageSummary

TITLE = "What the studies asked and what they found"
WHAT = "custseg says what each customer is worth, who belongs together, what to do about it, and how sure one can be."


@dataclass(frozen=True)
class Entry:
    """An entry of a list: the page, the id of its heading, its address ("" if the file does not exist).

    ``models`` are those of the document that it stands under; what the page found is told where it stands first.
    """

    page: PageSummary
    id: str
    href: str
    models: str = ""
    first: bool = True


@dataclass(frozen=True)
class Group:
    """A heading, its id, and what stands under it."""

    title: str
    id: str
    entries: list[Entry]


@typed
def export_index(pages: Sequence[PageSummary], destination: Path, *, manual_href: str = "") -> Path:
    """Write the page that lists all others by their kind and leads to the manual of the functions.

    The studies stand by their question, the model pages under each document whose models they show, then the pages
    about a reader's own file and the reference pages. The kind is told by the name of the file.

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
    kinds = {kind: [page for page in pages if kind_of(page.slug) == kind] for kind in KINDS}
    studies_id = contents.add("The studies, by question", 2)
    studies = [_entry(page, contents, destination) for page in kinds["study"]]
    models_id = contents.add("The model pages, by document", 2) if kinds["model"] else ""
    documents = _by_document(kinds["model"], contents, destination)
    own = _group("Your own file", kinds["own"], contents, destination)
    reference = _group("Words, sources, coverage", kinds["reference"], contents, destination)
    environment = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
    html = environment.get_template("overview.html.j2").render(
        title=TITLE,
        what=[WHAT, _whose(own=bool(kinds["own"]))],
        studies_id=studies_id,
        studies=studies,
        models_id=models_id,
        documents=documents,
        others=[group for group in (own, reference) if group.entries],
        manual_id=contents.add("The functions", 2),
        manual_href=manual_href,
        headings=[heading for heading in contents.headings if heading.level in (2, 3)],
        frame={"index_href": "", "footer": "", "version": __version__, "styles": styles()},
    )
    return write_whole(destination, mark_chinese(without_controls(html.strip())) + "\n")


def _whose(*, own: bool) -> str:
    """Say whose data the studies look at."""
    table = datasets_table()
    titles = " and ".join(table.loc[table["ships"], "title"].str.partition(",")[0])
    others = "Your own file has pages of its own." if own else "Nobody else's are in it."
    return f"The data are the logs of {titles}, and data that is simulated and called so. {others}"


def _by_document(pages: Sequence[PageSummary], contents: Contents, index: Path) -> list[Group]:
    """Put each model page under every document of whose models it shows one."""
    groups: list[Group] = []
    told: set[str] = set()
    for key, document in source_documents().iterrows():
        entries = []
        for page in pages:
            if models := [id_ for id_ in page.models.split(", ") if id_.startswith(f"{key}-")]:
                href = _href(page.path, index.parent)
                entries.append(Entry(page, "", href, ", ".join(models), first=page.slug not in told))
                told.add(page.slug)
        if entries:
            title = f"{key} · {document['title_en']} {document['title']}"
            groups.append(Group(title, contents.add(title, 3), entries))
    return groups


def _group(title: str, pages: Sequence[PageSummary], contents: Contents, index: Path) -> Group:
    entries = [Entry(page, "", _href(page.path, index.parent)) for page in pages]
    return Group(title, contents.add(title, 2) if pages else "", entries)


def _entry(page: PageSummary, contents: Contents, index: Path) -> Entry:
    return Entry(page, contents.add(page.title, 3), _href(page.path, index.parent))


def _href(page: Path, folder: Path) -> str:
    """Return the address of a page as seen from the index; an empty string if it was not written."""
    return quote(Path(os.path.relpath(page, folder)).as_posix()) if page.is_file() else ""
