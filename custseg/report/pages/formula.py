"""How does a formula in LaTeX become MathML, which a browser shows without a script?"""

from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

# The converter writes whatever stands in \text{} and \href{} as it is, so its result is rebuilt from these two lists.
ELEMENTS = {"math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup"}
ELEMENTS |= {"munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"}
ATTRIBUTES = {"display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "separator", "form"}
ATTRIBUTES |= {"accent", "accentunder", "largeop", "movablelimits", "lspace", "rspace", "minsize", "maxsize"}
ATTRIBUTES |= {"linethickness", "width", "height", "depth", "voffset", "columnalign", "columnspacing", "rowspacing"}
ATTRIBUTES |= {"linebreak"}
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
# The converter does not know these two environments under the names that authors use inside $$...$$.
SYNONYMS = {"{aligned}": "{split}", "{gathered}": "{split}"}


def mathml(latex: str, *, display: bool = False) -> str:
    r"""Convert a formula from LaTeX to MathML.

    Parameters
    ----------
    latex : str
        The formula without its dollar signs.
    display : bool, default False
        True for a formula on a line of its own.

    Returns
    -------
    str
        One ``<math>`` element that holds MathML only: no link, no colour, no HTML. Its ``alttext`` is the LaTeX.

    Raises
    ------
    ValueError
        If the formula is empty, incomplete, or uses a command or an environment that MathML cannot show.

    Examples
    --------
    >>> mathml("p < 1")
    '<math display="inline" alttext="p &lt; 1"><mrow><mi>p</mi><mo>&lt;</mo><mn>1</mn></mrow></math>'
    >>> mathml(r"\share{x}")
    Traceback (most recent call last):
        ...
    ValueError: formula '\\share{x}' cannot be shown: unknown command '\\share'. Correct it; for a price write \$5.
    """
    source = latex.strip()
    try:
        for name, known in SYNONYMS.items():
            latex = latex.replace(name, known)
        math = convert_to_element(latex.strip(), display="block" if display else "inline")
    except Exception as error:  # the converter's errors share no base class
        reason = str(error) or type(error).__name__.removesuffix("Error")
        raise ValueError(_complaint(source, reason)) from error
    for element in math.iter():
        _clean(element, source)
    math.set("alttext", source)
    return tostring(math, encoding="unicode")


def _clean(element: Element, source: str) -> None:
    """Turn entities into characters; refuse what is not a formula."""
    element.attrib.pop("xmlns", None)
    text = element.text = unescape(element.text or "") or None
    expected = CHILDREN.get(element.tag, len(element))
    if element.tag not in ELEMENTS or set(element.attrib) - ATTRIBUTES:
        used = ", ".join([element.tag, *sorted(set(element.attrib) - ATTRIBUTES)])
        raise ValueError(_complaint(source, f"it needs {used}, which is not part of a formula on a page"))
    if len(element) != expected:
        raise ValueError(_complaint(source, f"{element.tag} has {len(element)} of its {expected} parts"))
    if text and element.tag == "mo" and text.isalpha() and text.isascii() and not element.attrib:
        element.tag = "mi"  # \operatorname{E} is a name: as an operator it would stand off its argument
        element.set("mathvariant", "normal")
    if text and element.tag != "mtext" and "\\" in text:
        raise ValueError(_complaint(source, f"unknown command {text!r}"))
    if text and element.tag == "mi" and text in {"{", "}", "&", "#"}:
        raise ValueError(_complaint(source, f"stray {text!r}"))


def _complaint(source: str, reason: str) -> str:
    return f"formula {source!r} cannot be shown: {reason}. Correct it; for a price write \\$5."
