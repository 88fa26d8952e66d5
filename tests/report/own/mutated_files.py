"""Files of purchases that something happened to, seeded, each with the rows that are still sound."""

import datetime
import io
import random
from dataclasses import dataclass, field

import pandas as pd
from openpyxl import Workbook

from custseg.datasets import load_cdnow

HEADERS = {
    "shop": {"customer_id": "Kundennummer", "date": "Bestelldatum", "amount": "Umsatz", "order_id": "Auftragsnummer"},
    "cdnow": {"customer_id": "customer_id", "date": "date", "amount": "amount", "order_id": "order_id"},
}


@dataclass
class Row:
    """One purchase as it is meant and as it stands in the file; unsound ones may be missing from a page."""

    cells: dict[str, str]
    amount: float
    sound: bool = True


@dataclass
class File:
    """Rows, how they are written, and what was done to them."""

    kind: str
    rows: list[Row]
    headers: list[str]
    chance: random.Random
    separator: str = ","
    encoding: str = "utf-8"
    comma: bool = False
    newline: str = "\n"
    ending: str = ".csv"
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)
    exact: bool = True  # whether sound rows must all be there once a page appears
    cut: bool = False  # the last amount may have lost digits
    data: bytes | None = None

    def some(self, most=5):
        """Draw a few rows."""
        return self.chance.sample(self.rows, min(len(self.rows), self.chance.randint(1, most)))

    def write(self):
        """Give the bytes of the file."""
        if self.data is not None:
            return self.data
        names = [HEADERS[self.kind].get(name, name) for name in self.headers]
        lines = [*self.above, self.separator.join(names)]
        lines += [self.separator.join(row.cells.get(name, "") for name in self.headers) for row in self.rows]
        text = self.newline.join([*lines, *self.below]) + self.newline
        return text.encode(self.encoding, "replace")


def written(amount, comma):
    """Write an amount with two decimals."""
    text = f"{amount:.2f}"
    return text.replace(".", ",") if comma else text


def shop(chance):
    """Write a German shop: decimal commas, refunds with their order, a guest or two, an old encoding."""
    file = File("shop", [], list(HEADERS["shop"]), chance, ";", "cp1252", comma=True)
    day, orders = datetime.date(2023, 1, 1), chance.randint(60, 220)
    for number in range(orders):
        day += datetime.timedelta(days=chance.choice((0, 1, 1, 2, 4)))
        amount, who = round(chance.lognormvariate(3.5, 0.7), 2), f"{chance.randint(1, 70):05d}"
        sold = [(day, amount, who)]
        if chance.random() < 0.03:
            sold.append((day + datetime.timedelta(days=3), -amount, who))
        for when, money, customer in sold:
            cells = {"customer_id": customer, "date": f"{when:%d.%m.%Y}", "amount": f"{written(money, True)} €"}
            file.rows.append(Row(cells | {"order_id": f"A{number:06d}"}, money))
    for row in chance.sample(file.rows, 2):
        row.cells["customer_id"], row.sound = "", False
    return file


def cdnow(chance):
    """Write some customers of CDNOW."""
    log = load_cdnow()
    ids = chance.sample(sorted(log["customer_id"].unique()), 90)
    file = File("cdnow", [], list(HEADERS["cdnow"]), chance)
    for number, (who, when, money) in enumerate(
        log.loc[log["customer_id"].isin(ids), ["customer_id", "date", "amount"]].itertuples(index=False)
    ):
        cells = {"customer_id": who, "date": f"{when:%Y-%m-%d}", "amount": written(money, False)}
        file.rows.append(Row(cells | {"order_id": str(100_000 + number)}, round(money, 2)))
    return file


# what may happen to a file; each names itself by what it does


def another_separator(file):
    file.separator = file.chance.choice([",", ";", "\t", "|", "^", ":"])
    if file.separator == "," and file.comma:
        for row in file.rows:
            row.cells["amount"] = f'"{row.cells["amount"]}"'


def a_column_less(file):
    file.headers.remove(file.chance.choice(file.headers))


def cut_short(file):
    data = file.write()
    kept = data[: file.chance.randint(len(data) // 3, len(data))]
    lines = kept.count(file.newline.encode(file.encoding if "16" not in file.encoding else "utf-8")) - 1
    for row in file.rows[max(lines - len(file.above) - 1, 0) :]:
        row.sound = False
    file.cut = True
    file.data = kept


def the_headers_again(file):
    names = dict(zip(file.headers, (HEADERS[file.kind].get(name, name) for name in file.headers), strict=True))
    for _ in range(file.chance.randint(1, 3)):
        file.rows.insert(file.chance.randint(0, len(file.rows)), Row(dict(names), 0.0, sound=False))


def a_column_twice(file):
    file.headers.insert(file.chance.randint(0, len(file.headers)), file.chance.choice(file.headers))


def another_encoding(file):
    file.encoding = file.chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "gb18030", "mac_roman", "utf-32"])


def huge_numbers(file):
    for row in file.some():
        row.cells["amount"], row.sound = file.chance.choice(["1e308", "9" * 30, "1e400", "inf", "-9e99"]), False


def negative_amounts(file):
    for row in file.some(8):
        if not row.cells["amount"].startswith(("-", '"')):
            row.cells["amount"], row.amount = f"-{row.cells['amount']}", -row.amount


def empty_cells(file):
    for row in file.some(6):
        row.cells[file.chance.choice(file.headers)], row.sound = (
            file.chance.choice(["", " ", "NULL", "-", "n/a"]),
            False,
        )


def binary(file):
    data = bytearray(file.write())
    for _ in range(file.chance.randint(1, 4)):
        place = file.chance.randint(0, len(data) - 1)
        data[place : place + 4] = file.chance.randbytes(4)
    file.data, file.exact = bytes(data), False


def noise(file):
    file.data, file.rows = file.chance.randbytes(file.chance.randint(1, 3000)), []


def byte_order_marks(file):
    if file.encoding.startswith("utf-8"):
        file.data = b"\xef\xbb\xbf" * file.chance.randint(1, 2) + file.write()


def nul_bytes(file):
    for row in file.some(3):
        name = file.chance.choice(file.headers)
        row.cells[name], row.sound = f"{row.cells[name][:2]}\0{row.cells[name][2:]}", False


def mixed_dates(file):
    formats = file.chance.sample(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%Y%m%d"], 2)
    for row in file.rows:
        day = day_of(row)
        if day is not None:
            row.cells["date"] = day.strftime(file.chance.choice(formats))
    file.exact &= not {"%d/%m/%Y", "%m/%d/%Y"} <= set(formats)  # one order is kept, and the other set aside


def impossible_dates(file):
    for row in file.some():
        row.cells["date"] = file.chance.choice(["31.02.2023", "0000-00-00", "2023-13-45", "yesterday", "9999-12-31"])
        row.sound = False


def mixed_currencies(file):
    file.exact = False  # one of them is kept
    signs = file.chance.sample(["€", "$", "£", "CHF", "¥"], 2)
    for row in file.rows:
        row.cells["amount"] = f"{row.cells['amount'].replace('€', '').strip()} {file.chance.choice(signs)}"


def stray_quotes(file):
    for row in file.some(3):
        row.cells[file.chance.choice(file.headers)] += file.chance.choice(['"', '""', "'", '"x'])
        row.sound = False
    file.exact = False  # a mark may swallow what follows


def one_row(file):
    del file.rows[1:]


def no_row(file):
    file.rows.clear()


def nothing(file):
    file.rows.clear()
    file.data = file.chance.choice([b"", b"\n", b"\xef\xbb\xbf", b"   \n\n"])


def ids_of_all_scripts(file):
    file.encoding = "utf-8"
    names = ["王小明", "Ωμέγα", "🛒", "محمد", "e\u0301", "Zoë", "\u202egnp.exe", "a b", "İstanbul", "<b>x</b>", "**A**"]
    for row in file.rows:
        if row.cells.get("customer_id"):
            row.cells["customer_id"] = names[hash_of(row.cells["customer_id"]) % len(names)]


def ids_that_compute(file):
    file.exact = False  # a formula without its value names nobody
    names = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+49 170", "-5", "<script>alert(1)</script>", "$x^2$", "%s{0}"]
    for row in file.rows:
        if row.cells.get("customer_id"):
            row.cells["customer_id"] = names[hash_of(row.cells["customer_id"]) % len(names)]


def a_total_below(file):
    total = written(sum(row.amount for row in file.rows), file.comma)
    cells = dict.fromkeys(file.headers, "") | {"customer_id": file.chance.choice(["Total", "Summe", "合计"])}
    file.rows.append(Row(cells | {"amount": total}, 0.0, sound=False))


def a_title_above(file):
    file.above = ["Sales report", ""][: file.chance.randint(1, 2)]


def other_line_ends(file):
    file.newline = file.chance.choice(["\r\n", "\r", "\n\n"])


def longer_rows(file):
    for row in file.some():
        row.cells["order_id"] = f"{row.cells.get('order_id', '')}{file.separator}{file.separator}more"
        row.sound = False


def twice(file):
    file.rows += [Row(dict(row.cells), row.amount, row.sound) for row in file.rows]
    file.exact = False


def thousands(file):
    for row in file.rows:
        row.amount = round(row.amount * 100, 2)
        text = f"{row.amount:,.2f}"
        row.cells["amount"] = text.translate(str.maketrans(",.", ".,")) if file.comma else f'"{text}"'


def dates_with_times(file):
    for row in file.rows:
        row.cells["date"] = f"{row.cells['date']} {file.chance.randint(0, 23):02d}:{file.chance.randint(0, 59):02d}:00"


def cancelled_orders(file):
    file.headers.append("status")
    for row in file.rows:
        row.cells["status"] = file.chance.choice(["paid"] * 9 + ["cancelled"])
        row.sound = row.sound and row.cells["status"] == "paid"


def a_workbook(file):
    book = Workbook()
    sheet = book.active
    for title in ["Sales report 2023", None][: file.chance.randint(0, 2)]:
        sheet.append([title])
    sheet.append([HEADERS[file.kind].get(name, name) for name in file.headers])
    for row in file.rows:
        cells = {**row.cells, "amount": row.amount, "date": day_of(row) or row.cells["date"]}
        sheet.append([clean(cells.get(name)) for name in file.headers])
    if file.chance.random() < 0.5:
        total = {"customer_id": "Total", "amount": sum(row.amount for row in file.rows)}
        sheet.append([total.get(name) for name in file.headers])
    place = io.BytesIO()
    book.save(place)
    file.data, file.ending = place.getvalue(), ".xlsx"


def a_parquet_of_events(file):
    cells = [
        {**row.cells, "amount": row.amount if row.sound else None, "date": pd.Timestamp(day_of(row) or pd.NaT)}
        for row in file.rows
    ]
    table = pd.DataFrame(cells, columns=list(dict.fromkeys(file.headers)))
    place = io.BytesIO()
    table.to_parquet(place)
    file.data, file.ending = place.getvalue(), ".parquet"


LAST = (cut_short, binary, noise, byte_order_marks, nothing, a_workbook, a_parquet_of_events)  # these write the bytes
FIRST = (
    another_separator, a_column_less, the_headers_again, a_column_twice, another_encoding, huge_numbers,
    negative_amounts, empty_cells, nul_bytes, mixed_dates, impossible_dates, mixed_currencies, stray_quotes, one_row,
    no_row, ids_of_all_scripts, ids_that_compute, a_total_below, a_title_above, other_line_ends, longer_rows, twice,
    thousands, dates_with_times, cancelled_orders,
)  # fmt: skip


def day_of(row):
    """Give the day of a row as it was first written; None if it is none."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(row.cells.get("date", ""), form)
        except ValueError:
            continue
    return None


def hash_of(text):
    """Give the same number for a text in every run."""
    return sum(ord(sign) * (place + 1) for place, sign in enumerate(text))


def clean(value):
    """Take what a workbook cannot hold from a text."""
    return value.replace("\0", "") if isinstance(value, str) else value


def mutated(seed):
    """Draw a file, and do one to three things to it."""
    chance = random.Random(seed)
    file = chance.choice((shop, cdnow))(chance)
    changes = chance.sample(FIRST, chance.choice((0, 1, 1, 2)))
    changes += [chance.choice(LAST)] if chance.random() < 0.35 or not changes else []
    for change in changes:
        if file.rows or change in (nothing, noise):
            change(file)
            file.damages.append(change.__name__)
    return file
