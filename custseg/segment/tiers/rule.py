"""By which rule does a customer get a tier, keep it and lose it?

`TierRule` is fitted on one window and applied to every later one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar, Self, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from ...schema import (
    HysteresisUnit,
    QuotaTies,
    SchemaError,
    TierKind,
    check_parameters,
    listed,
    number_from,
    one_of,
    whole_from,
)
from ._borders import Borders, Floats, borders_of
from ._held import Tiers, held_tiers
from ._rule_checks import check_no_gap, rule_problems
from ._rule_values import points_of, rule_values
from .panel import checked_scores, panel_of


class TierRule(BaseEstimator):
    """Place customers in tiers by cuts that are found once, and let them keep a tier until they are clearly past it.

    More is better: tier 1 is the lowest. A score on a cut is in the better tier. A score of NaN is absence, tier 0.

    Parameters
    ----------
    kind : {"fixed", "quantile", "quota", "points"}, default="quantile"
        What makes the cuts.

        - ``"fixed"``: `cuts`, as stated; nothing is learnt but how many stand where.
        - ``"quantile"``: equal parts of those present, by the rule of :class:`custseg.bands.Bands`. Equal scores share
          the lower tier, so that a part may be smaller than the others.
        - ``"quota"``: so many places in each tier, the best customers first.
        - ``"points"``: several columns; each gives points by the place among the customers of `fit`, and their sum is
          cut by `cuts` in points, by `quota`, or else into equal parts.
    n_tiers : int, default=5
        How many tiers; read where neither `cuts` nor `quota` is.
    cuts : sequence of float, optional
        Rising, in the unit of the score, one fewer than tiers; for "fixed" and "points".
    quota : sequence of float, optional
        Places of the second tier, the third and so on; the lowest takes the rest. All below 1: shares of those present,
        rounded down from the best tier on. All whole numbers from 1 on: customers. For "quota" and "points".
    points : mapping or sequence of float, optional
        Maximum of each column under "points"; a mapping reads its columns by name. By default all weigh the same and
        make 100. A column gives its maximum times the share of the other customers of `fit` who have less in it.
    ties : {"lower", "upper"}, default="lower"
        Where equal scores stand on both sides of the last place of a quota: all of them in the tier below, so that
        places stay empty, or all in the tier above, so that there are more than places.
    hysteresis : float, default=0
        The margin: whoever holds a tier rises past a cut at the cut plus the margin, and falls below the cut less it.
        Customers without a tier are placed by the cuts alone.
    hysteresis_in : {"rank", "score"}, default="rank"
        Unit of the margin: rank points, so many of a hundred customers among those whose scores made the cuts, or the
        unit of the score. A margin in ranks that leaves no customer beyond it, such as 20 for the best fifth, closes
        that tier to everybody who is not in it.
    grace : int, default=0
        So many windows in a row below the tier are forgiven.
    minimum_stay : int, default=1
        So many windows, with that of entry, are spent in a tier before one can fall from it. One can always rise.
        Windows below during that time count as those of `grace`.
    frozen : bool, default=True
        Whether a panel is cut where `fit` cut, so that a tier is an amount. If not, cuts are found anew in each window
        and a tier is a place among the others; `predict` keeps those of `fit` either way.

    Attributes
    ----------
    cuts_ : ndarray of shape (n_cuts,)
        Between the tiers, in the unit of the score; infinite where nobody reaches the tier.
    rise_cuts_, fall_cuts_ : ndarray of shape (n_cuts,)
        The same with the margin: at or above one rises, below one falls.
    n_tiers_ : int
        How many tiers there are.
    counts_ : ndarray of int of shape (n_cuts + 1,)
        Customers of `fit` in tier 1, 2, ...
    places_ : list of ndarray
        Under "points" the sorted values of each column, among which later customers find their places; else empty.
    n_features_in_ : int
        Number of columns: one but for "points".
    feature_names_in_ : ndarray of str
        Names of the columns, where they have any.

    Raises
    ------
    ValueError
        In `fit`: for parameters that make no sense (all of them at once), for more than one column but under "points",
        if nobody is present, or if all scores are equal and cuts are to be learnt. Everywhere: for infinite scores, and
        under "points" for missing ones.
    SchemaError
        In `predict_panel`, if customers repeat, windows do not rise, or a period between two others is missing.

    See Also
    --------
    tier_panel : Takes a rule as ``cuts=``, also one that is not fitted yet.
    custseg.bands.Bands : Cuts of several columns, without time.

    Notes
    -----
    A customer who is absent in a window loses the tier, with what was counted of grace and stay; who comes back is
    placed by the cuts, as a newcomer is. A window in which nobody is present therefore ends all tiers. In the first
    window of a panel everybody is a newcomer: it has no memory, so that its moves are like the later ones only after
    some windows.

    A quota that is not frozen holds in each window for `by_cuts`; with hysteresis, grace or a stay more customers may
    hold a tier than it has places.

    Which share of promotions a margin saves from being undone, and what it costs in delay, says
    :func:`hysteresis_tradeoff`. Points by place are our reading: the published points rules print maxima and not how
    a figure becomes points.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import TierRule
    >>> spend = pd.DataFrame(
    ...     {"2022": [10.0, 30.0, 50.0], "2023": [42.0, 28.0, 50.0], "2024": [38.0, 12.0, None]},
    ...     index=["ann", "bob", "eve"],
    ... )
    >>> rule = TierRule("fixed", cuts=[20.0, 40.0], hysteresis=5.0, hysteresis_in="score").fit(spend["2022"])
    >>> rule.predict(spend["2023"]).tolist()
    [3, 2, 3]
    >>> rule.predict_panel(spend)["tier"].unstack()
    window       2022  2023  2024
    customer_id
    ann             1     2     2
    bob             2     2     1
    eve             3     3     0
    """

    _allowed: ClassVar = {
        "kind": one_of(*get_args(TierKind)),
        "n_tiers": whole_from(2),
        "ties": one_of(*get_args(QuotaTies)),
        "hysteresis": number_from(0),
        "hysteresis_in": one_of(*get_args(HysteresisUnit)),
        "grace": whole_from(0),
        "minimum_stay": whole_from(1),
    }

    def __init__(
        self,
        kind: TierKind = "quantile",
        *,
        n_tiers: int = 5,
        cuts: Sequence[float] | None = None,
        quota: Sequence[float] | None = None,
        points: Mapping[str, float] | Sequence[float] | None = None,
        ties: QuotaTies = "lower",
        hysteresis: float = 0.0,
        hysteresis_in: HysteresisUnit = "rank",
        grace: int = 0,
        minimum_stay: int = 1,
        frozen: bool = True,
    ) -> None:
        self.kind = kind
        self.n_tiers = n_tiers
        self.cuts = cuts
        self.quota = quota
        self.points = points
        self.ties = ties
        self.hysteresis = hysteresis
        self.hysteresis_in = hysteresis_in
        self.grace = grace
        self.minimum_stay = minimum_stay
        self.frozen = frozen

    def fit(self, X: ArrayLike, y: None = None) -> Self:
        """Find the cuts.

        Parameters
        ----------
        X : array-like, Series or DataFrame of shape (n_customers, n_columns)
            The scores of one window: one column with NaN for absent customers, or several under "points".
        y : None
            Ignored.

        Returns
        -------
        TierRule
            Itself.
        """
        check_parameters(self, *rule_problems(self))
        values = rule_values(self, X, reset=True)
        here = values[~np.isnan(values).any(axis=1)]
        if not len(here):
            raise ValueError("TierRule: nobody is present in X, all scores are missing: fit on another window.")
        self.places_ = list(np.sort(here, axis=0).T) if self.kind == "points" else []
        scores = self._scores(values)
        borders = self._borders(scores)
        learnt = self.cuts is None
        if learnt and np.nanmin(scores) == np.nanmax(scores):
            raise ValueError(
                f"TierRule: no cuts can be learnt from {len(here)} sample{'s, all' * (len(here) > 1)} equal to "
                f"{here[0].tolist()}. State them with kind='fixed' and cuts=[...]."
            )
        self.cuts_, self.rise_cuts_, self.fall_cuts_ = borders
        self.n_tiers_ = len(self.cuts_) + 1
        self.counts_ = np.bincount(borders.place(scores), minlength=self.n_tiers_ + 1)[1:]
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int16] | pd.Series:
        """Place customers who hold no tier yet, by the cuts alone.

        Parameters
        ----------
        X : array-like, Series or DataFrame of shape (n_customers, n_columns)
            The same columns as in `fit`.

        Returns
        -------
        Series or ndarray of int of shape (n_customers,)
            The tier, 1 to ``n_tiers_``, 0 for who is absent. A table in gives a Series named ``tier`` with its index.
        """
        check_is_fitted(self)
        tiers = self._fitted_borders().place(self._scores(rule_values(self, X, reset=False)))
        return pd.Series(tiers, index=X.index, name="tier") if isinstance(X, pd.Series | pd.DataFrame) else tiers

    def total_points(self, X: ArrayLike) -> NDArray[np.float64] | pd.Series:
        """Add up the points of each customer; the score itself where the rule has one column.

        Parameters
        ----------
        X : array-like, Series or DataFrame of shape (n_customers, n_columns)
            The same columns as in `fit`.

        Returns
        -------
        Series or ndarray of float of shape (n_customers,)
            The score that the cuts are held against, NaN for who is absent.
        """
        check_is_fitted(self)
        scores = self._scores(rule_values(self, X, reset=False))
        return pd.Series(scores, index=X.index, name="points") if isinstance(X, pd.Series | pd.DataFrame) else scores

    def predict_panel(self, scores: pd.DataFrame | Mapping[Hashable, pd.DataFrame]) -> pd.DataFrame:
        """Say which tier each customer holds in each window, where the tier of the window before counts.

        Parameters
        ----------
        scores : DataFrame, or mapping of window to DataFrame
            One row per customer, one column per window in order, NaN for absent; see :func:`amount_by_window`. Under
            "points": for each window the table with the columns of `fit`; who is in no table of a window is absent.

        Returns
        -------
        DataFrame
            As :func:`tier_panel` gives it, with ``by_cuts``: the tier that the score alone has. Where it differs from
            ``tier``, the tier is held by hysteresis, grace or stay.
        """
        check_is_fitted(self)
        table = scores if isinstance(scores, pd.DataFrame) else self._totals(scores)
        values = checked_scores(table)
        check_no_gap(table.columns)
        placed, risen, fallen = self._placed(values)
        tiers = held_tiers(placed, risen, fallen, grace=self.grace, minimum_stay=self.minimum_stay)
        panel = panel_of(values, tiers, table)
        panel.insert(2, "by_cuts", placed.ravel())
        return panel

    def tiers_in(self, values: NDArray[np.float64]) -> NDArray[np.int16]:
        """Give the tiers of `predict_panel` as an array; a rule that is not fitted learns from the first window.

        Parameters
        ----------
        values : ndarray of shape (n_customers, n_windows)
            Scores, or totals of points, NaN for absent.

        Returns
        -------
        ndarray of int of shape (n_customers, n_windows)
            0 for absent.
        """
        rule = self if hasattr(self, "cuts_") else self._fitted_on_totals(values)
        return held_tiers(*rule._placed(values), grace=self.grace, minimum_stay=self.minimum_stay)

    def cuts_by_window(self, scores: pd.DataFrame) -> pd.DataFrame:
        """Find the cuts that each window would have if the rule were fitted there.

        Parameters
        ----------
        scores : DataFrame
            Scores, or totals of points: one row per customer, one column per window in order, NaN for absent.

        Returns
        -------
        DataFrame
            One row per window, one column per cut: ``"1|2"`` between tier 1 and tier 2; infinite where nobody would be
            above, NaN where nobody is present.
        """
        check_parameters(self, *rule_problems(self))
        values = checked_scores(scores)
        found = [self._borders(one).cuts if (~np.isnan(one)).any() else np.nan for one in values.T]
        names = [f"{tier}|{tier + 1}" for tier in range(1, self.best_tier)]
        return pd.DataFrame(np.vstack([np.broadcast_to(cuts, len(names)) for cuts in found]), scores.columns, names)

    @property
    def best_tier(self) -> int:
        """The number of the best tier, known before `fit`."""
        stated = self.cuts if self.cuts is not None else self.quota
        return self.n_tiers if stated is None else len(stated) + 1

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = self.kind != "points"
        tags.input_tags.two_d_array = self.kind == "points"
        tags.input_tags.one_d_array = self.kind != "points"
        return tags

    def _fitted_on_totals(self, values: Floats) -> TierRule:
        filled = np.flatnonzero((~np.isnan(values)).any(axis=0))
        one_column = clone(self)
        if self.kind == "points":
            kind = "fixed" if self.cuts is not None else "quota" if self.quota is not None else "quantile"
            one_column.set_params(kind=kind, points=None)
        return one_column.fit(values[:, filled[0] if len(filled) else 0][:, np.newaxis])

    def _fitted_borders(self) -> Borders:
        return Borders(self.cuts_, self.rise_cuts_, self.fall_cuts_)

    def _borders(self, scores: Floats) -> Borders:
        """Find the cuts in the scores of one window."""
        return borders_of(
            scores, cuts=self.cuts, quota=self.quota, n_tiers=self.n_tiers, ties=self.ties, margin=self.hysteresis,
            unit=self.hysteresis_in,
        )  # fmt: skip

    def _placed(self, values: Floats) -> tuple[Tiers, Tiers, Tiers]:
        """Place all windows by the cuts, by those to rise and by those to fall."""
        lists = ("cuts", "rise", "fall") if self.hysteresis else ("cuts",)
        tiers = [np.empty(values.shape, dtype=np.int16, order="F") for _ in lists]
        for window, scores in enumerate(values.T):
            borders = self._fitted_borders() if self.frozen else self._borders(scores)
            for by, into in zip(lists, tiers, strict=True):
                into[:, window] = borders.place(scores, by)
        return tiers[0], tiers[-2 if self.hysteresis else 0], tiers[-1]

    def _scores(self, values: Floats) -> Floats:
        return points_of(values, self.places_, self.points) if self.kind == "points" else values[:, 0]

    def _totals(self, tables: Mapping[Hashable, pd.DataFrame]) -> pd.DataFrame:
        """Give the points of each customer in each window, side by side."""
        twice = [str(window) for window, table in tables.items() if not table.index.is_unique]
        if twice:
            raise SchemaError(f"customers stand twice in the windows {listed(twice)}: join their rows first.")
        return pd.DataFrame({window: self.total_points(table) for window, table in tables.items()})
