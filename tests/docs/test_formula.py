"""Are the formulas of a docstring MathML?"""

from types import SimpleNamespace

import pytest
from docutils import nodes
from manual import formula


@pytest.mark.parametrize(("visit", "node"), [("visit_math", nodes.math), ("visit_displaymath", nodes.math_block)])
def test_a_formula_becomes_mathml(visit, node):
    translator = SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        getattr(formula, visit)(translator, node("", r"\frac{m}{1 + i}"))
    [written] = translator.body
    assert "<mfrac>" in written
    assert ('display="block"' in written) == (node is nodes.math_block)
