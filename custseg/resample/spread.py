"""How much do labels part the customers who bear them? The statistic whose twins are `shuffle_labels`.

`spread_between`.
"""

import numpy as np
import pandas as pd

from ..schema import typed


@typed
def spread_between(table: pd.DataFrame, *, column: str = "label", value: str = "value") -> float:
    r"""Give the share of the spread of a column that lies between labels, not within them (η²).

    Parameters
    ----------
    table : DataFrame
        One row a customer.
    column : str, default "label"
        The labels; rows without one are left out.
    value : str, default "value"
        Numbers, or True and False for who came back. They must be complete.

    Returns
    -------
    float
        0 (every label has the same mean) to 1 (nobody differs from the mean of their label); 0 where nobody differs
        from anybody. Chance alone gives more than 0: compare it with its twins.

    Raises
    ------
    ValueError
        Columns that are missing, or values that are no finite numbers.

    See Also
    --------
    twin, shuffle_labels : What chance alone gives.

    References
    ----------
    Pearson, K. (1905). On the general theory of skew correlation and non-linear regression. Drapers' Company Research
    Memoirs, Biometric Series II. Dulau.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.resample import shuffle_labels, spread_between, twin
    >>> customers = pd.DataFrame({"label": list("aabb") * 25, "value": [1, 1, 0, 1] * 25})
    >>> round(spread_between(customers), 2)
    0.33
    >>> twin(customers, shuffle_labels, spread_between, what="labels shuffled", n=200, random_state=0).p < 0.05
    True
    """
    lacking = [name for name in (column, value) if name not in table.columns]
    if lacking:
        raise ValueError(f"spread_between: the table lacks {lacking} (found: {list(table.columns)}).")
    numbers = pd.to_numeric(table[value]).to_numpy(dtype="float64")
    if not np.isfinite(numbers).all():
        raise ValueError(f"spread_between: {value!r} must hold finite numbers. Drop the rows without one.")
    codes, _ = pd.factorize(table[column])
    numbers, codes = numbers[codes >= 0], codes[codes >= 0]
    if not len(numbers) or np.ptp(numbers) == 0:
        return 0.0
    counts, sums = np.bincount(codes), np.bincount(codes, numbers)
    centred = sums - counts * numbers.mean()
    return float((centred**2 / counts).sum() / ((numbers - numbers.mean()) ** 2).sum())
