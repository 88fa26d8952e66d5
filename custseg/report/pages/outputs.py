"""What does an output of a cell look like on the page: figure, table, sentence, text, or nothing?"""

import base64
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import count
from typing import Any

from nbconvert.filters import strip_ansi
from PIL import Image

from .contents import Contents
from .markdown import data_uri, markdown_html
from .table import Table, dataframe_table

_PARAGRAPH = re.compile(r"</?p>")
UNSAFE_VALUE = "unsafe value"  # the role of a note that the package gave a value which the data are too weak for
SETTINGS = "settings"  # the role of the settings of a page, which stand with its code


@dataclass(frozen=True)
class Picture:
    """An image with its alt text; ``number`` is 0 and ``title`` empty for one that is not an `Exhibit`."""

    source: str
    alt: str
    width: int
    height: int
    number: int = 0
    title: str = ""
    caption: str = ""
    subtitle: str = ""
    origin: str = ""
    kind: str = "picture"


@dataclass(frozen=True)
class Shown:
    """Anything else: ``kind`` is "table", "html", "text" or "error"; of a part, its ``role`` and the part's key."""

    kind: str
    content: Table | str
    number: int = 0
    role: str = ""
    section: str = ""


class Outputs:
    """Reads the outputs of one cell after the other and numbers figures and tables through the page."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._figures, self._tables = count(1), count(1)
        self._topic = ""

    def read(self, outputs: list[Mapping[str, Any]]) -> list[Picture | Shown]:
        """Return what the page shows of the outputs of one cell.

        An `Exhibit` arrives as two outputs, the image and its caption, and leaves as one numbered figure.
        """
        return list(self._read(iter(outputs)))

    def _read(self, outputs: Iterator[Mapping[str, Any]]) -> Iterator[Picture | Shown]:
        for output in outputs:
            match role(output), output.get("output_type"):
                case "figure", _:
                    yield self._figure(output, next(outputs, {}))
                case "caption", _:
                    raise ValueError("a caption without its figure: show the Exhibit as a whole")
                case _, "stream":
                    if output.get("name") == "stdout" and output["text"].strip():
                        yield Shown("text", strip_ansi(output["text"]).rstrip())
                case _, "error":
                    yield Shown("error", error_text(output))
                case "title", _:
                    yield self._title(output)
                case _:
                    yield from self._display(output)

    def _figure(self, image: Mapping[str, Any], caption: Mapping[str, Any]) -> Picture:
        words = caption.get("metadata", {}).get("custseg", {})
        if role(caption) != "caption" or not words.get("title"):
            raise ValueError("a figure without title and caption after it: show the Exhibit as a whole")
        picture = _picture(image, next(self._figures), words["title"], words.get("caption", ""))
        return replace(picture, subtitle=words.get("subtitle", ""), origin=words.get("source", ""))

    def _display(self, output: Mapping[str, Any]) -> Iterator[Picture | Shown]:
        data = output.get("data", {})
        table = dataframe_table(data["text/html"]) if "text/html" in data else None
        if "image/png" in data or "image/jpeg" in data:
            yield _picture(output)
        elif table:
            yield Shown("table", table, next(self._tables))
        elif "text/markdown" in data:
            self._topic = data["text/plain"] if role(output) == "topic" else self._topic
            yield Shown("html", markdown_html(data["text/markdown"], self._contents), role=role(output))
        elif data:
            yield Shown("text", _plain(data))

    def _title(self, output: Mapping[str, Any]) -> Shown:
        """Read the finding of a part; in the list of contents stands its topic, and its id is the part's key."""
        key = output["metadata"]["custseg"]["section"]
        text = output["data"]["text/markdown"].removeprefix("## ")
        said = _PARAGRAPH.sub(" ", markdown_html(text, self._contents)).strip()
        name = self._contents.add(said, 2, name=key, listed=self._topic)
        return Shown("html", f'<h2 id="{escape(name)}">{said}</h2>', role="title", section=name)


def role(output: Mapping[str, Any]) -> str:
    """Return "figure" or "caption" for the halves of an `Exhibit`, "settings", "unsafe value", one of a part, or ""."""
    return output.get("metadata", {}).get("custseg", {}).get("role", "")


def error_text(output: Mapping[str, Any]) -> str:
    """Return the error as one says it: its name and its message, without the traceback."""
    name, message = output.get("ename", "Error"), strip_ansi(output.get("evalue", "")).strip()
    return f"{name}: {message}" if message else name


def _picture(output: Mapping[str, Any], number: int = 0, title: str = "", caption: str = "") -> Picture:
    mime = "image/png" if "image/png" in output["data"] else "image/jpeg"
    metadata = output.get("metadata", {})
    about = {**metadata, **metadata.get(mime, {})}
    alt = str(about.get("alt") or "").strip()
    if not alt:
        example = f"metadata={{{mime!r}: {{'alt': ...}}}}"
        raise ValueError(f"an image without alt text: show it as an Exhibit, or give display(..., {example})")
    source = data_uri(mime, output["data"][mime])
    pixels_wide, pixels_high = _pixels(source)
    width = int(about.get("width") or pixels_wide)
    return Picture(source, alt, width, round(width * pixels_high / pixels_wide), number, title, caption)


def _pixels(source: str) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) as image:
            return image.size
    except OSError as error:
        raise ValueError(f"an image that cannot be read ({error}): run the cell again") from error


def _plain(data: Mapping[str, str]) -> str:
    """Return the plain text of an output; refuse one that only a script or foreign HTML could show."""
    text = data.get("text/plain", "")
    richer = sorted(set(data) - {"text/plain"})
    if richer and (not text or re.match(r"<.*>$", text, re.DOTALL)):
        kinds = ", ".join(richer)
        raise ValueError(f"output of type {kinds} cannot stand on a page: show a DataFrame, an Exhibit or a sentence")
    return strip_ansi(text).rstrip()
