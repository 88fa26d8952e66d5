"""Is the module graph a line, and is every file in a room of the house?"""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from custseg._rooms import ROOMS as ROOM_QUESTIONS

ROOMS = list(ROOM_QUESTIONS)
DOORS = {"__init__", "__main__", "_rooms", "_version"}


def imported_rooms(path: Path, package: Path) -> set[str]:
    """Name the rooms that a file imports, absolutely or relatively, wherever in the file it does so."""
    here = [package.name, *path.relative_to(package).parent.parts]
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        targets = []
        if isinstance(node, ast.Import):
            targets = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            targets = [[*base, alias.name] for alias in node.names]
        rooms |= {target[1] for target in targets if target[0] == package.name and len(target) > 1}
    return rooms - DOORS - {"__version__"}


def backward_imports(package: Path) -> list[str]:
    found = []
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room in DOORS:
            continue
        allowed = ROOMS[: ROOMS.index(room) + 1]
        backward = sorted(imported_rooms(path, package) - set(allowed))
        found += [f"{path.relative_to(package)} imports {other}" for other in backward]
    return found


def test_no_room_looks_back(root):
    backward = backward_imports(root / "custseg")
    assert not backward, (
        f"{backward}: a room imports only from rooms before it in {ROOMS}. Move the function to the room whose "
        "question it answers, or pass in what it needs."
    )


@pytest.mark.parametrize(
    "line",
    [
        "from ..report import run",
        "from .. import report",
        "import custseg.report.running.run",
        "from custseg.plot import bars",
        "from ..nowhere import x",
    ],
)
def test_the_check_sees_every_way_to_look_back(tmp_path, line):
    package = tmp_path / "custseg"
    (package / "value").mkdir(parents=True)
    (package / "value" / "profit.py").write_text(f"def f():\n    {line}\n")
    assert len(backward_imports(package)) == 1


def test_contributing_shows_the_list_of_rooms(root):
    """The table under "Where a line of code belongs" is `custseg/_rooms.py`, line by line: copy what differs."""
    text = (root / "CONTRIBUTING.md").read_text("utf-8")
    table = "".join(f"| `{room}` | {question} |\n" for room, question in ROOM_QUESTIONS.items())
    assert table in text


def test_every_file_is_in_a_room(root):
    names = {path.name.removesuffix(".py") for path in (root / "custseg").iterdir() if path.suffix in ("", ".py")}
    strangers = names - {"__pycache__", *ROOMS, *DOORS}
    assert not strangers, f"{sorted(strangers)}: put them into the room whose question they answer, one of {ROOMS}"


def doors(package: Path) -> list[tuple[Path, list[str]]]:
    """Give each folder of modules with the functions and classes that its ``__init__`` offers."""
    found = []
    for door in sorted(package.rglob("__init__.py*")):
        offered = [
            alias.asname or alias.name
            for node in ast.parse(door.read_text("utf-8")).body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        found.append((door.parent, offered))
    return found


def collisions(package: Path) -> list[str]:
    """Name the modules that are called like something that their folder's door offers."""
    return [
        f"{folder.relative_to(package.parent)}/{name}.py and the name {name} of {folder.name}"
        for folder, offered in doors(package)
        for name in offered
        if (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()
    ]


def test_no_module_has_the_name_of_a_function_in_it(root):
    """Whichever is imported last would take the other's place; call the file after its question instead."""
    assert collisions(root / "custseg") == []


def test_the_check_sees_a_collision(tmp_path):
    (tmp_path / "custseg" / "value").mkdir(parents=True)
    (tmp_path / "custseg" / "value" / "__init__.py").write_text("from .gini import gini\n")
    (tmp_path / "custseg" / "value" / "gini.py").write_text("def gini():\n    pass\n")
    assert len(collisions(tmp_path / "custseg")) == 1


def imported_files(path: Path, package: Path) -> set[str]:
    """Name the files that a file imports when it is loaded, or for its types alone; as dotted names."""
    here = [package.name, *path.relative_to(package).parent.parts]
    targets = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            targets |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            targets |= {".".join(base)} | {".".join([*base, alias.name]) for alias in node.names}
    return targets


def circle_of_files(package: Path) -> list[str]:
    """Give the files of one circle of imports; doors (``__init__``) pass names on and are left out."""
    paths = [path for path in package.rglob("*.py") if path.name != "__init__.py"]
    names = {".".join([package.name, *path.relative_to(package).with_suffix("").parts]): path for path in paths}
    graph = {name: imported_files(path, package) & (names.keys() - {name}) for name, path in names.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_circle_between_files(root):
    """Two files that need each other are one file, or need a third: move what both use there, types as well."""
    assert circle_of_files(root / "custseg") == []


def test_the_check_sees_a_circle(tmp_path):
    package = tmp_path / "custseg"
    (package / "value").mkdir(parents=True)
    (package / "value" / "profit.py").write_text("from .costs import Costs\n")
    (package / "value" / "costs.py").write_text("def costs():\n    from . import profit\n")
    assert len(circle_of_files(package)) == 3  # from the first back to itself


def public_names(package: Path, room: str) -> set[str]:
    """Give the names that a room offers, and those that the front door takes from it."""
    door = package / room / "__init__.py"
    texts = [path.read_text("utf-8") for path in (door, door.with_suffix(".pyi")) if path.exists()]
    return {
        alias.asname or alias.name
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_files_at_the_top_of_a_room_offer_something(root):
    """What nobody outside calls begins with an underscore or lies on a floor (a sub-package)."""
    hidden = []
    for room in sorted(path for path in (root / "custseg").iterdir() if (path / "__init__.py").exists()):
        offered = public_names(room.parent, room.name)
        for path in sorted(room.glob("[!_]*.py")):
            body = ast.parse(path.read_text("utf-8")).body
            own = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
            own |= {
                target.id
                for node in body
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            if not own & offered:
                hidden.append(f"{room.name}/{path.name}")
    assert hidden == []


def test_tests_mirror_the_package(root):
    """Every file with a function or class of its own has a test file of the same name in the same place."""
    missing = []
    for path in sorted((root / "custseg").rglob("*.py")):
        relative = path.relative_to(root / "custseg")
        if path.name in {"__init__.py", "_version.py", "_rooms.py"}:
            continue
        mirrored = root / "tests" / relative.parent / f"test_{relative.stem.strip('_')}.py"
        if not mirrored.exists():
            missing.append(str(relative))
    assert not missing, f"write tests/<room>/test_<file>.py for {missing}"
