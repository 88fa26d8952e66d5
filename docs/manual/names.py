"""Which names are public, in which room, and what is each for?"""

import importlib
import importlib.util
import inspect
import pkgutil
from dataclasses import dataclass
from types import ModuleType

from sphinx.pycode import ModuleAnalyzer

from custseg._rooms import ROOMS


@dataclass(frozen=True)
class Name:
    """A public name: its room, the thing itself, and what it is for, in one line."""

    room: str
    name: str
    thing: object
    summary: str

    @property
    def full(self) -> str:
        """Where it is imported from."""
        return f"{self.room}.{self.name}"

    @property
    def kind(self) -> str:
        """What it is: "exception", "class", "function" or "data"."""
        if inspect.isclass(self.thing):
            return "exception" if issubclass(self.thing, Exception) else "class"
        return "function" if inspect.isroutine(self.thing) else "data"


@dataclass(frozen=True)
class Room:
    """A room: its short name, the module, its question and its public names in alphabetical order."""

    name: str
    module: ModuleType
    question: str
    names: tuple[Name, ...]

    @property
    def front_door(self) -> tuple[Name, ...]:
        """The names that can also be had from ``custseg`` itself."""
        package = importlib.import_module(self.module.__name__.partition(".")[0])
        return tuple(name for name in self.names if name.name in package.__all__)


def read_rooms(package: ModuleType) -> list[Room]:
    """Read the rooms that exist, in the order in which data walks through them."""
    paths = {room: f"{package.__name__}.{room}" for room in ROOMS}
    built = {room: path for room, path in paths.items() if importlib.util.find_spec(path)}
    return [_room(room, importlib.import_module(path)) for room, path in built.items()]


def public_names(module: ModuleType) -> list[str]:
    """Return ``__all__``, or else the functions and classes that the module defines, in alphabetical order."""
    own = [name for name, thing in vars(module).items() if getattr(thing, "__module__", None) == module.__name__]
    return sorted(getattr(module, "__all__", [name for name in own if not name.startswith("_")]), key=str.lower)


def _room(room: str, module: ModuleType) -> Room:
    remarks = _remarks(module)
    names = []
    for name in public_names(module):
        thing = getattr(module, name)
        described = inspect.isclass(thing) or inspect.isroutine(thing)
        text = (inspect.getdoc(thing) or "").partition("\n")[0] if described else remarks.get(name, "")
        names.append(Name(module.__name__, name, thing, text))
    return Room(room, module, ROOMS[room], tuple(names))


def _remarks(module: ModuleType) -> dict[str, str]:
    """Return what the ``#:`` comments of a room say of its constants."""
    inside = pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}.")
    found = {}
    for path in [module.__name__, *(part.name for part in inside)]:
        comments = ModuleAnalyzer.for_module(path).find_attr_docs()
        found |= {name: " ".join(lines).strip() for (owner, name), lines in comments.items() if not owner}
    return found
