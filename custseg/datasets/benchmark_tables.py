"""What did the benchmarks measure? Their small tables ship with the package.

`benchmark_table`.
"""

from pathlib import Path

import pandas as pd

_HERE = Path(__file__).resolve().parent
_SHIPPED = (_HERE / "benchmarks", _HERE.parents[1] / "benchmarks" / "results")  # an installed wheel, a clone


def benchmark_table(name: str) -> pd.DataFrame:
    """Read a table that a benchmark wrote: coverage, power, error rates, each with its n, standard error and seed.

    Parameters
    ----------
    name : str
        Such as ``"verdict_power"``: how often `custseg.segment.cluster_verdict` finds groups that are there.

    Returns
    -------
    DataFrame
        One row per setting; the script in ``benchmarks/`` says what the columns are.

    Raises
    ------
    ValueError
        An unknown name.

    Examples
    --------
    >>> bool(benchmark_table("verdict_power")["power"].between(0, 1).all())
    True
    """
    files = {path.stem: path for folder in _SHIPPED if folder.is_dir() for path in sorted(folder.glob("*.csv"))}
    if name not in files:
        raise ValueError(f"There is no table {name!r} of a benchmark; there are {', '.join(sorted(files))}.")
    return pd.read_csv(files[name])
