"""Is the module graph a line, and is every file in a room of the house?"""

import ast
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
        "import custseg.report.run",
        "from custseg.plot import bars",
        "from ..nowhere import x",
    ],
)
def test_the_check_sees_every_way_to_look_back(tmp_path, line):
    package = tmp_path / "custseg"
    (package / "value").mkdir(parents=True)
    (package / "value" / "profit.py").write_text(f"def f():\n    {line}\n")
    assert len(backward_imports(package)) == 1


def test_every_file_is_in_a_room(root):
    names = {path.name.removesuffix(".py") for path in (root / "custseg").iterdir() if path.suffix in ("", ".py")}
    strangers = names - {"__pycache__", *ROOMS, *DOORS}
    assert not strangers, f"{sorted(strangers)}: put them into the room whose question they answer, one of {ROOMS}"


def test_tests_mirror_the_package(root):
    """Every file with a function or class of its own has a test file of the same name in the same place."""
    missing = []
    for path in sorted((root / "custseg").rglob("*.py")):
        relative = path.relative_to(root / "custseg")
        if path.name.startswith("_") and path.name != "__main__.py":
            continue
        mirrored = root / "tests" / relative.parent / f"test_{relative.stem.strip('_')}.py"
        if not mirrored.exists():
            missing.append(str(relative))
    assert not missing, f"write tests/<room>/test_<file>.py for {missing}"
