"""How does Markdown become HTML that is safe, complete in itself, and has its formulas as MathML?"""

import base64
import binascii
import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any, ClassVar
from urllib.parse import urlsplit

from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser, MathInlineParser

from .contents import Contents
from .formula import mathml
from .table import LONG

MODEL_ID = re.compile(r"S\d-\d\d")
_IDS = re.compile(rf"\s*{MODEL_ID.pattern}(?:\s*[·,]\s*{MODEL_ID.pattern})*\s*")


class _Blocks(MathBlockParser):
    """Display formulas start and end a line: two prices or a code span with dollars in one paragraph are not one."""

    MULTILINE_MATH = (
        r"(?:^ {0,3}\$\$(?:[^$]|(?<=\\)\$)+\$\$[ \t]*$"
        r"|^ {0,3}\\\\\[(?s:.+?)\\\\\][ \t]*$"
        r"|^ {0,3}\\begin\{(?P<math_env_name>[a-z]*\*?)\}(?s:.*?)\\end\{(?P=math_env_name)\}[ \t]*$)"
    )
    SPECIFICATION: ClassVar[dict[str, str]] = {**MathBlockParser.SPECIFICATION, "multiline_math": MULTILINE_MATH}


class _Inlines(MathInlineParser):
    """An inline formula touches both its dollars, and no digit follows the second: '$5 and $10' are two prices."""

    INLINE_MATH_TEX = r"(?<![$\\A-Za-z0-9])\$(?![\s$])(?P<math_inline_tex>(?:\\[^`]|[^$`\\])+?)(?<!\s)\$(?![$\d])"
    SPECIFICATION: ClassVar[dict[str, str]] = {**MathInlineParser.SPECIFICATION, "inline_math_tex": INLINE_MATH_TEX}


class _Renderer(IPythonRenderer):
    """Writes the HTML; refuses what a page in one file cannot hold."""

    def __init__(self, contents: Contents, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, attachments=attachments)
        self._contents = contents

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f'<h{level} id="{escape(self._contents.add(text, level))}">{text}</h{level}>\n'

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        # a span, since the parser puts display formulas inside paragraphs; it scrolls, so the keyboard must reach it
        region = '<span class="formula" role="group" aria-label="Formula" tabindex="0">'
        return f"{region}{mathml(body, display=True)}</span>"

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def block_mermaidjs(self, code: str) -> str:
        return HTMLRenderer.block_code(self, code)  # the diagram would need a script

    def link(self, text: str, url: str, title: str | None = None) -> str:
        address = self._address(url)
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def _address(self, url: str) -> str:
        """Keep web addresses, links inside the page and links to other studies; a file path leads nowhere."""
        if url.startswith("#"):
            return self._contents.link(url[1:])
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "mailto"}:
            return url
        is_study = not parts.scheme and not parts.netloc and parts.path.endswith((".ipynb", ".html"))
        return re.sub(r"\.ipynb$", ".html", parts.path) if is_study else ""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        name = url.removeprefix("attachment:")
        if not text.strip():
            raise ValueError(f"picture {name!r} has no alt text: say in ![...] what it shows")
        attached = self.attachments.get(name, {}) if url.startswith("attachment:") else {}
        mime = next((kind for kind in ("image/png", "image/jpeg") if kind in attached), None)
        if mime is None:
            raise ValueError(f"picture {name!r} is not in the notebook: attach it to the cell as PNG or JPEG")
        alt = escape(_words(text))
        return f'<img src="{data_uri(mime, attached[mime])}" alt="{alt}">'

    def paragraph(self, text: str) -> str:
        """Set a paragraph of nothing but ids of models small, each linked to its row."""
        if not _IDS.fullmatch(text):
            return super().paragraph(text)
        ids = " · ".join(self._model(name) for name in MODEL_ID.findall(text))
        return f'<p class="ids">{ids}</p>\n'

    def _model(self, name: str) -> str:
        href = self._contents.coverage_href
        return f'<a href="{escape(href)}#{name.lower()}">{name}</a>' if href else name

    def table(self, text: str) -> str:
        region = '<div class="scroll" role="region" aria-label="Table" tabindex="0">'
        return f"{region}<table>\n{text}</table></div>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        kind = ' class="number"' if align == "right" else ' class="long"' if len(_words(text)) > LONG else ""
        tag = "th" if head and text else "td"
        scope = ' scope="col"' if tag == "th" else ""
        row = self._contents.anchor(text.lower()) if MODEL_ID.fullmatch(text) else ""
        place = f' id="{row}"' if row else ""
        return f"<{tag}{scope}{kind}{place}>{text}</{tag}>\n"


def markdown_html(source: str, contents: Contents, attachments: Mapping[str, Any] | None = None) -> str:
    r"""Turn the Markdown of one cell into HTML.

    Raw HTML is shown as text. Formulas are written as Jupyter reads them, ``$...$``, ``$$...$$``, ``\\(...\\)``,
    ``\\[...\\]`` and LaTeX environments; a dollar that stands before a space or after a letter is a dollar.

    Parameters
    ----------
    source : str
        The Markdown.
    contents : Contents
        The headings met so far; takes up the new ones.
    attachments : mapping, optional
        The pictures attached to the cell, by name.

    Returns
    -------
    str
        HTML without a script, a style or an address to load from.

    Raises
    ------
    ValueError
        For a formula that cannot be shown, a picture that is not attached or has no alt text, a heading out of order.

    Examples
    --------
    >>> markdown_html("From $5 to $10, **<b>** is text.", Contents())
    '<p>From $5 to $10, <strong>&lt;b&gt;</strong> is text.</p>\n'
    """
    renderer = _Renderer(contents, attachments or {})
    return MarkdownWithMath(renderer, block=_Blocks(), inline=_Inlines(hard_wrap=False)).render(source)


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def data_uri(mime: str, encoded: str) -> str:
    """Return the data address of a base64 picture; refuse text that is not base64."""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"the {mime} picture is damaged ({error}): run the cell again") from error
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"
