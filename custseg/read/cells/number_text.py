"""Which number does a piece of text write? Its sign, its digits and separators, its currency."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd

from .text import raised_digits

# what is written -> one name per currency
CURRENCIES = {
    **dict.fromkeys(("$", "US$", "USD", "dollar", "dollars", "美元"), "USD"),
    **dict.fromkeys(("€", "EUR", "euro", "euros", "欧元", "歐元"), "EUR"),
    **dict.fromkeys(("£", "GBP", "英镑", "英鎊"), "GBP"),
    **dict.fromkeys(("¥", "元", "圆", "圓", "CNY", "RMB", "CN¥", "人民币", "人民幣"), "CNY"),
    **dict.fromkeys(("JPY", "JP¥", "円", "日元", "日圓"), "JPY"),
    **dict.fromkeys(("HK$", "HKD", "港元", "港币", "港幣"), "HKD"),
    **dict.fromkeys(("NT$", "TWD", "NTD", "新台币", "新台幣", "台币", "台幣"), "TWD"),
    **dict.fromkeys(("S$", "SGD"), "SGD"),
    **dict.fromkeys(("A$", "AU$", "AUD"), "AUD"),
    **dict.fromkeys(("C$", "CA$", "CAD"), "CAD"),
    **dict.fromkeys(("NZ$", "NZD"), "NZD"),
    **dict.fromkeys(("R$", "BRL"), "BRL"),
    **dict.fromkeys(("MX$", "MXN"), "MXN"),
    **dict.fromkeys(("CHF", "Fr."), "CHF"),
    **dict.fromkeys(("₹", "INR", "Rs", "Rs."), "INR"),
    **dict.fromkeys(("₩", "KRW", "韩元", "韓元"), "KRW"),
    **dict.fromkeys(("₽", "RUB"), "RUB"),
    **dict.fromkeys(("₺", "TRY"), "TRY"),
    **dict.fromkeys(("zł", "PLN"), "PLN"),
    **dict.fromkeys(("Kč", "CZK"), "CZK"),
    **dict.fromkeys(("kr", "kr."), "kr"),  # Danish, Norwegian or Swedish: the sign does not tell
    **{
        code: code
        for code in ("SEK", "NOK", "DKK", "HUF", "RON", "THB", "VND", "IDR", "PHP", "MYR", "ZAR", "ILS", "AED")
    },
}
_NAMES = {spelled.casefold(): code for spelled, code in CURRENCIES.items()}
_CURRENCY = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<front>{_CURRENCY})?\s*(?P<open>\()?\s*(?P<sign>[+-])?\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[+-])?\s*"
    rf"(?P<body>[\d.,' ]*\d[\d.,' ]*(?:e[+-]?\d+)?)\s*"
    rf"(?P<after>{_CURRENCY})?\s*(?P<trail>-)?\s*(?P<close>\))?\s*(?P<back>{_CURRENCY})?",
    re.IGNORECASE | re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}(?:[' ]\d{3})+(?:[.,]\d*)?")
_PLAIN = r"[+-]?[0-9.,]*[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?"
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "`": "'", "´": "'"})
_INFINITE = {"inf": 1, "+inf": 1, "infinity": 1, "∞": 1, "-inf": -1, "-infinity": -1, "-∞": -1}


def number_parts(texts: pd.Series) -> pd.DataFrame:
    """Split amounts into sign, digits with their separators, and currency.

    Parameters
    ----------
    texts : Series of str
        Without blanks around.

    Returns
    -------
    DataFrame
        ``negative`` (bool), ``body`` (digits with ``.`` and ``,``; ``inf``; empty if the text is no number) and
        ``currency`` (empty if none is named). Groups set apart by blanks or apostrophes are closed up.

    Examples
    --------
    >>> number_parts(pd.Series(["(1 234,50) €", "¥-5", "5-", "1'000", "abc"])).to_numpy().tolist()
    [[True, '1234,50', 'EUR'], [True, '5', 'CNY'], [True, '5', ''], [False, '1000', ''], [False, '', '']]
    """
    odd = np.flatnonzero(~texts.str.fullmatch(_PLAIN).to_numpy(dtype=bool))
    negative = texts.str.startswith("-").to_numpy(dtype=bool, copy=True)
    body = texts.str.lstrip("+-").to_numpy(dtype=object, copy=True)
    currency = np.full(len(texts), "", dtype=object)
    for place, text in zip(odd, texts.iloc[odd].tolist(), strict=True):
        negative[place], body[place], currency[place] = _parts(text)
    return pd.DataFrame({"negative": negative, "body": body, "currency": currency}, index=texts.index)


def _parts(text: str) -> tuple[bool, str, str]:
    if raised_digits(text):
        return False, "", ""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    if infinite := _INFINITE.get(text.casefold()):
        return infinite < 0, "inf", ""
    match = _AMOUNT.fullmatch(text)
    if not match or bool(match["open"]) != bool(match["close"]):
        return False, "", ""
    minus = [match["open"], match["sign"] == "-", match["inner"] == "-", match["trail"]]
    names = {_NAMES[name.casefold()] for name in match.group("front", "before", "after", "back") if name}
    body = match["body"].strip()
    body = re.sub(r"[' ]", "", body) if _GROUPED.fullmatch(body) else body
    if sum(map(bool, minus)) > 1 or len(names) > 1 or re.search(r"[' ]", body):
        return False, "", ""
    return any(minus), body, next(iter(names), "")


def readings(body: pd.Series) -> pd.DataFrame:
    """Read digits with a decimal point and with a decimal comma.

    A separator of thousands stands before exactly three digits (in the Indian way also before two, then three), and
    no group starts with 0.

    Parameters
    ----------
    body : Series of str
        See `number_parts`.

    Returns
    -------
    DataFrame
        ``point`` and ``comma``, the number under each reading; missing where the reading is impossible.

    Examples
    --------
    >>> readings(pd.Series(["1,234", "1,234.5", "0,5", "7"])).fillna(-1).to_numpy().tolist()
    [[1234.0, 1.234], [1234.5, -1.0], [-1.0, 0.5], [7.0, 7.0]]
    """
    whole = r"(?:\d+|[1-9]\d{{0,2}}(?:{g}\d{{3}})+|[1-9]\d?(?:{g}\d{{2}})+{g}\d{{3}})"
    pattern = rf"(?:{whole}(?:{{d}}\d*)?|{{d}}\d+)(?:[eE][+-]?\d+)?"
    infinite = body == "inf"

    def read(group: str, decimal: str) -> pd.Series:
        fits = body.str.fullmatch(pattern.format(g=re.escape(group), d=re.escape(decimal)))
        digits = body[fits].str.replace(group, "", regex=False).str.replace(decimal, ".", regex=False)
        found = digits.astype(float)
        too_small = (found == 0) & digits.str.contains("^[0.]*[1-9]", regex=True).astype(bool)  # 1e-400 is not nothing
        return found.mask(too_small).reindex(body.index).mask(infinite, np.inf)

    return pd.DataFrame({"point": read(",", "."), "comma": read(".", ",")})


def differ(numbers: pd.DataFrame) -> dict[str, np.ndarray]:
    """Say which texts fit only one reading, and which fit both with different numbers."""
    point, comma = numbers["point"].to_numpy(), numbers["comma"].to_numpy()
    return {
        "point": ~np.isnan(point) & np.isnan(comma),
        "comma": np.isnan(point) & ~np.isnan(comma),
        "either": ~np.isnan(point) & ~np.isnan(comma) & (point != comma),
    }
