"""What does Sphinx read? A page for each public name and each room, the front door, a page for each study.

The files lie beside ``conf.py``, are ignored by git, and are touched only when their text changes.
"""

import inspect
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from custseg.report._kinds import kind_of
from custseg.schema import Schema

from .names import Name, Room
from .uses import StudyFile

FOLDERS = ("rooms", "studies")
FRONT_DOOR = "/rooms/front-door"  # no room can have this name


def write_sources(folder: Path, rooms: Sequence[Room], studies: Sequence[StudyFile]) -> None:
    """Write what has changed, delete what no longer belongs to anything."""
    pages = sources(rooms, studies)
    for path in [path for place in FOLDERS for path in (folder / place).rglob("*.*")]:
        if path.relative_to(folder).as_posix() not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def sources(rooms: Sequence[Room], studies: Sequence[StudyFile]) -> dict[str, str]:
    """Return the text of every generated file by its path."""
    pages = {
        "rooms/table.inc": _table((f":doc:`{room.name} </rooms/{room.name}>`", room.question) for room in rooms)
        + _toctree("Rooms", [FRONT_DOOR, *(f"/rooms/{room.name}" for room in rooms)]),
        "studies/table.inc": _answers("Studies", "study", studies),
        "studies/models.inc": _answers("Model pages", "model", studies),
        "studies/own.inc": _answers("A page of your own", "own", studies),
        f"{FRONT_DOOR[1:]}.rst": _front_door(rooms),
    }
    for room in rooms:
        pages[f"rooms/{room.name}.rst"] = _room(room)
        pages |= {f"{page(name)[1:]}.rst": _name(name, studies, name in room.front_door) for name in room.names}
    return pages | {f"{_study_page(study)[1:]}.rst": _study(study) for study in studies}


def page(name: Name) -> str:
    """Return where the page of a public name lies: ``Sentence`` and ``sentence`` are one file on some systems."""
    file = name.name if name.kind == "function" else f"{name.name}-{name.kind}"
    return f"/rooms/{name.room.rpartition('.')[2]}/{file}"


def own_members(thing: type) -> dict[str, str]:
    """Return the public methods and properties that the package of a class defines, each with its directive."""
    found = {}
    for base in thing.__mro__:
        for name, member in vars(base).items() if _package(base) == _package(thing) else ():
            routine = inspect.isfunction(member) or isinstance(member, classmethod | staticmethod)
            if not name.startswith("_") and (routine or isinstance(member, property)):
                found.setdefault(name, "automethod" if routine else "autoproperty")
    return dict(sorted(found.items()))


def inherited(thing: type) -> list[str]:
    """Return the methods that an estimator has from scikit-learn, but for those that pass metadata on."""
    bases = [base for base in thing.__mro__ if _package(base) == "sklearn" and "metadata" not in base.__module__]
    names = {name for base in bases for name, member in vars(base).items() if inspect.isfunction(member)}
    return sorted(name for name in names - set(own_members(thing)) if not name.startswith("_"))


def _package(thing: type) -> str:
    return thing.__module__.partition(".")[0]


def _name(name: Name, studies: Sequence[StudyFile], at_front_door: bool) -> str:
    """Write the page of one public name: its docstring, its methods, the studies that use it."""
    text = _title(name.name) + f".. currentmodule:: {name.room}\n\n"
    text += _constant(name) if name.kind == "data" else f".. auto{name.kind}:: {name.name}\n\n"
    if at_front_door:
        text += f"On :doc:`the front door <{FRONT_DOOR}>`: ``custseg.{name.name}``.\n\n"
    if name.kind == "class" and (members := own_members(name.thing)):
        text += _title("Methods", "-") + "".join(f".. {how}:: {name.name}.{it}\n\n" for it, how in members.items())
    if name.kind == "class" and (others := inherited(name.thing)):
        text += "As in every estimator of scikit-learn: " + ", ".join(f"``{it}``" for it in others) + ".\n\n"
    if users := [study for study in studies if name in study.names]:
        text += _title("Studies that use it", "-") + _list(f":doc:`{_study_page(study)}`" for study in users)
    return text


def _constant(name: Name) -> str:
    """Write what a constant is for and what it holds: the columns of a schema, or a plain value."""
    text = f".. py:data:: {name.name}\n\n   {name.summary}\n\n"
    if isinstance(name.thing, Schema):
        columns = [*([name.thing.index] if name.thing.index else []), *name.thing.columns]
        rows = [(f"``{it.name}``", it.meaning, it.unit, "required" if it.required else "") for it in columns]
        return text + _table(rows, head=("column", "meaning", "unit", ""))
    return text + (f"   ``{name.thing!r}``\n\n" if isinstance(name.thing, str | tuple | int | float) else "")


def _room(room: Room) -> str:
    """Write the page of a room: its question, and a line for each public name."""
    text = _title(room.name) + f"{room.question}\n\n.. py:module:: {room.module.__name__}\n\n"
    return text + _names(room.names) + _toctree("", map(page, room.names))


def _front_door(rooms: Sequence[Room]) -> str:
    text = _title("The front door")
    text += "What can be had from ``custseg`` itself, such as ``import custseg as cs; cs.customer_table``, by room.\n\n"
    return text + "".join(_title(room.name, "-") + _names(room.front_door) for room in rooms if room.front_door)


def _study(study: StudyFile) -> str:
    """Write the page of a study: its stored text, and the functions that its code imports."""
    text = _title(study.question) + f".. study:: {study.path.name}\n\n"
    return text + (_title("Functions used here", "-") + _names(study.names) if study.names else "")


def _answers(caption: str, kind: str, studies: Sequence[StudyFile]) -> str:
    """List the notebooks of one kind, each with the sentence that answers it."""
    chosen = [study for study in studies if kind_of(study.path.name) == kind]
    rows = ((f":doc:`{_study_page(study)}`", _plain(study.answer)) for study in chosen)
    return _table(rows) + _toctree(caption, map(_study_page, chosen)) if chosen else ""


def _study_page(study: StudyFile) -> str:
    return f"/studies/{study.path.stem}"


def _names(names: Iterable[Name]) -> str:
    return _table((f":doc:`{name.name} <{page(name)}>`", name.summary) for name in names)


def _title(text: str, line: str = "=") -> str:
    return f"{_plain(text)}\n{line * 2 * len(text)}\n\n"  # a Chinese character is two columns wide


def _plain(text: str) -> str:
    """Escape what reStructuredText would read as markup."""
    return re.sub(r"([\\`*_|])", r"\\\1", text)


def _list(items: Iterable[str]) -> str:
    return "".join(f"* {item}\n" for item in items) + "\n"


def _table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    lines = [head, *rows] if head else rows
    cells = "".join("   * - " + "\n     - ".join(row) + "\n" for row in lines)
    return f".. list-table::\n   :header-rows: {bool(head):d}\n   :widths: auto\n\n{cells}\n"


def _toctree(caption: str, pages: Iterable[str]) -> str:
    options = "   :hidden:\n" + (f"   :caption: {caption}\n" if caption else "")
    return f".. toctree::\n{options}\n" + "".join(f"   {page}\n" for page in pages) + "\n"
