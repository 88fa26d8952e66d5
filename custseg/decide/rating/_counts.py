"""Is it a count: units or customers, which may be many more than any number of periods?

`check_count`.
"""

from numbers import Real

from ...schema import SchemaError

MOST = 2**53  # beyond it floats leave out whole numbers


def check_count(number: float, name: str, of: str, *, at_least: int = 0) -> int:
    """Return a whole number of `of`, or say why it is not one."""
    sound = isinstance(number, Real) and not isinstance(number, bool) and at_least <= number < MOST
    if not sound or number != int(number):
        raise SchemaError(f"{name} must be a whole number of {of}, {at_least} or more; found {number!r}.")
    return int(number)
