"""Files as they come: each is read right, or refused in a sentence that says what to do."""

import gzip
import io
import zipfile

import pytest

from custseg.read import read_transactions
from custseg.schema import SchemaError

HEADER = "customer_id,date,amount\n"


def zipped(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names or ["sales.csv"]:
            archive.writestr(name, HEADER)
    return content.getvalue()


# name -> file name, content, what is read: customers, days and amounts
READ = {
    "a German report with a title, a sum and a remark": (
        "report.csv",
        "Verkaufsbericht Januar\n\nKundennr;Datum;Umsatz\n00123;31.01.2024;1.234,50 €\n00124;01.02.2024;99,90 €\n"
        "Summe Januar;;1.334,40 €\n\nErstellt am 05.02.2024 von Müller\n".encode("cp1252"),
        ["00123 2024-01-31 1234.5", "00124 2024-02-01 99.9"],
    ),
    "three kinds of minus in UTF-16 without a mark": (
        "sales.csv",
        "Kundennr;Datum;Umsatz\n7;31.01.24;-5,00\n7;28.01.24;5,00-\n8;01.02.24;(3,50)\n".encode("utf-16-le"),
        ["7 2024-01-31 -5.0", "7 2024-01-28 -5.0", "8 2024-02-01 -3.5"],
    ),
    "thousands by two apostrophes, and Swiss francs": (
        "sales.csv",
        "Kunde;Datum;Betrag\nA;31.01.2024;1'234.50\nB;01.02.2024;12’345.00\nC;02.02.2024;CHF 1'000'000.05\n".encode(),
        ["A 2024-01-31 1234.5", "B 2024-02-01 12345.0", "C 2024-02-02 1000000.05"],
    ),
    "thousands by blanks that do not break": (
        "sales.csv",
        "Client;Date de commande;Montant TTC\nA;31/01/2024;1\u00a0234,50\nB;1 févr. 2024;12\u202f345,00 €\n".encode(),
        ["A 2024-01-31 1234.5", "B 2024-02-01 12345.0"],
    ),
    "thousands as in India": (
        "sales.csv",
        f'{HEADER}k1,2024-01-31,"12,34,567.50"\nk2,2024-02-01,"1,00,000"\n'.encode(),
        ["k1 2024-01-31 1234567.5", "k2 2024-02-01 100000.0"],
    ),
    "two files with marks in one": (
        "sales.csv",
        b"\xef\xbb\xbf" + HEADER.encode() + b"k1,2024-01-31,5\n\xef\xbb\xbf" + HEADER.encode() + b"k2,2024-02-01,7\n",
        ["k1 2024-01-31 5.0", "k2 2024-02-01 7.0"],
    ),
    "guests in many spellings": (
        "sales.csv",
        b"Customer,Date,Total\nGuest,2024-01-31,5\nGUEST ,2024-01-31,6\n-,2024-01-31,7\n???,2024-01-31,7\n"
        b"k1,2024-01-31,8\n",
        ["k1 2024-01-31 8.0"],
    ),
    "years of two digits first": (
        "sales.csv",
        b"Customer,Date,Total\nk1,24.01.31,5\nk2,24.02.01,6\nk3,23.12.12,7\n",
        ["k1 2024-01-31 5.0", "k2 2024-02-01 6.0", "k3 2023-12-12 7.0"],
    ),
    "packed, in UTF-16": (
        "sales.csv.gz",
        gzip.compress(f"{HEADER}k1,2024-01-31,5\n".encode("utf-16")),
        ["k1 2024-01-31 5.0"],
    ),
    "numbers between marks and blanks": (
        "sales.csv",
        b'"customer_id","date","amount"\n"k1","2024-01-31"," 1,234.50 "\n"k2","2024-02-01","(7.00)"\n'
        b'"k3","2024-02-02","+7"\n',
        ["k1 2024-01-31 1234.5", "k2 2024-02-01 -7.0", "k3 2024-02-02 7.0"],
    ),
    "empty columns and a mark of DOS at the end": (
        "sales.csv",
        b"customer_id;date;amount;;;\nk1;2024-01-31;5;;;\nk2;2024-02-01;6;;;\n\x1a",
        ["k1 2024-01-31 5.0", "k2 2024-02-01 6.0"],
    ),
    "rows of bars and of blanks": (
        "sales.csv",
        b"customer_id|date|amount\nk1|2024-01-31|5\n\n\n|||\nk2|2024-02-01|6\n  \n",
        ["k1 2024-01-31 5.0", "k2 2024-02-01 6.0"],
    ),
    "three kinds of line ends": (
        "sales.csv",
        f"{HEADER}k1,2024-01-31,5\r\nk2,2024-02-01,6\rk3,2024-02-02,7\nk4,2024-02-03,8".encode(),
        ["k1 2024-01-31 5.0", "k2 2024-02-01 6.0", "k3 2024-02-02 7.0", "k4 2024-02-03 8.0"],
    ),
    "full width beside half width": (
        "sales.csv",
        "Customer ID\tOrder Date\tTotal\nＡ１\t２０２４年１月３１日\t１，２３４．５０\nA1\t2024/2/1\t2\n".encode(),
        ["A1 2024-01-31 1234.5", "A1 2024-02-01 2.0"],
    ),
    "Chinese days, yuan and a walk-in customer": (
        "sales.csv",
        "日期,客户,金额\n2024年1月31日 晚上8:30,散客,￥50\n2024.2.1 星期四,李四,¥60.5\n2024-2-2,王五,70元\n".encode(
            "gb18030"
        ),
        ["李四 2024-02-01 60.5", "王五 2024-02-02 70.0"],
    ),
    "years of the Republic and of an emperor": (
        "sales.csv",
        "日期,客户,金额\n民國113年2月1日,a,5\n令和6年2月2日,b,6\n".encode(),
        ["a 2024-02-01 5.0", "b 2024-02-02 6.0"],
    ),
    "states in two languages": (
        "sales.csv",
        b"customer_id,date,amount,status\nk1,2024-01-31,5,Paid\nk2,2024-02-01,6,Storniert\nk3,2024-02-02,7,refunded\n",
        ["k1 2024-01-31 5.0"],
    ),
    "a formula's equals sign around an id, and floats": (
        "sales.csv",
        f'{HEADER}"=""007""",2024-01-31,5\n8.0,2024-02-01,6\n'.encode(),
        ["007 2024-01-31 5.0", "8 2024-02-01 6.0"],
    ),
}
# name -> file name, content, what the message says
REFUSED = {
    "stray marks in UTF-16": (
        "sales.csv",
        'customer_id\tdate\tamount\tnote\nk1\t2024-01-31\t1,50\t12" disc\nk2\t2024-02-01\t2,50\t"big\n'.encode(
            "utf-16"
        ),
        r"a quotation mark opened in row 3 is never closed",
    ),
    "three currencies": (
        "sales.csv",
        "customer_id;date;amount\nk1;2024-01-31;€ 5,50\nk2;2024-02-01;6,50 EUR\nk3;2024-02-02;£7,50\n".encode(),
        r"several currencies \(EUR in 2 rows, GBP in 1 rows\).*answers=",
    ),
    "a zip file of two": ("sales.zip", zipped("a.csv", "b.csv"), r"Unpack it and pass the file"),
    "a zip file of a picture": ("sales.zip", zipped("a.png"), r"Unpack it and pass the file"),
    "a zip file under another name": ("sales.csv", zipped(), r"unpack a zip file and pass the file inside"),
    "a zip file called gz": ("sales.csv.gz", zipped(), r"It is a zip file: unpack it"),
    "gzip under another name": ("sales.csv", gzip.compress(b"x"), r"Give it the ending \.csv\.gz"),
    "decimal commas between commas": (
        "sales.csv",
        f"{HEADER}k1,2024-01-31,5,50\nk2,2024-02-01,6,75\n".encode(),
        r"more fields than headers in 2 rows .*with decimal commas use ';'",
    ),
    "two headers of one name": (
        "sales.csv",
        b"customer_id,date,amount,amount\nk1,2024-01-31,5,6\n",
        r"the header names 'amount' more than once",
    ),
    "amounts in words": (
        "sales.csv",
        f"{HEADER}k1,2024-01-31,5%\nk2,2024-02-01,free\nk3,2024-02-01,1.5k\n".encode(),
        r"amount cannot be read in 3 rows \(row 2: '5%', row 3: 'free', row 4: '1\.5k'\)",
    ),
    "days that never were": (
        "sales.csv",
        f"{HEADER}k1,2024-02-30,5\nk2,2024-13-01,5\nk3,0000-00-00,5\nk4,2024-01-05 晚上12:30,5\n".encode(),
        r"date cannot be read in 4 rows",
    ),
    "an open thousand": (
        "sales.csv",
        b"order;client;when;betrag\n1;a;2024-01-31;1.234\n2;b;2024-02-01;2.345\n",
        r"Pass decimal=',' for 1,234\.00 or decimal='\.' for 1\.234",
    ),
    "ids of a spreadsheet": (
        "sales.csv",
        f"{HEADER}1234567890123450000,2024-01-31,5\n1234567890123460000,2024-02-01,5\n".encode(),
        r"customer_id was rounded to a number and has lost digits in 2 rows",
    ),
    "tabs under commas": ("sales.csv", f"{HEADER}k1\t2024-01-31\t5\n".encode(), r"date is missing in 1 row"),
    "colons": ("sales.csv", b"customer_id:date:amount\nk1:2024-01-31:5\n", r"Pass separator=\.\.\."),
    "nothing but separators": ("sales.csv", b",,,,\n,,,\n", r"no rows below it"),
    "nothing but a header": ("sales.csv", HEADER.encode(), r"no rows below it"),
    "a day and a month": (
        "sales.csv",
        f"{HEADER}k1,45322,5\nk2,2024-02-01,6\nk3,1/2/2024,7\n".encode(),
        r"Pass dayfirst=True for 2024-02-01 or dayfirst=False for 2024-01-02",
    ),
}


@pytest.mark.heavy
@pytest.mark.parametrize("name", READ)
def test_it_is_read(name, tmp_path):
    file, content, expected = READ[name]
    (tmp_path / file).write_bytes(content)
    found = read_transactions(tmp_path / file)
    days = found["date"].dt.strftime("%Y-%m-%d")
    rows = zip(found["customer_id"], days, found["amount"], strict=True)
    assert [f"{customer} {day} {amount}" for customer, day, amount in rows] == expected


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name, tmp_path):
    file, content, message = REFUSED[name]
    (tmp_path / file).write_bytes(content)
    with pytest.raises(SchemaError, match=message):
        read_transactions(tmp_path / file)
