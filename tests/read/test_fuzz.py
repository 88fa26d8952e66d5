"""Files put together at random, some of them damaged: each ends in the right table or in one SchemaError."""

import csv
import datetime
import io
import random
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from custseg.judgement import read_judgements, write_judgement_template
from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.schema import SchemaError

FILES, FLIPS, SLICE, FEW = 1500, 500, 40, 4
ENGLISH = ("customer_id", "date", "amount", "name", "tag")
CHINESE = ("客户编号", "日期", "金额", "姓名", "tag")
TRADITIONAL = ("客戶編號", "日期", "金額", "姓名", "tag")
WESTERN_NAMES = ("Müller", "Köln", "Zoë", "Besançon", "plain", "Straße 5")
CHINESE_NAMES = ("王小明", "上海市浦东新区", "韩梅梅", "退货", "四川成都", "中国")
RUSSIAN = ("Иванов", "Пётр Смирнов", "МОСКВА", "Щербаков", "Жуков", "Екатерина")
KOREAN = ("김철수", "이영희", "박민준", "최서연", "정하은", "강동원", "서울특별시", "대구")
ENCODINGS = {
    "utf-8": (ENGLISH, WESTERN_NAMES),
    "utf-8-sig": (CHINESE, CHINESE_NAMES),
    "utf-16": (ENGLISH, CHINESE_NAMES),
    "gb18030": (CHINESE, CHINESE_NAMES),
    "big5": (TRADITIONAL, ("臺北市", "王小明", "高雄")),
    "cp1252": (ENGLISH, WESTERN_NAMES),
    "cp1251": (ENGLISH, RUSSIAN),
    "euc_kr": (ENGLISH, KOREAN),
    "mac_roman": (ENGLISH, WESTERN_NAMES),
}
DATES = {
    "%Y-%m-%d": "",
    "%Y-%m-%d %H:%M": "",
    "%Y/%m/%d": "",
    "%Y%m%d": "",
    "%Y年%m月%d日": "wide",
    "%d.%m.%Y": "",
    "%d/%m/%Y": "",
    "%m/%d/%Y": "",
    "%d/%m/%y": "",
    "%m/%d/%y": "",
    "%y/%m/%d": "",
    "%y-%m-%d": "",
    "%d %b %Y": "",
}
NUMBERS = ("point", "comma", "thousands", "thousands comma", "currency", "brackets", "full width")
IDS = ("number", "zeros", "letters", "float")
DAMAGES = (
    *("superscript", "error", "rounded", "short", "long", "no id", "no date", "stray quotes", "one quote"),
    *("cut", "byte", "invisible", "control", "huge", "nul"),
)
ASKED = ("Pass ", "pass ")


@dataclass
class File:
    """A file, what was meant by each row, and which rows may be missing or refused."""

    data: bytes
    encoding: str
    separator: str
    above: int
    truth: dict[str, tuple[str, datetime.datetime, float]]
    damage: str
    spoilt: set[str] = field(default_factory=set)
    answers: dict[str, object] = field(default_factory=dict)


def made(seed: int) -> File:
    chance = random.Random(seed)
    encoding = chance.choice(list(ENCODINGS))
    header, names = ENCODINGS[encoding]
    separator = chance.choice(",,;;\t|")
    pattern = chance.choice([key for key, needs in DATES.items() if not needs or header != ENGLISH])
    writing, identity = chance.choice(NUMBERS), chance.choice(IDS)
    writing = "point" if writing == "full width" and encoding not in ("utf-8-sig", "utf-16", "gb18030") else writing
    start = datetime.datetime(
        chance.choice([1997, 2003, 2012, 2023]), chance.randint(1, 12), chance.randint(1, 28), 10, 30
    )
    span, rows, truth = chance.choice([40, 400, 900]), [], {}
    for place in range(chance.choice([1, 4, 30, 60])):
        day = start + datetime.timedelta(days=chance.randint(0, span))
        amount = round(chance.choice([-1, 1, 1, 1]) * chance.uniform(0.01, 20_000), 2)
        number = chance.randint(1, 25)
        who = {"zeros": f"{number:05}", "letters": f"K-{number}"}.get(identity, str(number))
        read = day if "%H" in pattern else day.replace(hour=0, minute=0)
        truth[f"t{place}"] = (who, read, amount)
        shown = f"{who}.0" if identity == "float" else who
        rows.append([shown, day.strftime(pattern), number_text(amount, writing), chance.choice(names), f"t{place}"])
    if chance.random() < 0.2:
        rows[chance.randrange(len(rows))][3] = 'two\nlines, and "marks"'
    damage = chance.choice(DAMAGES) if chance.random() < 0.5 else ""
    file = File(b"", encoding, separator, 0, truth, damage)
    damage_cells(file, rows, chance)
    lay_out(file, header, rows, chance)
    damage_bytes(file, chance)
    return file


def number_text(amount: float, writing: str) -> str:
    size, minus = f"{abs(amount):.2f}", "-" if amount < 0 else ""
    grouped = f"{abs(amount):,.2f}"
    return {
        "point": minus + size,
        "comma": minus + size.replace(".", ","),
        "thousands": minus + grouped,
        "thousands comma": minus + grouped.translate(str.maketrans(",.", ".,")),
        "currency": f"{minus}${size}",
        "brackets": f"({size})" if minus else size,
        "full width": minus + "".join(chr(ord(c) + 0xFEE0) for c in size),
    }[writing]


def damage_cells(file: File, rows: list[list[str]], chance: random.Random) -> None:
    place = chance.randrange(len(rows))
    row, wide = rows[place], file.encoding.startswith("utf")
    spoil = {
        "superscript": (2, row[2] + ("²" if wide or file.encoding in ("cp1252",) else "x")),
        "error": (0, chance.choice(["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A"])),
        "rounded": (0, chance.choice(["1,23457E+11", "1E+11", "1.23457E+15"])),
        "no id": (0, chance.choice(["", "  ", "NULL"])),
        "no date": (1, chance.choice(["", "soon", "31.02.2024", "2024-13-45"])),
        "huge": (2, chance.choice(["1e400", "1e-400", "inf", "nan"])),
        "control": (1, "\x1b]0;pwned\x07"),
    }
    if file.damage in spoil:
        column, text = spoil[file.damage]
        row[column] = text
        file.spoilt.add(f"t{place}")
    elif file.damage == "invisible" and wide:
        row[0] = chance.choice(["{}\u200b", "\u2060{}", "{}\u00ad"]).format(row[0])
    elif file.damage == "short":
        del row[chance.choice([2, 3]) :]
        file.spoilt |= {f"t{place}", ""}
    elif file.damage == "long":
        row.insert(chance.randrange(3), "odd")
        file.spoilt |= {f"t{place}"}


def lay_out(file: File, header: tuple[str, ...], rows: list[list[str]], chance: random.Random) -> None:
    text = io.StringIO()
    end = chance.choice(["\n", "\r\n", "\r"])
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(text, delimiter=file.separator, quoting=quoting, lineterminator="\n")
    above = ["\n"] * chance.choice([0, 0, 1, 3]) + [f"sep={file.separator}\n"] * (chance.random() < 0.2)
    file.above = len(above)
    text.write("".join(above))
    writer.writerow(header)
    stray = sorted(chance.sample(range(len(rows)), min(2, len(rows)))) if "quote" in file.damage else []
    for place, row in enumerate(rows):
        if chance.random() < 0.05:
            text.write("\n")
        if place in stray[: 1 if file.damage == "one quote" else 2]:
            row = [*row[:3], '"' + row[3].replace("\n", " "), row[4]]
            text.write(file.separator.join(row) + "\n")
        else:
            writer.writerow(row)
    text.write("\n" * chance.choice([0, 0, 2]))
    written = text.getvalue().replace("\n", end)
    file.data = (written[: -len(end)] if chance.random() < 0.1 else written).encode(file.encoding, errors="replace")


def damage_bytes(file: File, chance: random.Random) -> None:
    if file.damage == "cut":
        file.data = file.data[: chance.randrange(len(file.data) * 2 // 3, len(file.data))]
    elif file.damage in ("byte", "nul"):
        place = chance.randrange(len(file.data))
        byte = 0 if file.damage == "nul" else file.data[place] ^ (1 << chance.randrange(8))
        file.data = file.data[:place] + bytes([byte]) + file.data[place + 1 :]


def wrong_with(file: File, path, count_records) -> str | None:
    """Say what is wrong with the way in which a file is read; None if nothing is."""
    path.write_bytes(file.data)
    try:
        table, rejects = read_transactions_with_rejects(
            path,
            duplicates="keep",
            separator=file.separator,
            answers={"refunds": "keep"},  # one of the names means a return; here the cells are compared as written
        )
    except SchemaError as error:
        if "\x1b" in str(error):
            return "the message holds control characters"
        asked = any(word in str(error) for word in ASKED)
        return None if asked or file.damage else f"a sound file was refused: {error}"
    source = table.attrs["source"]
    if file.damage not in ("byte", "nul") or not source["encoding"].startswith("utf-16"):
        text = file.data.decode(source["encoding"]).removeprefix("\ufeff").encode()
        accounted = source["rows_read"] + source["rows_blank"] + file.above + 1
        if file.damage != "byte" and accounted != count_records(text, file.separator.encode()):
            return f"{accounted} rows are accounted for, the bytes hold {count_records(text, file.separator.encode())}"
    if source["rows_read"] != len(table) + len(rejects):
        return "rows are neither read nor set aside"
    if file.damage in ("byte", "nul"):
        return None  # one byte can turn one value into another: nobody can see that
    return misread(file, table, set(rejects["tag"]))


def misread(file: File, table: pd.DataFrame, rejected: set[str]) -> str | None:
    cut = set(list(file.truth)[-1:]) if file.damage == "cut" else set()
    noted = any("no line end" in note for note in table.attrs["source"]["notes"])
    tags = table["tag"].fillna("").tolist()
    for tag, *read in zip(tags, table["customer_id"], table["date"], table["amount"], strict=True):
        if (tag == "" and tag in file.spoilt) or (file.damage == "cut" and tag in ("", tags[-1]) and noted):
            continue
        if file.truth.get(tag) != tuple(read):
            return f"{tag} was read as {read}, meant was {file.truth.get(tag)}"
    lost = set(file.truth) - set(tags) - rejected - file.spoilt - cut
    if lost and file.damage != "cut":
        return f"rows {sorted(lost)} are lost"
    unsound = {"superscript", "error", "rounded", "no id", "no date", "huge", "control"} & {file.damage}
    return f"the spoilt row was read: {file.spoilt & set(tags)}" if unsound and file.spoilt & set(tags) else None


SPOILERS = {
    "error": (0, "#REF!"),
    "long number": (0, 1.23456789012345e18),
    "formula": (2, "=1+1"),
    "formula of an id": (0, "=B2"),
    "text": (2, "12²"),
    "no id": (0, None),
    "no date": (1, "soon"),
    "boolean": (2, True),
}


def wrong_with_table(seed: int, folder) -> str | None:
    """Say what is wrong with the way in which a workbook, a Parquet file or a frame is read."""
    chance = random.Random(seed)
    kind, damage = chance.choice(["xlsx", "xlsx", "parquet", "frame"]), chance.choice(["", *SPOILERS])
    damage = "" if kind == "parquet" else damage
    rows, truth = [], {}
    for place in range(chance.choice([1, 5, 40])):
        day = datetime.datetime(2024, 1, 5, 10, 30) + datetime.timedelta(days=chance.randint(0, 400))
        who, amount = (
            chance.choice([chance.randint(1, 25), f"K-{chance.randint(1, 25)}"]),
            chance.randint(-500, 9000) / 4,
        )
        truth[f"t{place}"] = (str(who), day, amount)
        rows.append([str(who) if kind == "parquet" else who, day, amount, f"t{place}"])
    spoilt = f"t{chance.randrange(len(rows))}" if damage else ""
    if damage:
        column, cell = SPOILERS[damage]
        rows[int(spoilt[1:])][column] = cell
    source = saved(pd.DataFrame(rows, columns=["customer_id", "date", "amount", "tag"]), kind, folder, chance)
    try:
        table, rejects = read_transactions_with_rejects(source, duplicates="keep")
    except SchemaError as error:
        return None if damage and len(rows) == 1 else f"refused: {error}"
    facts = table.attrs["source"]
    if facts["rows_read"] != len(rows) or len(table) + len(rejects) != len(rows):
        return f"{len(rows)} rows were written, {len(table)} read and {len(rejects)} set aside"
    for tag, *read in zip(table["tag"], table["customer_id"], table["date"], table["amount"], strict=True):
        if tag == spoilt or truth[tag] != tuple(read):
            return f"{damage} {kind}: {tag} was read as {read}, meant was {truth[tag]}"
    return None


def saved(frame: pd.DataFrame, kind: str, folder, chance: random.Random):
    """Write a table as one kind of file, or leave it as it is."""
    if kind == "parquet":
        frame.to_parquet(folder / "sales.parquet")
        return folder / "sales.parquet"
    if kind == "frame":
        return frame.sample(frac=1, random_state=chance.randrange(1000))
    book = Workbook()
    for _ in range(chance.choice([0, 0, 2])):
        book.active.append([])
    for row in [list(frame), *frame.astype(object).to_numpy().tolist()]:
        book.active.append([None if cell is None or cell != cell else cell for cell in row])
        if chance.random() < 0.1:
            book.active.append([])
    book.save(folder / "sales.xlsx")
    return folder / "sales.xlsx"


@pytest.fixture
def tables_tried(tmp_path):
    def tried(seeds):
        found = {seed: wrong_with_table(seed, tmp_path) for seed in seeds}
        return {seed: wrong for seed, wrong in found.items() if wrong}

    return tried


def test_few_tables_put_together_at_random(tables_tried):
    assert tables_tried(range(FEW)) == {}


@pytest.mark.heavy
def test_tables_put_together_at_random(tables_tried):
    assert tables_tried(range(FEW, 15)) == {}


@pytest.mark.slow
def test_many_tables_put_together_at_random(tables_tried):
    assert tables_tried(range(300)) == {}


@pytest.fixture
def tried(tmp_path, count_records):
    def tried(seeds):
        found = {}
        for seed in seeds:
            file = made(seed)
            try:
                wrong = wrong_with(file, tmp_path / "sales.csv", count_records)
            except Exception as error:
                wrong = f"{type(error).__name__}: {error}"
            if wrong:
                found[seed] = f"{file.damage or 'sound'} {file.encoding}: {wrong}"
        return found

    return tried


def test_few_files_put_together_at_random(tried):
    assert tried(range(FEW)) == {}


@pytest.mark.heavy
def test_files_put_together_at_random(tried):
    assert tried(range(FEW, SLICE)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, FILES, 100))
def test_many_files_put_together_at_random(tried, start):
    assert tried(range(start, start + 100)) == {}


SALES = pd.DataFrame(
    {
        "customer_id": [f"K-{place % 9}" for place in range(60)],
        "date": pd.date_range("2024-01-05", periods=60, freq="31h"),
        "amount": [round(place * 1.37 - 8, 2) for place in range(60)],
    }
)


def workbook(path):
    book = Workbook()
    book.active.append(list(SALES))
    for row in SALES.itertuples(index=False):
        book.active.append(list(row))
    book.save(path)


def parquet(path):
    pq.write_table(pa.Table.from_pandas(SALES), path, write_page_checksum=True)


def judgements(path):
    write_judgement_template(path, {"goal": ["price", "service", "range"]}, expert="first")


def same_sales(path):
    read = read_transactions(path, duplicates="keep")
    pd.testing.assert_frame_equal(
        read[list(SALES)], SALES, check_dtype=False, check_exact=False, rtol=1e-12, obj="the table read"
    )


KINDS = {
    "xlsx": (workbook, "sales.xlsx", same_sales),
    "parquet": (parquet, "sales.parquet", same_sales),
    "judgements": (judgements, "expert.xlsx", lambda path: read_judgements(path)["first"]["goal"]),
}


def flipped(tmp_path, kind: str, flips: int) -> dict[int, str]:
    write, name, check = KINDS[kind]
    write(tmp_path / name)
    check(tmp_path / name)
    sound, found = (tmp_path / name).read_bytes(), {}
    for seed in range(flips):
        chance = random.Random(seed)
        data = bytearray(sound)
        for _ in range(chance.choice([1, 1, 3])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (tmp_path / name).write_bytes(data)
        try:
            check(tmp_path / name)
        except SchemaError:
            continue
        except Exception as error:
            found[seed] = f"{type(error).__name__}: {error}"
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit(tmp_path, kind):
    assert flipped(tmp_path, kind, 15) == {}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_flipped_bits(tmp_path, kind):
    assert flipped(tmp_path, kind, FLIPS // len(KINDS) + 1) == {}
