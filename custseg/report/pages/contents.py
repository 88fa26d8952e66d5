"""What are the headings of a page, under which ids, and where do links inside the page lead?"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from bs4 import BeautifulSoup


@dataclass(frozen=True)
class Heading:
    """A heading of the page: its level (1 to 6), its id, and its text without markup."""

    level: int
    id: str
    text: str


@dataclass
class Contents:
    """The headings of one page, in order, and the links that point to them; where the rows of the models are."""

    coverage_href: str = ""
    headings: list[Heading] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _wanted: list[str] = field(default_factory=list)

    def add(self, html: str, level: int, *, name: str = "", listed: str = "") -> str:
        """Take up a heading and return its id; refuse a second title, an empty heading or a skipped level.

        It is called after its words, and the list of contents shows them, unless `name` and `listed` say otherwise.
        """
        text = " ".join(BeautifulSoup(html, "html.parser").get_text().split())
        if not text:
            raise ValueError(f"empty heading of level {level}: give it words or delete it")
        previous = self.headings[-1].level if self.headings else 0
        if level == 1 and self.headings:
            raise ValueError(f"second title {text!r}: a page has one '# ' heading and it comes first; use '## '")
        if level > previous + 1:
            raise ValueError(f"heading {text!r} is of level {level} after level {previous}: use level {previous + 1}")
        name = self._free(slug(name or text))
        self._ids.add(name)
        self.headings.append(Heading(level, name, " ".join(listed.split()) or text))
        return name

    def link(self, fragment: str) -> str:
        """Return the address of a heading on this page, whatever spelling Jupyter uses for it."""
        self._wanted.append(slug(unquote(fragment)))
        return f"#{self._wanted[-1]}"

    def anchor(self, name: str) -> str:
        """Take up the id of a place that others link to, such as the row of a model; "" if there is one already."""
        if name in self._ids:
            return ""
        self._ids.add(name)
        return name

    @property
    def title(self) -> str:
        """The text of the H1, or an empty string."""
        return self.headings[0].text if self.headings else ""

    def problems(self) -> list[str]:
        """List what only the whole page shows: no title, links to headings that do not exist."""
        found = [] if self.headings else ["no title: begin the first Markdown cell with '# ' and the question in words"]
        lost = sorted(set(self._wanted) - self._ids)
        if lost:
            known = ", ".join(heading.id for heading in self.headings)
            found.append(f"links to headings that do not exist: {', '.join(lost)} (found: {known})")
        return found

    def _free(self, name: str) -> str:
        candidate, copies = name, 1
        while candidate in self._ids:
            copies += 1
            candidate = f"{name}-{copies}"
        return candidate


def slug(text: str) -> str:
    """Make an id from words: letters and digits of any script, in lower case, joined by hyphens.

    The template's own ids have an underscore, so that no heading can take one.

    >>> slug("What to do? 怎么办")
    'what-to-do-怎么办'
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-") or "section"
