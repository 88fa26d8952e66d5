"""Which known data sets are experiments, in which something was drawn by lot?

`load_social_insurance`.
"""

import pandas as pd

from ..schema import typed
from .files import load_dataset

NAMES = {
    "address": "natural_village",
    "village": "village",
    "takeup_survey": "bought",
    "pre_takeup_rate": "neighbours_bought",
    "default": "default_buy",
    "intensive": "intensive",
    "male": "male",
    "age": "age",
    "agpop": "household",
    "ricearea_2010": "rice_area",
    "literacy": "literate",
    "risk_averse": "risk_averse",
    "disaster_prob": "disaster_chance",
}


@typed
def load_social_insurance() -> pd.DataFrame:
    """Rice farmers in China who were offered insurance after their neighbours had been: a randomised experiment.

    Whether *buy* was ticked beforehand on the forms of the first round was drawn by lot for each natural village, so
    that neighbours bought more or less often for no reason of their own.

    Returns
    -------
    DataFrame
        1,410 farmers: ``natural_village`` (166) and ``village`` (44), text; ``bought`` (0 or 1); ``neighbours_bought``
        (share of the first round, 0-1); ``default_buy`` and ``intensive`` (drawn by lot, 0 or 1); ``male``, ``age``
        (years), ``household`` (persons), ``rice_area`` (mu), ``literate``, ``risk_averse`` (0-1), ``disaster_chance``
        (per cent). In 32 rows one of ``male``, ``age``, ``household``, ``rice_area``, ``literate`` is missing.

    See Also
    --------
    custseg.value.neighbour_influence : By how much one's own choice follows the neighbours'.

    References
    ----------
    Cai, J., de Janvry, A. & Sadoulet, E. (2015). Social networks and the decision to insure. American Economic Journal:
    Applied Economics 7(2), 81-108.

    Examples
    --------
    >>> farmers = load_social_insurance()
    >>> len(farmers), round(float(farmers["bought"].mean()), 4)
    (1410, 0.4638)
    """
    rows = load_dataset("social_insurance", "farmers")
    return rows[list(NAMES)].rename(columns=NAMES)
