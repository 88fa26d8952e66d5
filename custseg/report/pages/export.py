"""How does an executed notebook become one page that opens offline, on a phone and on paper?"""

from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from ..._version import __version__
from ...schema import typed, without_controls
from .._atomic_write import write_whole
from .cells import PageCells, page_cells, tags_of
from .chinese import mark_chinese
from .markdown import MODEL_ID  # also the tag of a cell that reproduces a model
from .page import PageSummary, thumbnail

TEMPLATE = Path(__file__).parent / "template"


@typed
def export_page(
    notebook: NotebookNode,
    destination: Path,
    *,
    index_href: str = "index.html",
    footer: str = "",
    doubt: str = "",
    made_from: str = "",
    coverage_href: str = "",
    lists_href: str = "",
) -> PageSummary:
    """Write an executed notebook as one HTML file that needs nothing else.

    The page holds no script and loads nothing: figures are inside it, formulas are MathML. Text that came from a data
    file is escaped wherever it stands. The same notebook gives the same bytes.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook, whole or with the error at which it stopped. Its metadata may say ``lang`` ("en" if
        not) and ``custseg.date_of_data``. A Markdown cell tagged ``lead`` holds the answer.
    destination : Path
        The file to write. It appears whole or not at all.
    index_href : str, default "index.html"
        Where the link to all studies leads; an empty string leaves it out.
    footer : str, optional
        A sentence to add at the foot of the page.
    doubt : str, optional
        Why the answer may be wrong although all cells ran. It then stands in the answer's place, here and in the
        list of studies.
    made_from : str, optional
        What the foot of the page says that it was made from; the notebook, if nothing is said.
    coverage_href : str, optional
        The page with a row for each id of a model. A paragraph of nothing but ids links to it; without it, it is text.
    lists_href : str, optional
        The workbook that lies beside a page about one's own customers; the part with the lists then links to it.

    Returns
    -------
    PageSummary
        What the index page says about this page.

    Raises
    ------
    TypeError
        An argument is of another type.
    ValueError
        With every problem, each with its cell (code cells are counted from 1): no title or two, a skipped heading
        level, an image without alt text, a formula that cannot be shown, an output that only a script could show.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> title = new_markdown_cell("# Who buys?")
    >>> lead = new_markdown_cell("**One fifth.**", metadata={"tags": ["lead"]})
    >>> with TemporaryDirectory() as folder:
    ...     page = export_page(new_notebook(cells=[title, lead]), Path(folder) / "01-who-buys.html")
    >>> page.title, page.answer, page.slug
    ('Who buys?', 'One fifth.', '01-who-buys')
    """
    destination = Path(destination)
    page = page_cells(notebook, coverage_href)
    summary = _summary(page, destination, doubt)
    exporter = HTMLExporter(
        template_name=TEMPLATE.name,
        extra_template_basedirs=[str(TEMPLATE.parent)],
        default_preprocessors=[],
    )
    html, _ = exporter.from_notebook_node(
        page.notebook,
        {
            "page": {"summary": summary, "headings": page.contents.headings, "failure": page.failure}
            | {"own": bool(page.parts), "doubt": doubt, "made_from": made_from or f"the notebook {summary.slug}"}
            | {"lists_href": lists_href}
            | {"date_line": "" if page.lead and page.lead.date_of_data else summary.date_of_data},
            "frame": {"index_href": index_href, "footer": footer, "version": __version__}
            | {"styles": styles(own=bool(page.parts))},
        },
    )
    write_whole(destination, mark_chinese(without_controls(html.strip())) + "\n")
    return summary


def styles(*, own: bool = False) -> str:
    """Return the style sheets that every page carries in its head; one about one's own customers has one more."""
    names = ("screen.css", "print.css", *(["own.css"] if own else []))
    return "\n".join((TEMPLATE / name).read_text(encoding="utf-8") for name in names)


def _summary(page: PageCells, destination: Path, doubt: str) -> PageSummary:
    failed = page.failure or doubt
    written = page.lead.date_of_data if page.lead else page.data_line
    answer = page.lead.answer if page.lead else page.parts[0].said if page.parts else ""
    return PageSummary(
        path=destination,
        title=page.contents.title,
        answer="" if failed else answer,
        date_of_data=written or page.notebook.metadata.get("custseg", {}).get("date_of_data", ""),
        thumbnail=thumbnail(page.pictures[0].source) if page.pictures else "",
        status=f"failed: {failed.splitlines()[0]}" if failed else "ok",
        models=", ".join(
            sorted({tag for cell in page.notebook.cells for tag in tags_of(cell) if MODEL_ID.fullmatch(tag)})
        ),
    )
