"""Which two spans of days are compared?

`two_spans`.
"""

from ..schema import Day, day_name, day_number

Span = tuple[int, int]


def two_spans(before: tuple[Day, Day], after: tuple[Day, Day]) -> tuple[Span, Span]:
    """Read two spans of days, each as the numbers of its first and last day; refuse those that overlap.

    Parameters
    ----------
    before, after : tuple of two days
        First and last day of each, both counted. The second starts after the first ends.

    Returns
    -------
    tuple of two tuples
        Days since 1970-01-01.

    Raises
    ------
    ValueError
        If a span is not two days in order, or they overlap.

    Examples
    --------
    >>> two_spans(("1970-01-01", "1970-01-31"), ("1970-02-01", "1970-02-28"))
    ((0, 30), (31, 58))
    """
    old, new = _span(before, "before"), _span(after, "after")
    if new[0] <= old[1]:
        raise ValueError(f"`after` starts on {day_name(new[0])}, `before` ends on {day_name(old[1])}: they overlap.")
    return old, new


def _span(days: tuple[Day, Day], name: str) -> Span:
    if not isinstance(days, tuple | list) or len(days) != 2:
        raise ValueError(f"`{name}` must be two days, the first and the last; found {days!r}.")
    first, last = (day_number(day, f"`{name}`") for day in days)
    if last < first:
        raise ValueError(f"`{name}` ends on {day_name(last)}, before it starts on {day_name(first)}.")
    return first, last
