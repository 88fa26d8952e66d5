"""Which arguments of a simulator lie outside their ranges?

`check_ranges` names them all.
"""

from ..schema import SchemaError


def check_ranges(**arguments: tuple[float, float, float]) -> None:
    """Raise a SchemaError that names each argument outside its range.

    Parameters
    ----------
    **arguments : tuple of float
        By name: the value, the least and the most that it may be.

    Raises
    ------
    SchemaError
        If a value lies outside, or is missing.
    """
    wrong = [
        f"{name} must lie between {low} and {high}; found {value}."
        for name, (value, low, high) in arguments.items()
        if not low <= value <= high
    ]
    if wrong:
        raise SchemaError(*wrong)
