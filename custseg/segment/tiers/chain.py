"""Do several steps between tiers follow from one, as they would if only the present tier counted?

`chain_against_observed`.
"""

import numpy as np
import pandas as pd
from scipy import stats

from ...schema import check_fraction, check_whole, typed
from ._transitions import NOT_YET, Floats, around_shares, shares_of, together, transitions_of


@typed
def chain_against_observed(
    panel: pd.DataFrame, *, steps: int, absent: bool = True, level: float = 0.95
) -> pd.DataFrame:
    """Hold where customers are after several windows against what the shares of one step say by themselves.

    Parameters
    ----------
    panel : DataFrame
        As in :func:`migration_matrix`.
    steps : int
        So many windows lie between the two that are compared, at least 2.
    absent : bool
        Whether being away is a state like a tier. If not, one step counts for who is present in both of its windows,
        and several for who is present in the first and the last.
    level : float
        Probability that an interval holds, 0-1.

    Returns
    -------
    DataFrame
        Index ``from_tier`` and ``to_tier``, 0 for away. ``n``, customers who started there, once for each pair of
        windows; ``observed``, the share of them found there; ``chain``, that of the matrix of one step to the power
        `steps`; ``difference``, the first less the second, with its interval ``low`` and ``high``; ``beyond``, whether
        that interval leaves zero out.

    Raises
    ------
    SchemaError
        If the panel is not valid or has not more windows than `steps`.
    ValueError
        If `steps` is below 2, or `level` is no fraction.

    See Also
    --------
    migration_matrix : Either side of the comparison.

    Notes
    -----
    A chain of one step forgets: it says that a customer who fell by bad luck is like all others of that tier. Where
    customers differ for good, more come back than it says, and more of the best are still the best, so that a value
    computed from the chain is wrong, too. The interval takes both shares from the same customers, as clusters.

    Everybody counts in one step, also the windows that only one of the two shares has. A difference may therefore come
    from periods that differ; see :func:`migration_homogeneity`.

    References
    ----------
    Blumen, I., Kogan, M. & McCarthy, P. J. (1955). The Industrial Mobility of Labor as a Probability Process. Cornell
    University. The excess of those who stay over what a chain predicts.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import chain_against_observed
    >>> panel = pd.DataFrame({1: [1, 1, 2, 2] * 9, 2: [1, 2, 2, 1] * 9, 3: [1, 1, 2, 2] * 9})
    >>> table = chain_against_observed(panel, steps=2, absent=False)
    >>> table.loc[(1, 1), ["observed", "chain"]].to_dict()
    {'observed': 1.0, 'chain': 0.5}
    """
    steps = check_whole(steps, "steps", at_least=2, of="windows")
    check_fraction(np.asarray(level), None, "level", "Write 95 % as 0.95.")
    one, several = (transitions_of(panel, length, absent=absent) for length in (1, steps))
    single, observed = (found.counts().sum(axis=0) for found in (one, several))
    shares = np.nan_to_num(shares_of(single))
    chain = np.linalg.matrix_power(shares, steps)
    joint = [together(a.cells, b.cells, one.size) for a, b in ((several, several), (several, one), (one, one))]
    spread = np.sqrt(_variance(joint, observed, single, steps)).reshape(chain.shape)
    index = pd.MultiIndex.from_product([one.labels, one.labels], names=["from_tier", "to_tier"])
    difference = shares_of(observed) - chain
    margin = stats.norm.ppf((1 + level) / 2) * spread
    table = pd.DataFrame(
        {
            "n": np.repeat(observed.sum(axis=1), one.size),
            "observed": shares_of(observed).ravel(),
            "chain": chain.ravel(),
            "difference": difference.ravel(),
            "low": (difference - margin).ravel(),
            "high": (difference + margin).ravel(),
        },
        index=index,
    )
    table["beyond"] = (table["low"] > 0) | (table["high"] < 0)
    return table[(index.get_level_values(0) != NOT_YET) & (index.get_level_values(1) != NOT_YET)]


def _variance(joint: list[Floats], observed: np.ndarray, single: np.ndarray, steps: int) -> Floats:
    """Give the variance of each cell's difference: what customers add to one share less what they add to the other."""
    several_both, between, single_both = joint
    shares = np.nan_to_num(shares_of(single))
    direct = _per_customer(observed, np.nan_to_num(shares_of(observed)))
    through = _derivative(shares, steps) @ _per_customer(single, shares)
    found = np.einsum("ij,jk,ik->i", direct, several_both, direct)
    found -= 2 * np.einsum("ij,jk,ik->i", direct, between, through)
    found += np.einsum("ij,jk,ik->i", through, single_both, through)
    return np.maximum(found, 0.0)


def _per_customer(counts: np.ndarray, shares: Floats) -> Floats:
    """Give the matrix that makes of a customer's cells what these add to each share."""
    started = np.repeat(np.maximum(counts.sum(axis=1), 1), len(counts))
    return around_shares(shares) / started[:, np.newaxis]


def _derivative(shares: Floats, steps: int) -> Floats:
    """Give by how much each cell of the power changes with each cell of the matrix."""
    powers = [np.linalg.matrix_power(shares, power) for power in range(steps)]
    parts = [np.einsum("ri,js->rsij", powers[a], powers[steps - 1 - a]) for a in range(steps)]
    return np.sum(parts, axis=0).reshape(shares.size, shares.size)
