"""What is to be done with one study? Told to the process that does it; what Jupyter needs is loaded only there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Task:
    """One study to make a page of.

    Attributes
    ----------
    notebook, out : Path
        The study, and the folder of pages.
    key : str
        From :func:`custseg.report.running.cache.study_key`.
    settings : mapping
        What is set from outside.
    timeout : int
        Seconds that one cell may take.
    kept : bool
        True if the executed notebook under the same key is there and only the page is missing or damaged.
    """

    notebook: Path
    out: Path
    key: str
    settings: Mapping[str, Any]
    timeout: int
    kept: bool
