"""Which public names does a study use, and which studies use a name? Read from the code cells, nothing is run."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import custseg
from custseg.report._kinds import reading_order

from .names import Name, Room

NOTEBOOKS = Path(custseg.__file__).resolve().parents[1] / "notebooks"


@dataclass(frozen=True)
class StudyFile:
    """A stored study: its notebook, its question, the sentence that answers it, the public names it imports."""

    path: Path
    question: str
    answer: str
    names: tuple[Name, ...]


def read_studies(folder: Path, rooms: list[Room]) -> list[StudyFile]:
    """Read the notebooks of a folder in reading order; one without an answer is told by its first sentence."""
    paths = sorted(folder.glob("*.ipynb"), key=lambda path: reading_order(path.stem))
    return [_study(path, rooms) for path in paths]


def _study(path: Path, rooms: list[Room]) -> StudyFile:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = {kind: [_source(cell) for cell in cells if cell["cell_type"] == kind] for kind in ("markdown", "code")}
    question = next(text for text in texts["markdown"] if text.startswith("# "))
    leads = [_source(cell) for cell in cells if "lead" in cell["metadata"].get("tags", [])]
    title, _, below = question.partition("\n")
    answer = re.search(r"\*\*(.+?)\*\*", leads[0], re.DOTALL) if leads else re.match(r"\s*(.+?\.)(?=\s|$)", below)
    return StudyFile(
        path,
        title.removeprefix("# ").strip(),
        " ".join(answer[1].split()) if answer else "",
        tuple(used_names("\n".join(texts["code"]), rooms)),
    )


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def used_names(code: str, rooms: list[Room]) -> list[Name]:
    """List the public names that code imports from custseg, or reaches as ``cs.name``, in the order of the rooms.

    A name from the front door and from a file inside a room counts as the room's.
    """
    wanted = set(_imported(ast.parse(code)))
    return [
        name
        for room in rooms
        for name in room.names
        if any(
            name.name == asked and (module == "custseg" or f"{module}.".startswith(f"{room.module.__name__}."))
            for module, asked in wanted
        )
    ]


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield module and name of what is imported, and of attributes of imported modules."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            whole = [alias.name.partition(".")[0] for alias in node.names if not alias.asname]  # `import a.b` binds a
            bound |= dict(zip(whole, whole, strict=True))
            bound |= {alias.asname: alias.name for alias in node.names if alias.asname}
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
            bound |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            head, _, rest = ast.unparse(node.value).partition(".")
            yield ".".join(filter(None, [bound.get(head, ""), rest])), node.attr
