"""Do intervals of forecasts and of parameters hold? Told from the files of results; nothing is run."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from .wording import at_most, counted, list_table, percent, plain, pooled, span, the_one

ASKED, ROUNDING = (0.93, 0.97), 1e-9  # of the firms of a cell, where 95 % are promised
MODEL, PAST, LIMIT = "realised", "past errors", "at a limit"
OF = {MODEL: "that the model gives itself", PAST: "from the log's own past errors"}


def simulated(table: pd.DataFrame) -> str:
    """Say how often intervals hold on simulated firms, for whom, and where the fit rests on a limit apart."""
    firms = table[table["part"] == "simulated"]
    base = firms[firms["scope"] == "base"]
    whole, limit = base[base["fits"] == "all"], base[base["fits"] != "all"]
    return (
        f"Where the model is true, {percent(the_one(base['promised']), 0)} intervals of what all customers of a firm "
        f"will buy or spend hold in {span(whole['held'])} of the firms of a cell, in "
        f"{percent(pooled(whole, 'held', 'cases'))} of all {whole['cases'].sum():,} cases. "
        f"{_outside(whole)} Where the fit rests on a "
        f"limit they hold in {percent(pooled(limit, 'held', 'cases'))} of {limit['cases'].sum():,} (at least 90 % "
        "asked). Each cell of the table gives *what is expected / what is realised*, and how many firms there "
        f"were.\n\n{_by_number(whole)}\nStandard errors are at most "
        f"{at_most(100 * whole['standard_error'].max(), 1)} points. "
        f"Of these, the firms whose fit rests on a limit:\n\n{_by_number(limit)}\nFor parts of the base and for each "
        f"customer:\n\n{_by_scope(firms)}\n"
    )


def _outside(cells: pd.DataFrame) -> str:
    """Say how many cells lie outside what is asked, on which side, and how many by more than chance."""
    low, high = ASKED
    sides = {"below": low - cells["held"], "above": cells["held"] - high}
    surely = {side: (off > 2 * cells["standard_error"]).sum() for side, off in sides.items()}
    told = [
        f"{(off > ROUNDING).sum()} {side} ({surely[side]} by more than two standard errors)"
        for side, off in sides.items()
    ]
    return (
        f"Asked are {percent(low, 0)} to {percent(high, 0)}: of the {len(cells)} cells {' and '.join(told)}, where "
        "intervals are too wide."
    )


def _by_scope(firms: pd.DataFrame) -> str:
    """Write for whom intervals were made down, which intervals and fits across; over all cells."""
    called = {"base": "the base", "again": "who came back", "once": "who did not", "customer": "each customer"}
    ways = [(fits, interval) for fits in ("all", "at a limit") for interval in ("expected", "realised")]
    parts = dict(list(firms.groupby(["scope", "fits", "interval"])))
    rows = [
        [words, *(percent(pooled(parts[scope, *way], "held", "cases")) for way in ways)]
        for scope, words in called.items()
    ]
    return list_table(rows, ["interval for", "expected", "realised", "expected, at a limit", "realised, at a limit"])


def _by_number(rows: pd.DataFrame) -> str:
    """Write settings and families down, numbers of customers across."""
    numbers = sorted(rows["customers"].unique())
    lines = []
    for (setting, family, quantity), part in rows.groupby(["setting", "family", "quantity"]):
        cells = dict(list(part.groupby("customers")))
        lines.append([setting, family, quantity, *(_both(cells[n]) if n in cells else "" for n in numbers)])
    return list_table(lines, ["firm", "family", "of", *(f"{n:,} customers" for n in numbers)])


def _both(cell: pd.DataFrame) -> str:
    held = cell.set_index("interval")["held"]
    shares = " / ".join(percent(held[name]) for name in ("expected", "realised"))
    return f"{shares} of {cell['cases'].max():,}"


def real(table: pd.DataFrame, own_page: pd.DataFrame, study: Mapping[str, Any]) -> str:
    """Say how often both intervals held the next money of real logs, and which one is to be taken."""
    logs = table[table["part"] == "real"]
    month, error = "a month", "standard_error"
    rows = [
        _row(
            [plain(row["setting"]), row["family"], month, OF[row["interval"]]],
            *row[["promised", "held", "cases", error]],
        )
        for _, row in logs.iterrows()
    ]
    n, model = study["judged"], ["CDNOW, study 06", study["model"], month]
    rows += [
        _row([*model, OF[name]], study["level"], hits / n, n, _error(hits / n, n))
        for name, hits in ((PAST, study["held"]), (MODEL, study["own"]))
    ]
    together = own_page["source"].str.startswith("all ")
    each = own_page[~together & (own_page["days"] == own_page["days"].min())]
    rows += [
        _row(
            [plain(row["source"]), "the best rule", f"{row['days']} days", OF[PAST]],
            *row[["promised", "held", "n", error]],
        )
        for _, row in pd.concat([each, own_page[together]]).iterrows()
    ]
    head = ["log", "forecast", "of", "interval", "promised", "held", "share", "error"]
    return (
        f"{_which(logs)}\n\n{list_table(rows, head)}\n*All logs* and *all firms* are forecasts of `choose_forecast`, "
        "as the page about a file of one's own makes them; firms are simulated, kind by kind. An interval from past "
        "errors needs four windows that were over: it judges fewer months of a short log.\n"
    )


def _row(words: list[str], promised: float, share: float, n: int, error: float) -> list[str]:
    """Write how many held, and how sure the share is."""
    return [*words, percent(promised, 0), counted(share * n, n), percent(share), f"{100 * error:.1f}"]


def _error(share: float, n: int) -> float:
    """Give the standard error of a share that is moved towards a half, as benchmarks do: 13 of 13 are not certain."""
    moved = (share * n + 2) / (n + 4)
    return (moved * (1 - moved) / (n + 4)) ** 0.5


def _which(logs: pd.DataFrame) -> str:
    """Say how often either held, and recommend the one that comes nearest to what is promised."""
    promised = the_one(logs["promised"])
    shares = {name: pooled(rows, "held", "cases") for name, rows in logs.groupby("interval")}
    short = {name: max(promised - share, 0.0) for name, share in shares.items()}
    told = {
        name: f"the one {OF[name]} held {counted((rows['held'] * rows['cases']).sum(), rows['cases'].sum())} months"
        for name, rows in logs.groupby("interval")
    }
    advice = (
        f"Where a log has the past for it, take the one {OF[min(short, key=short.__getitem__)]}."
        if short[MODEL] != short[PAST]
        else "Neither is shown to be better."
    )
    return (
        f"On real logs no model is quite true. Of the next month's money, at {percent(promised, 0)}, {told[MODEL]}, "
        f"and {told[PAST]}. {advice}"
    )


def stored_values(notebook: str, fact: str) -> dict[str, Any]:
    """Give the numbers of a claim that a study has stored."""
    bundles = [
        output.get("data", {}).get("application/vnd.custseg.fact+json")
        for cell in json.loads(notebook)["cells"]
        for output in cell.get("outputs", [])
    ]
    facts = [one for bundle in bundles if bundle for one in (bundle if isinstance(bundle, list) else [bundle])]
    found = [one for one in facts if one["id"] == fact]
    if len(found) != 1:
        raise ValueError(f"The study has {len(found)} claims {fact!r}; there are {sorted(one['id'] for one in facts)}.")
    return found[0]["values"]


def parameters(table: pd.DataFrame) -> str:
    """Say how often intervals of parameters hold, and of what these families foretell."""
    held = table[table["quantity"] == "held"]
    told = table[table["quantity"].isin(["foretold", "realised"])]
    alike = table[(table["quantity"] == "limit") & table["family"].str.endswith("alike")]
    rows = []
    for (family, n), part in table.groupby(["family", "customers"]):
        of = dict(list(part.groupby("quantity")))
        cells = [span(of["held"]["value"]), *(_share(of.get(name)) for name in ("foretold", "realised", "limit"))]
        rows.append([family, f"{n:,}", f"{of['cohorts']['cohorts'].iloc[0]:,}", *cells, _at_limit(of)])
    head = [
        "family",
        "customers",
        "cohorts",
        "parameters",
        "expected",
        "realised",
        "on a limit",
        "expected, realised at a limit",
    ]
    return (
        f"Profile intervals of parameters hold the truth in {span(held['value'])} of the cohorts of a cell, in "
        f"{percent(pooled(held, 'value', 'cohorts'))} of all ({held['cohorts'].sum():,} intervals, 95 % promised); "
        f"intervals of purchases or survival to come in {span(told['value'])}, in "
        f"{percent(pooled(told, 'value', 'cohorts'))} of all. *Parameters* gives the least and the most of the "
        "parameters of a family; standard errors are at most "
        f"{at_most(100 * pd.concat([held, told])['standard_error'].max(), 1)} points. Families that are *alike* have "
        f"customers who hardly differ in how they leave: {span(alike['value'])} of their fits rest on that "
        f"limit.\n\n{list_table(rows, head)}\n"
    )


def _share(rows: pd.DataFrame | None) -> str:
    return "" if rows is None else percent(rows["value"].iloc[0])


def _at_limit(of: Mapping[str, pd.DataFrame]) -> str:
    """Write how many of how many held at a limit."""
    found = [of[name].iloc[0] for name in ("foretold at a limit", "realised at a limit") if name in of]
    return ", ".join(counted(row["value"] * row["cohorts"], row["cohorts"]) for row in found)


def ratios(table: pd.DataFrame) -> str:
    """Say how often the interval of a ratio holds whose parameters run off, over all fits and at a limit."""
    whole, limit = (table[(table["fits"] == "all") == every] for every in (True, False))
    numbers = sorted(whole["customers"].unique())
    rows = []
    for (setting, family, ratio), part in table.groupby(["setting", "family", "ratio"]):
        cells = dict(list(part.groupby("customers")))
        rows.append([setting, family, plain(ratio), *(_ratio_cell(cells[n]) if n in cells else "" for n in numbers)])
    head = ["customers", "family", "ratio", *(f"{n:,} customers" for n in numbers)]
    return (
        f"Where two parameters run off together ``summary()`` has a row for their ratio. Its interval "
        f"({percent(the_one(table['promised']), 0)} promised) holds the truth in "
        f"{percent(pooled(limit, 'held', 'firms'))} of {limit['firms'].sum():,} fits that rest on such a limit (at "
        f"least 90 % asked), and in {percent(pooled(whole, 'held', 'firms'))} of all {whole['firms'].sum():,}, for "
        "which ``ratio_intervals()`` gives it. Each cell gives *all fits / at a limit*; standard errors of all fits "
        f"are at most {at_most(100 * whole['standard_error'].max(), 1)} points.\n\n{list_table(rows, head)}\n"
    )


def _ratio_cell(cell: pd.DataFrame) -> str:
    """Write a share of all fits, and how many of how many at a limit."""
    of = cell.set_index("fits")
    told = percent(of.loc["all", "held"])
    if LIMIT not in of.index:
        return told
    return f"{told} / {counted(of.loc[LIMIT, 'held'] * of.loc[LIMIT, 'firms'], of.loc[LIMIT, 'firms'])}"


def traits(table: pd.DataFrame) -> str:
    """Say how often intervals of relative rates hold, and how often traits are found."""
    held = table[table["quantity"] == "held, profile"]
    alarms = table[(table["quantity"] == "rejected") & (table["setting"] == "none")]
    rows = []
    for (family, setting, n), part in table.groupby(["family", "setting", "customers"]):
        of = dict(list(part.groupby("quantity")))
        cells = [
            span(of[name]["value"]) if name in of else "" for name in ("held, profile", "held, hessian", "rejected")
        ]
        rows.append([family, "some" if setting == "effect" else "none", f"{n:,}", f"{part['firms'].max():,}", *cells])
    head = ["family", "effect of traits", "customers", "firms", "held, profile", "held, Hessian", "traits found"]
    return (
        f"Intervals of what a trait does to buying, leaving or spend hold the truth in {span(held['value'])} of the "
        f"firms (95 % promised); where traits do nothing, the test finds them in {span(alarms['value'])} (5 % "
        "promised). Standard errors are at most "
        f"{at_most(100 * table.loc[table['quantity'] != 'estimate', 'standard_error'].max(), 1)} points.\n\n"
        f"{list_table(rows, head)}\n"
    )


def referral(table: pd.DataFrame) -> str:
    """Say how often the interval of a referral campaign holds, and how often its stop rule errs."""
    of = dict(list(table.groupby("quantity")))
    rows = [
        [setting, f"{n:,}", f"{part['campaigns'].iloc[0]:,}"]
        + [
            percent(part.set_index("quantity")["value"].get(name))
            for name in ("held", "held, adjusted", "false alarm", "found")
        ]
        for (setting, n), part in table.groupby(["setting", "customers"])
    ]
    head = ["who recommend", "customers", "campaigns", "held", "held, adjusted", "false alarms", "lift found"]
    return (
        f"The interval of the lift of a referral campaign holds in {span(of['held']['value'])} of the campaigns, "
        f"adjusted for the year before in {span(of['held, adjusted']['value'])} (95 % promised); the rule that stops "
        f"early errs in {span(of['false alarm']['value'])} (5 % promised).\n\n{list_table(rows, head)}\n"
    )


def seasons(table: pd.DataFrame) -> str:
    """Say on how many quarters held out a season's clock gained."""
    better, worse = table["low"] > 0, table["high"] < 0
    rows = [
        [
            log,
            f"{part['cut'].nunique()}",
            f"{part['customers'].min():,}",
            counted((part["low"] > 0).sum(), len(part)),
            counted((part["high"] < 0).sum(), len(part)),
            f"{part['gain'].min():.3f} to {part['gain'].max():.3f}",
        ]
        for log, part in table.groupby("log", sort=False)
    ]
    head = ["log", "quarters", "customers, at least", "surely better", "surely worse", "gain a customer"]
    return (
        f"With a season's clock {counted(better.sum(), len(table))} log scores of the next quarter were surely "
        f"better, {worse.sum()} surely worse (95 % intervals, paired by customer).\n\n{list_table(rows, head)}\n"
    )
