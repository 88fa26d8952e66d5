"""Is a bank's book read right whatever its headers, units and signs, and asked about where it leaves something open?"""

import pandas as pd
import pytest

from custseg.read import read_client_tables
from custseg.read.client_tables import TABLES
from custseg.read.clients.columns import kinds
from custseg.schema import SchemaError
from custseg.segment.nine_grid.growth import STATEMENTS
from custseg.segment.nine_grid.looks import BEHAVIOUR
from custseg.value.bank_return.client_table import CLIENTS


def book(**columns: list) -> pd.DataFrame:
    table = {
        "客户号": ["001", "002", "003"], "支行": ["城东", "城西", "城东"], "收入": [1200.5, 100.0, -50.0],
        "成本": [400.0, 10.0, 20.0], "授信余额": [9000.0, 0.0, 70.0], "违约概率": [0.015, 0.002, 1.0],
        "违约损失率": [0.45, 0.45, 0.4],
    }  # fmt: skip
    return pd.DataFrame(table | columns)


def years(ids: list) -> pd.DataFrame:
    return pd.DataFrame({"客户号": ids, "2021年收入": 1.0, "2022年收入": 2.0, "2023年收入": 3.0})


def test_every_column_that_the_platform_reads_has_names():
    known = set(kinds("clients"))
    assert {column.name for column in CLIENTS.columns} | set(BEHAVIOUR) <= known
    assert {column.name for column in STATEMENTS.columns} == set(kinds("statements"))
    assert all(entry["names"] for table in TABLES for entry in kinds(table).values())


def test_chinese_headers_and_leading_zeros():
    read = read_client_tables(book())
    assert list(read.clients.index) == ["001", "002", "003"] and read.clients.loc["003", "income"] == -50
    assert read.clients["branch"].tolist() == ["城东", "城西", "城东"] and not read.notes


def test_a_text_file_of_a_chinese_bank(tmp_path):
    text = "客户号;支行;收入(万元);成本(万元);授信余额(万元);违约概率;违约损失率\n"
    text += "007;城东;1.200,50;3,5;9.000,25;1,5%;45,0\n"
    file = tmp_path / "book.csv"
    file.write_bytes(text.encode("gb18030"))
    one = read_client_tables(file).clients.loc["007"]
    assert one["income"] == 12_005_000 and one["exposure"] == 90_002_500
    assert one["probability_of_default"] == pytest.approx(0.015) and one["loss_given_default"] == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("chance", "loss", "asks"),
    [
        ([0.015, 0.002, 1.0], [45, 45, 40], "probability_of_default"),
        ([1.5, 0.2, 0.3], [0.45, 0.45, 0.4], "probability_of_default"),
        ([0.015, 0.002, 0.3], [450, 45, 40], "loss_given_default goes up to 450"),
    ],
)
def test_percent_or_fraction_is_asked_where_it_is_open(chance, loss, asks):
    with pytest.raises(SchemaError, match=asks):
        read_client_tables(book(违约概率=chance, 违约损失率=loss))


def test_percent_that_is_certain_or_stated_is_taken_and_noted():
    read = read_client_tables(book(违约损失率=[45, 45, 40]), fraction=["probability_of_default"])
    assert read.clients["loss_given_default"].tolist() == [0.45, 0.45, 0.4]
    assert read.clients["probability_of_default"].tolist() == [0.015, 0.002, 1.0]
    stated = read_client_tables(book(违约概率=[1.5, 0.2, 0.3]), percent=["probability_of_default"])
    assert stated.clients["probability_of_default"].tolist() == pytest.approx([0.015, 0.002, 0.003])
    assert [note.key for note in (*read.notes, *stated.notes)] == ["percent", "percent"]
    assert read_client_tables(book(违约概率=[0.0, 0.0, 1.0])).clients["probability_of_default"].tolist() == [0, 0, 1]


def test_a_sign_of_percent_counts_for_its_own_cell():
    mixed = ["1.5%", "0.2%", "0.3"]
    with pytest.raises(SchemaError, match="sign % in 2 cells, and 1 without"):
        read_client_tables(book(违约概率=mixed))
    for stated, last in (("percent", 0.003), ("fraction", 0.3)):
        read = read_client_tables(book(违约概率=mixed), **{stated: ["probability_of_default"], "fraction": [
            "loss_given_default", *(["probability_of_default"] if stated == "fraction" else [])]})  # fmt: skip
        assert read.clients["probability_of_default"].tolist() == pytest.approx([0.015, 0.002, last])


def test_fractions_under_a_header_of_percent_are_asked_about():
    table = book().rename(columns={"违约损失率": "LGD (%)"})
    with pytest.raises(SchemaError, match=r"LGD \(%\) goes up to 0.45"):
        read_client_tables(table)
    read = read_client_tables(table, fraction=["loss_given_default"])
    assert read.clients["loss_given_default"].tolist() == [0.45, 0.45, 0.4] and not read.notes


def test_income_by_year_may_stand_in_columns_or_in_rows():
    wide = read_client_tables(book(), income=years(["001", "002", "003"])).income
    rows = pd.DataFrame({"client": ["001"] * 3, "年度": ["2021年", "FY2022", "2023-12-31"], "income": [1, 2, 3]})
    long = read_client_tables(book(), income=rows).income
    assert list(wide.columns) == list(long.columns) == [2021, 2022, 2023]
    assert wide.loc["001"].tolist() == long.loc["001"].tolist() == [1, 2, 3]
    with pytest.raises(SchemaError, match="three years in a row"):
        read_client_tables(book(), income=years(["001"]).drop(columns="2022年收入"))


def test_strangers_are_left_out_and_ids_that_do_not_fit_are_refused():
    read = read_client_tables(book(), income=years(["001", "002", "009"]))
    assert list(read.income.index) == ["001", "002"]
    assert read.notes[0].told == {"table": "income", "strangers": 1, "of": 3}
    with pytest.raises(SchemaError, match="written alike"):
        read_client_tables(book(), income=years(["1", "2", "3"]))


def test_a_client_in_two_groups_with_shares_in_percent():
    groups = pd.DataFrame({"客户号": ["001", "001"], "集团": ["g", "h"], "占比": ["60%", "40%"]})
    assert read_client_tables(book(), groups=groups).groups["share"].tolist() == [0.6, 0.4]


def test_what_is_wrong_with_all_tables_is_said_at_once():
    with pytest.raises(SchemaError) as caught:
        read_client_tables(
            pd.concat([book(成本=["x", 1, 2]), book().iloc[:1]]),
            pd.DataFrame({"客户号": ["001"], "年度": ["?"]}),
            groups=pd.DataFrame({"客户号": ["001"]}),
            columns={"income": "Ertrag"},
        )
    said = str(caught.value)
    for part in ("cost cannot be read", "lacks 'revenue'", "year cannot be read", "lacks 'group'", "income=Ertrag"):
        assert part in said, part


def test_a_client_who_stands_twice_is_named_with_its_rows():
    with pytest.raises(SchemaError, match=r"stand twice \(001 in rows"):
        read_client_tables(pd.concat([book(), book().iloc[:1]], ignore_index=True))


def test_headers_may_be_stated_and_classes_be_chinese():
    table = book().rename(columns={"收入": "Ertrag"}).assign(敞口类型=["公司", "信用卡", None])
    read = read_client_tables(table, columns={"income": "Ertrag"})
    assert read.clients["income"].tolist() == [1200.5, 100.0, -50.0]
    assert read.clients["exposure_class"].tolist()[:2] == ["corporate", "revolving"]


def test_turnover_in_units_is_refused():
    for turnover in ([8e6, 1e7, 2e7], [8e3, 1e4, 2e4]):
        with pytest.raises(SchemaError, match="millions of euros"):
            read_client_tables(book(turnover=turnover))
    scaled = read_client_tables(book(**{"年销售额(万元)": [5000.0, 200.0, 100.0]})).clients["turnover"]
    assert scaled.tolist() == [50.0, 2.0, 1.0]


@pytest.mark.parametrize("word", ["Total", "合计", "城东小计", "Grand total:"])
def test_sums_of_other_rows_are_no_clients(word):
    row = {"客户号": word, "支行": None, "收入": 1250.5, "成本": 430.0, "授信余额": 9070.0, "违约概率": "-",
           "违约损失率": "-"}  # fmt: skip
    read = read_client_tables(pd.concat([book(), pd.DataFrame([row, row])], ignore_index=True).astype(object))
    assert read.clients["income"].sum() == 1250.5 and len(read.clients) == 3
    assert read.notes[0].key == "sums" and read.notes[0].told["places"].startswith("rows ")


def test_a_sum_that_no_word_betrays_is_asked_about():
    rows = pd.DataFrame({"client_id": list("abcde"), "income": [1.0, 2, 3, 4, 10], "cost": [1.0, 1, 1, 1, 4],
                         "exposure": [9.0, 0, 0, 1, 10], "pd": 0.01, "lgd": 0.45})  # fmt: skip
    with pytest.raises(SchemaError, match=r"\(e\) is the sum of the rows above"):
        read_client_tables(rows)
    assert len(read_client_tables(rows.iloc[:4]).clients) == 4


@pytest.mark.parametrize("header", ["收入 (EUR m)", "收入 (in 1000)", "收入（万元/年）"])
def test_a_unit_that_nobody_knows_and_stands_for_many_is_asked_about(header):
    with pytest.raises(SchemaError, match="is not known"):
        read_client_tables(book().rename(columns={"收入": header}))
    assert len(read_client_tables(book().rename(columns={"收入": "收入 (2024)"})).clients) == 3


@pytest.mark.parametrize(
    ("line", "times"),
    [("单位：万元", 1e4), ("（金额单位：人民币万元）", 1e4), ("Amounts in thousands of EUR", 1e3), ("对公客户", 1)],
)
def test_a_unit_above_the_header_counts_for_all_money(tmp_path, line, times):
    file = tmp_path / "book.csv"
    file.write_text(f"{line};;\n" + book().to_csv(index=False, sep=";"), encoding="utf-8")
    read = read_client_tables(file)
    assert read.clients["income"].sum() == 1250.5 * times and read.clients["exposure"].sum() == 9070 * times
    assert len(read.notes) == (0 if times == 1 else 3)


def test_headers_in_two_currencies_are_refused_and_one_is_kept():
    with pytest.raises(SchemaError, match="several currencies"):
        read_client_tables(book().rename(columns={"收入": "收入(USD)", "成本": "成本(元)"}))
    assert read_client_tables(book().rename(columns={"收入": "收入(元)"})).currency == "CNY"
    assert (
        read_client_tables(book(), income=years(["001"]).rename(columns={"2021年收入": "2021 (USD)"})).currency is None
    )


def test_ids_without_their_zeros_are_refused_although_most_fit():
    many = pd.concat([book(客户号=[f"{at}{end}" for end in (1, 2, 3)]) for at in (100, 200, 300)], ignore_index=True)
    statements = years([*many["客户号"].iloc[1:], "01001"])
    with pytest.raises(SchemaError, match=r"01001 for 1001"):
        read_client_tables(many, income=statements)


def test_tables_of_the_whole_bank_fit_a_book_of_few():
    read = read_client_tables(book(), income=years([*book()["客户号"], *(f"1{one:02}" for one in range(60))]))
    assert len(read.income) == 3 and read.notes[0].told["strangers"] == 60


def test_branches_that_differ_in_case_or_blanks_are_one():
    read = read_client_tables(book(支行=["North", "NORTH ", "north"]))
    assert read.clients["branch"].nunique() == 1 and read.notes[0].key == "spelling"


def test_a_wrong_decimal_sign_is_refused():
    with pytest.raises(ValueError, match="decimal"):
        read_client_tables(book(), decimal=";")


@pytest.mark.parametrize("spoilt", ["#REF!", "#DIV/0!", "1.23457E+11", "6,2E+18"])
def test_ids_that_a_spreadsheet_spoilt_are_refused(spoilt):
    with pytest.raises(SchemaError, match=r"spoilt by a spreadsheet in rows"):
        read_client_tables(book(客户号=["001", spoilt, "003"]))


def test_maturity_in_months_is_refused():
    with pytest.raises(SchemaError, match="it is in years"):
        read_client_tables(book(期限=[36.0, 24.0, 60.0]))
    assert len(read_client_tables(book(期限=[3.0, 2.0, 25.0])).clients) == 3


TWO_ROWS = {
    "merged over both": (
        ["客户号", "支行", "收益", None, None, "风险", None],
        [None, None, "收入", "成本", "授信余额", "违约概率", "违约损失率"],
    ),
    "the id alone above": (
        ["客户号", "经营", None, None, None, "风险", None],
        [None, "支行", "收入", "成本", "授信余额", "违约概率", "违约损失率"],
    ),
    "words over several": (
        ["客户", None, "收益", None, None, "风险", None],
        ["客户号", "支行", "收入", "成本", "授信余额", "违约概率", "违约损失率"],
    ),
}


def with_titles(header: tuple[list, ...]) -> pd.DataFrame:
    titles = [["XX银行对公客户表", *[None] * 6], ["单位：万元", *[None] * 5, "2023年12月31日"], [None] * 7]
    return pd.DataFrame([*titles, *header, *book().to_numpy().tolist()])


@pytest.mark.parametrize("kind", TWO_ROWS)
def test_a_header_in_two_rows_below_titles_is_read_from_a_workbook(kind, tmp_path):
    file = tmp_path / "book.xlsx"
    with_titles(TWO_ROWS[kind]).to_excel(file, header=False, index=False)
    read, plain = read_client_tables(file), read_client_tables(book())
    assert read.clients.index.tolist() == ["001", "002", "003"]
    assert read.clients["income"].tolist() == [12_005_000, 1_000_000, -500_000], "万元 above the titles counts"
    rest = ["branch", "probability_of_default", "loss_given_default"]
    pd.testing.assert_frame_equal(read.clients[rest], plain.clients[rest])
    noted = [note.told["rows"] for note in read.notes if note.key == "header"]
    assert noted == ([] if kind == "words over several" else ["4 and 5"])


@pytest.mark.parametrize("kind", ["merged over both", "the id alone above"])
def test_a_header_in_two_rows_of_a_text_is_refused_and_the_remedy_works(kind, tmp_path):
    file, table = tmp_path / "book.csv", with_titles(TWO_ROWS[kind])
    table.to_csv(file, header=False, index=False)
    with pytest.raises(SchemaError, match=r"the header seems to stand in several rows.*Write each column's name into"):
        read_client_tables(file)
    mended = table.drop(index=4)
    mended.loc[3] = [below or above for above, below in zip(*TWO_ROWS[kind], strict=True)]
    mended.to_csv(file, header=False, index=False)
    assert read_client_tables(file).clients["income"].tolist() == [12_005_000, 1_000_000, -500_000]


def test_a_second_row_with_figures_in_its_names_is_refused_in_words(tmp_path):
    file = tmp_path / "book.xlsx"
    above, below = TWO_ROWS["merged over both"]
    header = (above, [*below[:4], "2023年授信余额", *below[5:]])
    with_titles(header).to_excel(file, header=False, index=False)
    with pytest.raises(SchemaError, match="row 5 has names of columns in it"):
        read_client_tables(file)
