"""How does a study become a chapter? The page made from its stored outputs is taken apart at the headings."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from custseg import report

from .uses import NOTEBOOKS


class Study(SphinxDirective):
    """The text of a study without its title: ``.. study:: name of the notebook``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return what stands before the first section, and the sections."""
        path = NOTEBOOKS / self.arguments[0]
        maker = Path(report.__file__).parent
        for needed in (path, *maker.rglob("*.py"), *maker.rglob("*.j2")):
            self.env.note_dependency(needed)
        return chapter(page_text(path))


def page_text(notebook: Path) -> Tag:
    """Return the main part of a study's page, without title and foot."""
    with TemporaryDirectory() as folder:
        page = report.export_page(nbformat.read(notebook, as_version=4), Path(folder) / "page.html")
        text = BeautifulSoup(page.path.read_text(encoding="utf-8"), "html.parser").main
    for part in (text.h1, text.footer):
        part.decompose()
    return text


def chapter(text: Tag) -> list[nodes.Node]:
    """Turn a page's headings into sections, so that contents and search know them; the rest stays HTML."""
    root = nodes.Element()
    open_sections = {1: root}
    for part in text.find_all(True, recursive=False):
        if heading := re.fullmatch("h([2-6])", part.name):
            level = int(heading[1])
            section = nodes.section("", nodes.title("", part.get_text()), ids=[part["id"]], names=[])
            open_sections[level - 1] += section
            open_sections = {depth: node for depth, node in open_sections.items() if depth < level} | {level: section}
        else:
            open_sections[max(open_sections)] += nodes.raw("", str(part), format="html")
    return root.children
