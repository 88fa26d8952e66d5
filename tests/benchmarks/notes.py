"""How do notes and the manual say a share? Without the nought, in a text that is broken into lines."""


def said(share):
    """Write .93, as notes do."""
    return f"{share:.2f}".removeprefix("0")


def one_line(function):
    """Give the docstring of a function without its line breaks."""
    return " ".join(function.__doc__.split())
