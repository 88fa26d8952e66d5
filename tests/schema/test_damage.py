"""Whatever a library raises over a file becomes one sentence."""

import warnings
import zlib

import pytest

from custseg.schema import SchemaError, sound_file


@pytest.mark.parametrize("error", [zlib.error("bad"), KeyError("sheet1"), MemoryError(), IndexError("a\x1b[31m\nb")])
def test_every_exception_becomes_one_sentence(error):
    said = pytest.raises(SchemaError, match=r"^f\.xlsx is damaged \(\w+.*\)\. Save it again\.$")
    with said as caught, sound_file("f.xlsx is damaged", "Save it again."):
        raise error
    assert "\x1b" not in str(caught.value)
    assert caught.value.__cause__ is error


def test_a_schema_error_passes():
    with pytest.raises(SchemaError, match=r"^mine$"), sound_file("f.xlsx is damaged", "Save it again."):
        raise SchemaError("mine")


def test_warnings_of_libraries_are_not_shown():
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with sound_file("f.xlsx is damaged", "Save it again."):
            warnings.warn("no default style", stacklevel=1)
        assert shown == [], "a reader of sales.xlsx cannot act on what a library says about it: keep it quiet"
        warnings.warn("afterwards", stacklevel=1)
        assert len(shown) == 1, "warnings after the file are no longer ours to hide: put the filters back"


def test_long_messages_are_cut():
    with pytest.raises(SchemaError) as caught, sound_file("f is damaged", "Save it again."):
        raise ValueError("x" * 5000)
    assert len(str(caught.value)) < 300
