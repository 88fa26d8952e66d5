"""What does a new study or a new grid start from? From a skeleton with every part that the tests ask for.

`new_study` and `new_grid` write it; `left_to_fill_in` finds what its author has not yet replaced.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue.pages import FIRST_FREE
from ._atomic_write import write_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

SKELETONS = Path(__file__).parent / "skeletons"
GRIDS = Path("custseg", "catalogue", "grids")
PAGES = Path("custseg", "catalogue", "pages.toml")
MARK = re.compile(r"FILL[ _]IN\S*")
LONGEST_NAME = 60  # characters of a file's name


def new_study(question: str, root: Path) -> list[Path]:
    """Write a notebook that runs, and enter it in the list of pages and in the README's table.

    Parameters
    ----------
    question : str
        The title: one question, such as "Who buys on Mondays?". A question that the list already has as planned
        keeps its number and place there; another gets the next free number.
    root : Path
        The clone.

    Returns
    -------
    list of Path
        The notebook, the list and the README. Nothing is written if one of them cannot be.

    Raises
    ------
    FileNotFoundError
        If `root` is not a clone of custseg.
    ValueError
        If this is not one question from which a file name can be made, or there is such a study, with every problem.
    """
    _check_clone(root)
    notebooks, listed = root / "notebooks", (root / PAGES).read_text("utf-8")
    stems = [path.stem for path in notebooks.glob("*.ipynb")]
    planned = re.search(rf'^number = "(\d\d)"\nkind = "study"\ntitle = {re.escape(_quoted(question))}$', listed, re.M)
    name = re.sub(r"[^a-z0-9]+", "-", question.lower()).strip("-")
    if planned:  # its question was weighed when it was planned: a file's name holds the beginning
        name = re.sub(r"-[^-]*$", "", name[: LONGEST_NAME + 1]) if len(name) > LONGEST_NAME else name
    _raise(_question_problems(question, name, stems, listed))
    number = int(planned[1]) if planned else _next_number(stems)
    file = f"{number:02}-{name}.ipynb"
    readme = (root / "README.md").read_text("utf-8")
    texts = {
        notebooks / file: _notebook_text(question),
        root / PAGES: _with_entry(listed, file, question),
        root / "README.md": _with_row(readme, file, question),
    }
    return [write_whole(path, text) for path, text in texts.items()]


def new_grid(key: str, root: Path) -> list[Path]:
    """Write a two-by-two grid of the catalogue, whole but for its names.

    Parameters
    ----------
    key : str
        The name used in code, in small letters: "price_by_loyalty".
    root : Path
        The clone.

    Returns
    -------
    list of Path
        The TOML file.

    Raises
    ------
    FileNotFoundError
        If `root` is not a clone of custseg.
    ValueError
        If `key` is not such a name, or there is such a grid.
    """
    _check_clone(root)
    path = root / GRIDS / f"{key}.toml"
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", key):
        raise ValueError(f"{key!r} cannot name a grid: use small letters, digits and _, such as price_by_loyalty.")
    if path.exists():
        raise ValueError(f"There is a grid {key!r} already, in {GRIDS.as_posix()}/{key}.toml: choose another name.")
    return [write_whole(path, (SKELETONS / "grid.toml").read_text("utf-8").replace("{key}", key))]


def left_to_fill_in(text: str) -> list[str]:
    r"""Give the lines of a text that still hold a mark of the skeleton.

    Examples
    --------
    >>> left_to_fill_in("## Data\n\nFILL IN: whose data.")
    ['FILL IN: whose data.']
    """
    return [line.strip() for line in text.splitlines() if MARK.search(line)]


def _next_number(stems: list[str]) -> int:
    taken = [int(stem[:2]) for stem in stems if re.match(r"\d\d-", stem)]
    return max([FIRST_FREE - 1, *taken]) + 1


def _check_clone(root: Path) -> None:
    if not (root / PAGES).is_file() or not (root / "notebooks").is_dir() or not (root / "README.md").is_file():
        raise FileNotFoundError(
            f"{root} is not a clone of custseg. Studies and grids are part of the source repository: clone it and call "
            "python3 make.py new there."
        )


def _question_problems(question: str, name: str, stems: list[str], listed: str) -> list[str]:
    problems = []
    if not question.endswith("?") or question.count("?") > 1 or question != question.strip():
        problems.append('a study is named by one question that ends in "?", such as "Who buys on Mondays?"')
    if odd := sorted({character for character in question if character in '|[]`*_<>\\"#$\n'}):
        problems.append(f"leave out {' '.join(odd)}: the question stands in file names, tables and Markdown")
    if not name:
        problems.append("the file is named by the question: ask it with Latin letters, the Chinese term in the text")
    if len(name) > LONGEST_NAME:
        problems.append(f"ask in fewer words: the file's name has {len(name)} characters, at most {LONGEST_NAME}")
    if same := [stem for stem in stems if stem[3:] == name]:
        problems.append(f"there is a study of that name already: notebooks/{same[0]}.ipynb")
    elif re.search(rf"^file = .*\ntitle = {re.escape(_quoted(question))}$", listed, re.MULTILINE):
        problems.append(f"{PAGES.as_posix()} has a page with this title already")
    return problems


def _raise(problems: list[str]) -> None:
    if problems:
        raise ValueError(". ".join(problem[:1].upper() + problem[1:] for problem in problems) + ".")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _notebook_text(question: str) -> str:
    """Make the notebook: in the skeleton a cell begins with a line of %%, its kind, and its tag if it has one."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    from .running.notebook_file import notebook_text, without_run_marks

    make = {"markdown": new_markdown_cell, "code": new_code_cell}
    parts = re.split(r"^%% (\w+)(?: (\w+))?\n", (SKELETONS / "study.txt").read_text("utf-8"), flags=re.MULTILINE)
    cells: list[NotebookNode] = []
    for kind, tag, source in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        metadata = {"tags": [tag]} if tag else {}
        text = source.strip().replace("# {question}", f"# {question}")
        cells.append(make[kind](text, id=f"cell-{len(cells) + 1}", metadata=metadata))
    return notebook_text(without_run_marks(new_notebook(cells=cells)))


def _with_entry(listed: str, file: str, question: str) -> str:
    """Enter the study in the list: where its question waits for it, or behind the last study."""
    asked = f"title = {_quoted(question)}\n"
    if asked in listed:
        return listed.replace(asked, f"file = {_quoted(file)}\n{asked}")
    entry = f'[[pages]]\nnumber = "{file[:2]}"\nkind = "study"\nfile = {_quoted(file)}\n{asked}'
    entry += 'models = "FILL IN: the models in a few words"\n'
    blocks = re.split(r"(?=^\[\[pages\]\]$)", listed, flags=re.MULTILINE)
    last = max((n for n, block in enumerate(blocks) if '\nkind = "study"\n' in block), default=0)
    before, behind = "".join(blocks[: last + 1]).rstrip("\n"), "".join(blocks[last + 1 :])
    return f"{before}\n\n{entry}\n{behind}".rstrip("\n") + "\n"


def _with_row(readme: str, file: str, question: str) -> str:
    """Enter the study in the README's table, behind the row of the last one."""
    rows = list(re.finditer(r"^\| \d\d \| \[.*\n", readme, re.MULTILINE))
    if not rows:
        raise ValueError("README.md has no table with rows such as | 02 | [Question](notebooks/...) | models |.")
    end = rows[-1].end()
    return f"{readme[:end]}| {file[:2]} | [{question}](notebooks/{file}) | FILL IN: the models |\n{readme[end:]}"
