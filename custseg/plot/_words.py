"""Which words go with a figure when its maker gave none? Sentences of the catalogue, with the table's numbers."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from ..exhibit import Exhibit, phrase


def exhibit_of(figure: Figure, made: Mapping[str, str], **given: str | None) -> Exhibit:
    """Return the exhibit: title, caption and alt text as given, or else as made from the table."""
    return Exhibit(figure, **{name: made[name] if text is None else text for name, text in given.items()})


def and_list(items: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(items) == 1:
        return items[0]
    return phrase("plot.and", before=", ".join(items[:-1]), last=items[-1])


def single_line(name: object) -> str:
    """Return a name as it stands in a sentence, whatever line breaks it has in the figure."""
    return " ".join(str(name).split())
