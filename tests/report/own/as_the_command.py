"""What does `custseg report FILE` make of a file, without a kernel? Used by the tests of odd files and of exports."""

import json
import shlex
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from custseg import brief
from custseg.__main__ import report
from custseg.brief import open_book
from custseg.report.own import asking
from custseg.report.own.outline import SECTIONS
from custseg.report.own.reporting import _ASKED, OwnPageError

TOGETHER = "All together:"


@dataclass
class Ending:
    """A book, or none; what was said on the way, and the lines that were pasted."""

    book: brief.Book | None = None
    said: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def parsed(line):
    """Read the words of a command as it reads them: the file, and its flags by their names."""
    words = shlex.split(line.replace("custseg report", "", 1))
    given = report.make_context("report", words).params
    for name in ("called", "force"):
        given.pop(name)
    return Path(given.pop("file")), given


def opened(line):
    """Open the file of a command, or give its message."""
    file, given = parsed(line)
    out, kept = given.pop("out"), given.pop("file_of_settings")
    try:
        asking.refuse_no_file(file)
        settings = asking.asked_for(given, kept)
        reading = json.loads(settings.pop("reading"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return open_book(file, reading=reading, **settings), ""
    except OwnPageError as error:
        text = str(error)
    except Exception as error:
        if type(error).__name__ not in _ASKED:
            raise
        text = str(error)
    return None, asking._message(text, called="custseg report", file=file, given=given, earlier=kept, out=out)


def line_in(message):
    """Give the line to paste, if there is one without a header to fill in."""
    line = message.rpartition(TOGETHER)[2].strip() if TOGETHER in message else ""
    return "" if "HEADER" in line else line


def ends(file, words="", pastes=2):
    """Open a file as the command does, and paste the line that it offers, twice at most."""
    ending = Ending()
    line = f"custseg report {shlex.quote(str(file))} {words}".strip()
    for _ in range(pastes + 1):
        ending.book, message = opened(line)
        if ending.book is not None:
            return ending
        ending.said.append(message)
        line = line_in(message)
        if not line:
            return ending
        ending.lines.append(line)
    return ending


def page_of(book):
    """Make every section of a page, as its notebook does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [getattr(brief, name)(book) for name in SECTIONS]
