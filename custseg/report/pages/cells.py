"""What does the page show of each cell of an executed notebook?"""

from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import count

from nbformat import NotebookNode

from .._stored_claims import repeated_claims
from .contents import Contents
from .folded_code import fold_code
from .markdown import markdown_html
from .outputs import SETTINGS, UNSAFE_VALUE, Outputs, Picture, Shown, error_text, role
from .page import Lead, read_lead
from .parts import Part, part_of


@dataclass(frozen=True)
class PageCells:
    """A copy of the notebook whose cells carry what the template prints, and what they say together.

    ``notebook.cells`` have in addition ``number`` (among the cells of their kind, from 1), ``html`` and ``lead``
    (Markdown), ``shown``, ``part``, ``has_code`` and ``settings`` (code), or ``folded``: the cells whose code stands
    there.
    """

    notebook: NotebookNode
    contents: Contents
    lead: Lead | None
    failure: str

    @property
    def pictures(self) -> list[Picture]:
        """The pictures of the page, figures first."""
        every = [item for cell in self.notebook.cells for item in cell.get("shown", []) if isinstance(item, Picture)]
        return sorted(every, key=lambda picture: picture.number == 0)

    @property
    def parts(self) -> list[Part]:
        """The parts of a page about one's own customers; none of any other page."""
        return [cell.part for cell in self.notebook.cells if cell.get("part")]

    @property
    def data_line(self) -> str:
        """What a page says of its data under its title, where no lead says it."""
        every = [item for cell in self.notebook.cells for item in cell.get("shown", [])]
        lines = [str(item.content) for item in every if isinstance(item, Shown) and item.role == "data"]
        return read_lead(lines[0]).date_of_data if lines else ""


def page_cells(notebook: NotebookNode, coverage_href: str = "") -> PageCells:
    """Read the cells of an executed notebook for the template.

    Cells tagged ``remove-cell`` and raw cells are left out; ``remove-input`` hides the code, ``show-input`` leaves it
    open in its place, ``remove-output`` hides the outputs, ``lead`` marks the answer (the cell tagged ``answer``, from
    which it was copied, is not shown again), ``raises-exception`` an error that is meant. All other code stands folded
    at the end of its section, and the settings with it. A note that a value is unsafe is shown whatever the tags say.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook; it stays as it is.
    coverage_href : str, optional
        The page that has a row for each id of a model; ids link to it.

    Returns
    -------
    PageCells

    Raises
    ------
    ValueError
        With every problem of the notebook, each with its cell.
    """
    page = deepcopy(notebook)
    contents, problems = Contents(coverage_href), []
    outputs = Outputs(contents)
    lead, failure, previous = None, "", {}
    numbers = {"code": count(1), "markdown": count(1), "raw": count(1)}
    for cell in page.cells:
        cell.number = next(numbers[cell.cell_type])
        try:
            _read(cell, contents, outputs, told=lead is not None)
        except ValueError as error:
            problems.append(f"{_name(cell)}: {error}")
            continue
        if lead and not lead.date_of_data and previous.get("lead"):
            lead = _with_data_line(lead, cell)
        lead = lead or cell.get("lead")
        failure = failure or _failure(cell)
        previous = cell
    problems += [*contents.problems(), *repeated_claims(notebook)]
    if problems:
        raise ValueError("the notebook cannot become a page:\n" + "\n".join(f"- {problem}" for problem in problems))
    page.cells = fold_code([cell for cell in page.cells if "html" in cell or "shown" in cell])
    return PageCells(page, contents, lead, failure)


def _read(cell: NotebookNode, contents: Contents, outputs: Outputs, *, told: bool) -> None:
    tags = tags_of(cell)
    notes = [output for output in cell.get("outputs", []) if role(output) == UNSAFE_VALUE]  # these are never hidden
    if "remove-cell" in tags and not notes:
        return
    if cell.cell_type == "markdown":
        cell.html = markdown_html(cell.source, contents, cell.get("attachments"))
        if "lead" in tags:
            cell.lead = read_lead(cell.html)
    if cell.cell_type == "code":
        failed = any(output.get("output_type") in ("error", "stream") for output in cell.outputs)
        hidden = {"remove-cell", "remove-output"} & set(tags) or ("answer" in tags and told and not failed)
        settings = [] if hidden else [output for output in cell.outputs if role(output) == SETTINGS]
        cell.settings = [output["data"]["text/plain"] for output in settings]
        cell.from_outside = [one for output in settings for one in output["metadata"]["custseg"]["from_outside"]]
        cell.shown = outputs.read(notes if hidden else [output for output in cell.outputs if output not in settings])
        cell.part = part_of(cell.shown)
        cell.has_code = bool(cell.source.strip()) and not {"remove-cell", "remove-input"} & set(tags)
        cell.code_open = "show-input" in tags


def _with_data_line(lead: Lead, cell: NotebookNode) -> Lead:
    """Take the line about the data from the cell under the lead, if that cell holds nothing else."""
    below = read_lead(cell.get("html", ""))
    if not below.date_of_data or below.html:
        return lead
    cell.html = f'<div class="data">{below.data_html}</div>'
    return replace(lead, date_of_data=below.date_of_data)


def _name(cell: NotebookNode) -> str:
    """Name a cell so that its author finds it: code cells as Jupyter counts them, the others by their first words."""
    if cell.cell_type == "code":
        return f"cell {cell.number}"
    return f"Markdown cell {cell.number} ({cell.source.strip()[:30]!r})"


def _failure(cell: NotebookNode) -> str:
    """Return what stopped the run in this cell, or an empty string."""
    if cell.cell_type != "code" or "raises-exception" in tags_of(cell):
        return ""
    errors = [error_text(output) for output in cell.outputs if output.get("output_type") == "error"]
    return f"cell {cell.number}: {errors[0]}" if errors else ""


def tags_of(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])
