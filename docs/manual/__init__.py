"""What does Sphinx need to know about custseg? One page a name and a room, the studies, formulas without a script.

Nothing here lists a function: names come from ``custseg``, studies from ``notebooks/``, what uses what from the code.
"""

from pathlib import Path

from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import custseg

from .coverage import Coverage
from .evidence import Evidence
from .formula import visit_displaymath, visit_math
from .held import Held
from .names import Room, read_rooms
from .slope import Slope
from .sources import FOLDERS, write_sources
from .speed import Speed
from .stored import Stored
from .study import Study
from .uses import NOTEBOOKS, read_studies


def setup(app: Sphinx) -> dict[str, bool]:
    """Join the parts to Sphinx."""
    rooms = read_rooms(custseg)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    app.add_directive("study", Study)
    app.add_directive("coverage", Coverage)
    app.add_directive("evidence", Evidence)
    app.add_directive("speed", Speed)
    app.add_directive("stored", Stored)
    app.add_role("slope", Slope())
    app.add_role("held", Held())
    app.connect("builder-inited", lambda app: write_sources(Path(app.srcdir), rooms, read_studies(NOTEBOOKS, rooms)))
    app.connect("missing-reference", lambda app, env, node, text: link_by_name(app, env, node, text, rooms))
    app.connect("build-finished", delete_what_is_gone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_by_name(app: Sphinx, env: BuildEnvironment, node: Element, text: Element, rooms: list[Room]) -> Element | None:
    """Lead a bare name, as docstrings write it, to the page of the one public thing of that name."""
    if node.get("refdomain") != "py":
        return None
    wanted, dot, member = node["reftarget"].removeprefix("custseg.").partition(".")
    found = [name for room in rooms for name in room.names if name.name == wanted]
    if len(found) != 1:
        return None
    domain, target = env.domains.python_domain, found[0].full + dot + member
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, text)


def delete_what_is_gone(app: Sphinx, failure: Exception | None) -> None:
    """Delete the pages of names and studies that no longer exist; Sphinx leaves them where they are."""
    if failure:
        return
    for path in [path for folder in FOLDERS for path in (Path(app.outdir) / folder).rglob("*.html")]:
        if path.relative_to(app.outdir).with_suffix("").as_posix() not in app.env.found_docs:
            path.unlink()
