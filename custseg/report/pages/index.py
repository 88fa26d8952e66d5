"""How does a reader find the study, or the function, that answers a question?"""

import inspect
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from ..._rooms import ROOMS
from ..._version import __version__
from ...schema import without_controls
from .._atomic_write import write_whole
from .contents import Contents
from .export import TEMPLATE, styles
from .page import PageSummary

TITLE = "What the studies asked and what they found"
FUNCTIONS = "The functions, by the question they answer"


@dataclass(frozen=True)
class Function:
    """A public function or class: its name and the first line of its docstring."""

    name: str
    summary: str


@dataclass(frozen=True)
class Room:
    """A module of the package: its name, the question in its docstring, its public functions."""

    name: str
    question: str
    functions: tuple[Function, ...]


@dataclass(frozen=True)
class Study:
    """An entry of the list: the page, the id of its heading, its address ("" if the file does not exist)."""

    page: PageSummary
    id: str
    href: str


def export_index(pages: Sequence[PageSummary], destination: Path) -> Path:
    """Write the page that lists the studies and the public functions of custseg.

    Parameters
    ----------
    pages : sequence of PageSummary
        What `export_page` returned, in the order of the list. A page whose status is not "ok" is marked and its
        answer withheld, since it may belong to an earlier run.
    destination : Path
        The file to write, usually ``index.html`` beside the pages. It appears whole or not at all.

    Returns
    -------
    Path
        The destination.

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
    destination = Path(destination)
    contents = Contents()
    contents.add(TITLE, 1)
    studies = [Study(page, contents.add(page.title, 2), _href(page.path, destination.parent)) for page in pages]
    rooms = public_functions(import_module(__package__.partition(".")[0]))
    functions_id = contents.add(FUNCTIONS, 2) if rooms else ""
    room_ids = {room.name: contents.add(room.name, 3) for room in rooms}
    environment = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
    html = environment.get_template("overview.html.j2").render(
        title=TITLE,
        functions_title=FUNCTIONS,
        functions_id=functions_id,
        studies=studies,
        rooms=rooms,
        room_ids=room_ids,
        headings=[heading for heading in contents.headings if heading.level == 2],
        frame={"index_href": "", "footer": "", "version": __version__, "styles": styles()},
    )
    return write_whole(destination, without_controls(html.strip()) + "\n")


def public_functions(package: ModuleType) -> list[Room]:
    """List the public functions and classes of a package by the module that holds them.

    Parameters
    ----------
    package : ModuleType
        A package with ``__all__``. Names that are neither functions nor classes are left out,
        and so are those that need a package which is not installed.

    Returns
    -------
    list of Room
        In the order in which the rooms may import each other, names in alphabetical order. Empty without ``__all__``.

    Examples
    --------
    >>> import custseg
    >>> "schema" in [room.name for room in public_functions(custseg)]
    True
    """
    found: dict[str, list[Function]] = {}
    for name in sorted(getattr(package, "__all__", [])):
        thing = _public(package, name)
        inside = getattr(thing, "__module__", "").split(".")
        if (inspect.isroutine(thing) or inspect.isclass(thing)) and len(inside) > 1:
            found.setdefault(inside[1], []).append(Function(name, _first_line(thing)))
    order = {room: place for place, room in enumerate(ROOMS)}
    return [
        Room(room, _first_line(import_module(f"{package.__name__}.{room}")), tuple(functions))
        for room, functions in sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    ]


def _public(package: ModuleType, name: str) -> object:
    try:
        return getattr(package, name, None)
    except ImportError:  # it needs a package that is not installed here, so this reader cannot use it
        return None


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0].replace("`", "")


def _href(page: Path, folder: Path) -> str:
    """Return the address of a page as seen from the index; an empty string if it was not written."""
    return quote(Path(os.path.relpath(page, folder)).as_posix()) if page.is_file() else ""
