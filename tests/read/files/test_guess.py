"""Bytes that are no UTF-8 are read as what they were written as, or the caller is asked."""

import pytest

from custseg.read.files.delimited import read_delimited
from custseg.read.files.guess import _odd_joins, guess_encoding, words_to_check
from custseg.schema import SchemaError

NAMES = {
    "cp1251": "Иванов,Пётр Смирнов,Кузнецова,Москва,Новосибирск,Екатерина,Жуков,Щербаков",
    "gb18030": "王小明,上海市浦东新区,李雷,韩梅梅,北京市朝阳区,张伟,广州天河,深圳南山,杭州西湖,成都武侯",
    "big5": "王小明,臺北市信義區,李雷,韓梅梅,高雄市,張偉,臺中市西屯區",
    "euc_kr": "김철수,이영희,박민준,최서연,정하은,강동원,조은정,윤서준,서울특별시,부산광역시,대구,인천,광주",
    "cp932": "東京都渋谷区,さくら,大阪,カタカナ,ひらがな,田中太郎,鈴木一郎",
    "cp1250": "Łódź,Wałęsa,książka,mały,Kraków,Żółć,Gdańsk",
    "mac_roman": "Müller,Köln,Zürich,Bäcker,Düsseldorf,Straße",
    "cp1252": "Müller,Köln,Zürich,Bäcker,Düsseldorf,Straße,Besançon,Orléans,España,¿Qué?",
}


def sales(names, header="customer_id,date,amount,name"):
    rows = [f"{place},2024-01-{place:02},5,{name}" for place, name in enumerate(names.split(","), start=1)]
    return "\n".join([header, *rows, ""])


@pytest.mark.parametrize("encoding", NAMES)
def test_names_under_a_plain_header(encoding):
    text = sales(NAMES[encoding])
    codec = guess_encoding(text.encode(encoding), "f.csv")
    assert text.encode(encoding).decode(codec) == text


def test_russian_capitals_are_not_turned_into_chinese():
    text = sales(NAMES["cp1251"].upper())
    codec = guess_encoding(text.encode("cp1251"), "f.csv")
    assert text.encode("cp1251").decode(codec) == text


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize("header", ["會員編號,交易日期,金額,姓名", "客戶,日期,金額,城市"])
def test_a_header_in_traditional_chinese(encoding, header):
    assert guess_encoding(sales("a,b", header).encode(encoding), "f.csv") == encoding


def test_two_that_are_as_likely_are_asked_for():
    data = sales("김철수").encode("euc_kr")
    with pytest.raises(
        SchemaError, match=r"encoding='gb18030' makes .*, encoding='euc_kr' makes '김철수'.* Pass the one"
    ):
        guess_encoding(data, "f.csv")


@pytest.mark.parametrize("encoding", ["cp1251", "cp1250", "mac_roman", "euc_kr", "cp1252", "gb18030"])
def test_every_guess_is_said_with_its_words(tmp_path, encoding):
    (tmp_path / "f.csv").write_bytes(sales(NAMES[encoding]).encode(encoding))
    (note,) = read_delimited(tmp_path / "f.csv").notes
    first = NAMES[encoding].split(",")[0].split()[0]
    assert note.startswith("the encoding was guessed: ")
    assert f"words such as '{first}'" in note


def test_words_to_check():
    assert words_to_check("id,Köln,abc,Köln,Müller,ß") == ["Köln", "Müller"]


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Köln, Müller, Œuvre", 0),  # one rare letter may be
        ("Škoda, Œuvre", 1),
        ("Škoda, Œuvre, šunka", 2),
        ("ma³y", 2),  # a sign after a small letter, and before one
        ("MšllEr", 0),
        ("aÖ", 1),
    ],
)
def test_what_no_word_looks_like_is_counted(text, odd):
    assert _odd_joins(text) == odd
