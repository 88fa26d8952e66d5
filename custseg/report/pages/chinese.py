"""Which words of a page are Chinese? A browser takes the right font for them, a screen reader the right voice.

`mark_chinese`.
"""

import re

_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = r"\u3000-\u3003\u3008-\u3020\uff01-\uff5e·—…"  # punctuation that belongs to the words around it
_RUN = re.compile(
    rf"[\u3008-\u3011\uff08\u201c]*[{_HAN}](?:[{_MARKS}]*[{_HAN}])*[\u3001\u3002\u3009\u300b\u300d\uff09]*"
)
_PART = re.compile(r"<(/?)([a-zA-Z0-9]+)[^>]*>|[^<]+|<")
_LEFT = frozenset({"math", "style", "title", "svg"})  # an element of HTML cannot stand in these


def mark_chinese(html: str) -> str:
    """Wrap every run of Chinese characters in the text of a page in ``<span lang="zh">``.

    Parameters
    ----------
    html : str
        HTML in which ``<`` and ``>`` are escaped wherever they are text. Attributes and formulas stay as they are, and
        so does a page that says itself that it is Chinese.

    Returns
    -------
    str
        The same text with the same elements around it.

    Examples
    --------
    >>> mark_chinese('<p title="客户">Loyalty (客户忠诚) is 忠诚.</p>')
    '<p title="客户">Loyalty (<span lang="zh">客户忠诚</span>) is <span lang="zh">忠诚</span>.</p>'
    """
    if not _RUN.search(html) or re.search(r'<html lang="zh', html):
        return html
    written, within = [], ""
    for part in _PART.finditer(html):
        closing, name = part[1], (part[2] or "").lower()
        if within and closing and name == within:
            within = ""
        elif not within and not closing and name in _LEFT:
            within = name
        is_text = not within and not part[0].startswith("<")
        written.append(_RUN.sub(r'<span lang="zh">\g<0></span>', part[0]) if is_text else part[0])
    return "".join(written)
