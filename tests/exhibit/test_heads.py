"""Do the names of columns become words, and does every wording of the dictionary read as one?"""

import re

import pytest

from custseg.catalogue import phrases
from custseg.exhibit._heads import label

LABELS = {key.removeprefix("labels."): words for key, words in phrases().items() if key.startswith("labels.")}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("share_of_amount", "share of the money"),
        ("sim_alive", "alive (simulated)"),
        ("sim_share_of_amount", "share of the money (simulated)"),
        ("not_in_the_dictionary", "not in the dictionary"),
        ("music shop", "music shop"),
        ("_hidden", "_hidden"),
        (7, 7),
        (None, None),
    ],
)
def test_names_become_words(name, words):
    assert label(name) == words


def test_own_words_go_first():
    assert label("share_of_amount", {"share_of_amount": "part"}) == "part"


def test_the_dictionary_holds_words_and_no_names():
    snake = {name: words for name, words in LABELS.items() if re.search(r"[a-z]_[a-z]{2}", words)}
    assert len(LABELS) > 100
    assert not snake, "write words with spaces in labels.toml"
