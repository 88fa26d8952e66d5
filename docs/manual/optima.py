"""Is the optimum the optimum? Searched maxima, mixtures, k-means and the random index, from the files of results."""

import pandas as pd
from scipy.stats import beta

from .wording import at_most, counted, list_table, listed, plain, the_one

MISS = 1e-6  # log-likelihood below the highest that was found
NEAR_BIC, NEAR_SQUARES = 1.0, 1.001


def maxima(*tables: pd.DataFrame) -> str:
    """Say how many fits end below the highest maximum that another search found."""
    table = pd.concat(tables)
    if bad := list(table.loc[(table["misses"] > 0) != (table["worst"] > MISS), "model"]):
        raise ValueError(f"A fit is missed where the worst is more than {MISS:g} below; not so: {bad}.")
    misses, n = int(table["misses"].sum()), int(table["n"].sum())
    rows = []
    for model, part in table.groupby("model", sort=False):
        sums = part[["cohorts", "n", "misses", "other_search_lower", "at_limit"]].sum()
        numbers = [f"{sums[name]:,}" for name in ("cohorts", "n", "misses")]
        numbers += [f"{at_most(100 * most_missed(sums['misses'], sums['n']), 2)} %", f"{part['worst'].max():.1e}"]
        evaluations = (part["evaluations"] * part["n"]).sum() / sums["n"]
        rows.append(
            [model, *numbers, f"{sums['other_search_lower']:,}", f"{sums['at_limit']:,}", f"{evaluations:,.0f}"]
        )
    head = [
        "model",
        "cohorts",
        "told something",
        "misses",
        "at most",
        "worst",
        "other search missed",
        "on a limit",
        "evaluations",
    ]
    told = f"{misses:,} fits end" if misses > 1 else ("One fit ends" if misses else "No fit ends")
    return (
        f"{told} more than {MISS:g} log-likelihood below the highest maximum found, of {n:,} fits to wide cohorts: so "
        f"many say at 95 % that fewer than {at_most(100 * most_missed(misses, n), 3)} % of such cohorts "
        "are missed. The fit "
        f"that lies lowest is {table['worst'].max():.1e} below. Kinds of cohorts: {listed(table['kind'].unique())}; "
        "*other search missed* counts the cohorts in which the search from places drawn at random ended "
        f"lower.\n\n{list_table(rows, head)}\n"
    )


def most_missed(misses: int, n: int, level: float = 0.95) -> float:
    """Give the share of misses that is not refuted by so few (Clopper & Pearson, one-sided)."""
    return float(beta.ppf(level, misses + 1, n - misses)) if misses < n else 1.0


def mixtures(table: pd.DataFrame) -> str:
    """Say how far the BIC of mixtures is from the best of many starts."""
    compared = table[table["worse_by"].notna()]
    near, alone = compared[compared["worse_by"] <= NEAR_BIC], table[table["worse_by"].isna()]
    rows = [
        [
            plain(name),
            f"{part['n'].iloc[0]:,}",
            f"{part['columns'].iloc[0]}",
            f"{part['k'].min()} to {part['k'].max()}",
            _largest(part["worse_by"]),
            _largest(-part["worse_by"]),
            counted(part["converged"].sum(), len(part)),
            counted((part["collapsed"] > 0).sum(), len(part)),
        ]
        for name, part in table.groupby("table", sort=False)
    ]
    head = ["table", "n", "columns", "components", "worse by, at most", "better by, at most", "converged", "collapsed"]
    return (
        f"In {counted(len(near), len(compared))} fits the BIC of a mixture is at most {NEAR_BIC:g} above the best of "
        f"{the_one(table['starts'])} starts of scikit-learn (largest: "
        f"{_at_least_none(compared['worse_by'].max()):.4f}), "
        f"in {(compared['worse_by'] < -NEAR_BIC).sum()} more than {NEAR_BIC:g} below it. In {len(alone)} more no "
        "start gave a sound mixture to compare with. *Collapsed* counts the fits in which a component sits on tied "
        f"values, which they say.\n\n{list_table(rows, head)}\n"
    )


def _at_least_none(excess: float) -> float:
    return max(float(excess), 0.0)


def _largest(excess: pd.Series) -> str:
    return f"{_at_least_none(excess.max()):.2f}" if excess.notna().any() else ""


def k_means(table: pd.DataFrame) -> str:
    """Say how far the sum of squares of k-means is from the best of many starts."""
    near = table[table["ours_over_best"] <= NEAR_SQUARES]
    worst = table.loc[table["ours_over_best"].idxmax()]
    sets = table["table"].nunique()
    ratios = table.pivot_table(index="table", columns="k", values="ours_over_best", sort=False)
    rows = [
        [plain(name), *(f"{ratio:.4f}" if ratio == ratio else "" for ratio in row)]
        for name, row in zip(ratios.index, ratios.to_numpy(), strict=True)
    ]
    return (
        f"The sum of squares of k-means is within .1 % of the best of {the_one(table['starts'])} starts in "
        f"{counted(len(near), len(table))} fits to {sets} tables; the largest ratio is {worst['ours_over_best']:.4f} "
        f"({plain(worst['table'])}, k = {worst['k']}). Below 1 no start was as "
        f"good.\n\n{list_table(rows, ['table', *(f'k = {k}' for k in ratios.columns)])}\n"
    )


def random_index(table: dict) -> str:
    """Say what random answers give, by the number of items and of pairs that are not judged."""
    widest = 6
    rows = [
        [str(items["n_items"]), *(f"{value:.3f}" for value in items["random_index"][:widest])]
        + [""] * (widest - len(items["random_index"]))
        for items in table["items"]
    ]
    cells = sum(len(items["random_index"]) for items in table["items"])
    error = max(max(items["standard_error"]) for items in table["items"])
    sizes = [items["n_items"] for items in table["items"]]
    return (
        f"Random answers to {min(sizes)} to {max(sizes)} items have the mean consistency index below, from "
        f"{table['n_matrices']:,} matrices for each of {cells} numbers of items and missing pairs; standard errors "
        f"are at most {at_most(error, 4)}, the seed is {table['seed']}. The consistency ratio divides by "
        "the one of the same "
        f"number of missing pairs; the first {widest} columns are "
        f"shown.\n\n{list_table(rows, ['items', 'all judged', *(f'{m} missing' for m in range(1, widest))])}\n"
    )
