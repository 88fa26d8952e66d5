"""Which values does the package itself call unsafe? Its warnings, moved from stderr to a note under the value.

``with_unsafe_notes``.
"""

import re
from typing import TYPE_CHECKING

from nbformat.v4 import new_output

from ...schema import UnsafeValueWarning

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROLE = "unsafe value"  # by which a page knows the note
_WARNING = re.compile(rf"^.*:\d+: {UnsafeValueWarning.__name__}: (?P<said>.*)\n?(?:  .*(?:\n|$))?", re.MULTILINE)
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$])")  # signs with a meaning in Markdown


def with_unsafe_notes(cell: "NotebookNode") -> None:
    """Take the warnings of unsafe values from a cell's stderr and say each once, after its outputs, in place.

    A value that is given although the data are too weak for it is no fault of the study: its reader must see the
    reason beside it. Every other warning stays on stderr, where it fails the study.

    Parameters
    ----------
    cell : NotebookNode
        A cell of an executed notebook.
    """
    said: dict[str, None] = {}
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream" and output["name"] == "stderr":
            said |= dict.fromkeys(match["said"].strip() for match in _WARNING.finditer(output["text"]))
            output["text"] = _WARNING.sub("", output["text"])
    if said:
        kept = [output for output in cell.outputs if output.get("text", "kept").strip()]
        cell.outputs = [*kept, *map(_note, said)]


def _note(sentence: str) -> "NotebookNode":
    text = sentence[:1].upper() + sentence[1:]
    marked = _MARKS.sub(r"\\\1", text)
    data = {"text/markdown": f"**Unsafe value.** {marked}", "text/plain": f"Unsafe value. {text}"}
    return new_output("display_data", data, metadata={"custseg": {"role": ROLE}})
