"""How does a formula reach the manual? As MathML, by the converter that the pages use; no script, nothing fetched."""

from docutils.nodes import Element, SkipNode, math, math_block
from sphinx.writers.html5 import HTML5Translator

from custseg.report.pages.formula import mathml


def visit_math(translator: HTML5Translator, node: math) -> None:
    """Write a formula inside a line."""
    translator.body.append(mathml(node.astext()))
    raise SkipNode


def visit_displaymath(translator: HTML5Translator, node: math_block | Element) -> None:
    """Write a formula on a line of its own."""
    translator.body.append(f'<div class="formula">{mathml(node.astext(), display=True)}</div>\n')
    raise SkipNode
