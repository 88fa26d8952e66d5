"""How does a rule of classification get in? From a TOML file of the catalogue or of your own, every problem at once.

`list_rules` and `load_rule`; `rule_table` shows all of them with where they were read.

A rule is one TOML file. In full, with what may be left out in brackets::

    key = "my_stars"                          # the name used in code
    name_en = "Stars for bakers"
    [name_zh = "..."]
    [also = ["star bakers"]]                  # other names
    [trade = "bakers"]
    [source = ["S0-20", "Author (year). Title."]]
    [provenance = "in the source"]            # or "from the literature", "proposed here"
    [directness = "source document"]          # or "original text", "secondary source", "one page, read once"
    [standing = "exact"]                      # or "claim": reported, nothing to compute with
    [note = "What the source leaves open."]
    [period = "Q"]                            # or "M", "Y"
    [best = "high"]                           # "low" where the first of numbered tiers is the best
    [n_tiers = 30]                            # where the tiers have numbers and no names
    [entrants_at_most = 24]

    [[items]]                                 # what earns points; the points add up to 100
    key = "quantity"                          # column of the table
    name_en = "Quantity"
    [name_zh = "..."]
    [points = 35]

    [[tiers]]                                 # best first
    key = "A"
    [name_en = "..."]
    [name_zh = "..."]
    [at_least = 91]
    [at_most = 100]
    [penalties = 3]                           # from so many on a customer is here in any case

    [[parts]]                                 # the places of a code
    key = "market"
    name_en = "Market"
    codes = [{ code = "C", name_en = "town", name_zh = "..." }]
    [name_zh = "..."]
    [optional = 1]

    [[standards]]                             # what the tiers get
    key = "weekly_visit"
    kind = "visit"
    name_en = "One visit a week"
    [name_zh = "..."]
    [tiers = ["A"]]                           # all if left out
    [every_days = 7]
    [within_hours = 24]
    [provenance = "in the source"]
"""

from __future__ import annotations

import os

import pandas as pd

from ._rule_faults import rule_problems
from ._toml_files import EntryKind
from .rule_spec import RuleSpec

RULES = EntryKind("rule", "rules", RuleSpec, rule_problems)


def list_rules() -> list[str]:
    """Name the rules of the catalogue.

    Returns
    -------
    list of str
        Keys for `load_rule`.

    See Also
    --------
    rule_table : The same with names, trades and sources.

    Examples
    --------
    >>> from custseg.catalogue import list_rules
    >>> "national_2008" in list_rules()
    True
    """
    return RULES.names()


def load_rule(name_or_path: str | os.PathLike[str]) -> RuleSpec:
    """Load a rule of classification (分类标准) of the catalogue, or from a TOML file of your own.

    Nothing in this package applies a rule of a trade by itself: it is off unless it is named here.

    Parameters
    ----------
    name_or_path : str or path
        A name from `list_rules`, or a path; a text is a path if it ends in ".toml".

    Returns
    -------
    RuleSpec
        Items, tiers, codes and standards of service, checked.

    Raises
    ------
    ValueError
        If the catalogue has no rule of that name.
    FileNotFoundError
        If there is no such file.
    SchemaError
        If the file is not a rule, with every problem at once.

    Examples
    --------
    >>> from custseg.catalogue import load_rule
    >>> rule = load_rule("national_2008")
    >>> len(rule.codes()), rule.name("CZ1")
    (42, 'town, grocer, large')
    >>> sum(item.points for item in load_rule("thirty_tiers").items)
    100
    """
    return RULES.load(name_or_path)


def rule_table() -> pd.DataFrame:
    """Show all rules of the catalogue: whose they are, how they were read, and what they hold.

    Returns
    -------
    DataFrame
        Index ``rule`` (key); ``name_en``, ``name_zh``, ``trade``, ``period``, ``tiers`` and ``codes`` (how many),
        ``provenance``, ``directness``, ``standing`` and ``source`` (text).

    Examples
    --------
    >>> from custseg.catalogue import rule_table
    >>> rule_table().loc["thirty_tiers", ["trade", "directness"]].tolist()
    ['cigarette retail', 'one page, read once']
    """
    rules = [load_rule(name) for name in list_rules()]
    shown = ("name_en", "name_zh", "trade", "period", "provenance", "directness", "standing")
    rows = {
        rule.key: {name: getattr(rule, name) for name in shown}
        | {"tiers": len(rule.tier_keys), "codes": len(rule.codes()), "source": "; ".join(rule.source)}
        for rule in rules
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("rule")
