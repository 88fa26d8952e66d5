"""Bytes become the text that was meant, or a sentence says why not."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.read.files.encoding import decode
from custseg.schema import SchemaError

CHINESE = "客户编号,日期,金额,城市\n1,2024-01-05,5,北京\n2,2024-01-06,7,上海\n"
TRADITIONAL = "客戶編號,日期,金額,城市\n1,2024-01-05,5,臺北\n2,2024-01-06,7,高雄\n"
FRENCH = "id;date;montant;ville\n1;2024-01-05;5,50 €;Orléans\n2;2024-01-06;7,50;Besançon\n"


@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, FRENCH, "plain,ascii\n1,2\n", ""])
def test_utf_8_comes_first(text):
    assert decode(text.encode(), "f.csv") == (text, "utf-8", False)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_obeyed_and_removed(mark, encoding):
    assert decode(mark + CHINESE.encode(encoding), "f.csv") == (CHINESE, encoding, False)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding):
    text = "customer_id,date,amount\n1,2024-01-05,5\n"
    assert decode(text.encode(encoding), "f.csv") == (text, encoding, True)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        ("id,amount\n1,￥5\n2,退货\n", "gb18030"),
        (TRADITIONAL, "big5"),
        (FRENCH, "cp1252"),
        ("id;date;amount\n1;2024-01-05;£5\n", "cp1252"),
        ("id;date;amount\n1;2024-01-05;1\u00a0234,50\n", "cp1252"),
        ("Kunde;Straße\n1;Königstraße 1\n2;Mühlweg 2\n", "cp1252"),
        ("клиент;дата;сумма\n1;2024-01-05;5,5\n2;2024-01-06;7,5\n", "cp1251"),
    ],
)
def test_other_encodings_are_recognised_and_called_a_guess(text, encoding):
    assert decode(text.encode(encoding), "f.csv") == (text, encoding, True)


@pytest.mark.parametrize(("text", "encoding"), [(CHINESE, "gbk"), (FRENCH, "iso8859-15"), (CHINESE, "utf-8-sig")])
def test_a_stated_encoding_is_used(text, encoding):
    assert decode(text.encode(encoding), "f.csv", encoding)[:2] == (text, encoding)


def test_a_stated_encoding_is_not_overruled():
    assert decode("é".encode(), "f.csv", "latin-1")[0] == "Ã©"


def test_a_wrong_stated_encoding_names_the_row_and_the_likely_one():
    with pytest.raises(SchemaError, match=r"f\.csv is not valid utf-8: byte 0x\w\w in row 1 .* encoding='gb18030'"):
        decode(CHINESE.encode("gb18030"), "f.csv", "utf-8")
    with pytest.raises(SchemaError, match=r"not valid ascii: byte 0xC3 in row 2 .* encoding='utf-8'"):
        decode("id,city\n1,Orléans\n".encode(), "f.csv", "ascii")


def test_a_stated_encoding_against_a_mark():
    with pytest.raises(SchemaError, match=r"f\.csv is marked as utf-8, not latin-1\. Leave out encoding='latin-1'"):
        decode(codecs.BOM_UTF8 + b"a,b", "f.csv", "latin-1")


def test_utf_16_cut_off():
    with pytest.raises(SchemaError, match=r"not valid utf-16-le: .* Is it cut off"):
        decode(codecs.BOM_UTF16_LE + "a,b".encode("utf-16-le")[:-1], "f.csv")


def test_an_unknown_encoding():
    with pytest.raises(ValueError, match=r"encoding='utf-9' is not known. Examples: 'utf-8', 'gb18030'"):
        decode(b"a,b", "f.csv", "utf-9")


def test_utf_8_with_a_damaged_byte_is_not_taken_for_something_else():
    data = ("id,city\n" + "1,Orléans\n" * 30).encode() + b"2,Besan\xe7on\n"
    with pytest.raises(SchemaError, match="UTF-8 but for 1 place, the first in row 32"):
        decode(data, "f.csv")


def test_bytes_that_are_no_text():
    with pytest.raises(SchemaError, match=r"f\.csv is not text in any known encoding"):
        decode(b"\x89PNG\r\n\0\xff", "f.csv")


@given(
    st.text(st.characters(codec="gb18030", exclude_categories=["Cs"])), st.sampled_from(["utf-8", "gb18030", "utf-16"])
)
def test_what_was_encoded_comes_back(text, encoding):
    assert decode(text.encode(encoding), "f.csv", encoding)[0] == text.removeprefix("\ufeff")


@pytest.mark.parametrize("encoding", ["base64", "rot13", 5, "a\0", "", b"utf-8", "x" * 500])
def test_what_is_no_encoding_of_text(encoding):
    with pytest.raises(ValueError, match=r"encoding=.{1,60} is not known. Examples") as caught:
        decode(b"a,b", "f.csv", encoding)
    assert f"encoding={repr(encoding)[:60]} is not known" in str(caught.value)
    assert not isinstance(caught.value, UnicodeError)
