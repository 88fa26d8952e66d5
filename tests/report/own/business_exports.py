"""Exports of marketplaces, bookkeeping and planning systems, and files that somebody wrote in two ways."""

import datetime
import gzip
import zipfile

from openpyxl import Workbook

from tests.report.own.more_shop_exports import export, with_states
from tests.report.own.shop_exports import Export, ann, back, io, orders, sum_of


def german(amount):
    """Write a number as in German: 1.234,50."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def workbook(name, rows, kept):
    """Write rows as a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    place = io.BytesIO()
    book.save(place)
    return Export(name, place.getvalue(), *sum_of(kept))


def tabs(name="report.txt", encoding="utf-16"):
    """Tabs and decimal commas, as a reporting tool saves its Unicode text."""
    rows = [
        {
            "Customer Number": f"C{who}",
            "Invoice Date": f"{day:%d.%m.%Y}",
            "Invoice": number,
            "Net Amount": german(amount),
        }
        for number, who, day, amount in orders()
    ]
    kept = sum_of([(who, amount) for _, who, _, amount in orders()])
    return export(name, rows, kept, separator="\t", encoding=encoding)


def without_mark():
    """The same without the mark that says in which order its bytes stand."""
    return tabs("no mark.txt", "utf-16-le")


def packed():
    """The same packed with gzip."""
    whole = tabs("orders.csv.gz", "utf-8")
    whole.data = gzip.compress(whole.data)
    return whole


def zipped():
    """The same in a zip file, with what a Mac puts beside it."""
    whole, place = tabs("orders.zip", "utf-8"), io.BytesIO()
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("export/orders.csv", whole.data)
        archive.writestr("__MACOSX/export/._orders.csv", b"\0\5")
    whole.data = place.getvalue()
    return whole


def ebay():
    """A blank line above the header; below the rows how many they are, and whose."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        whole = {"Sales Record Number": number, "Order Number": f"12-{number}-99", "Buyer Username": f"buyer_{who}"}
        whole |= {"Buyer Name": f"Ann {who}", "Buyer Email": ann(who), "Item Title": "Tea, green", "Quantity": 1}
        whole |= {"Sold For": f"${amount - 5:.2f}", "Shipping And Handling": "$5.00", "Total Price": f"${amount:.2f}"}
        rows.append(whole | {"Sale Date": f"{day:%b-%d-%y}", "Paid On Date": f"{day:%b-%d-%y}"})
        kept.append((who, amount))
    whole = export("eBay-OrdersReport.csv", rows, sum_of(kept))
    whole.data = (
        b",,,,\n" + whole.data + b"\n40,record(s) downloaded,from ,Jan-01-23, to ,Dec-31-23\nSeller ID : ,shop\n"
    )
    return whole


def shopee():
    """Cancelled orders without a time of payment; two totals."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        gone, time = number % 8 == 0, f"{day:%Y-%m-%d %H:%M}"
        whole = {"Order ID": f"23{number}ABC", "Order Status": "Cancelled" if gone else "Completed"}
        whole |= {
            "Username (Buyer)": f"user{who}",
            "Order Creation Date": time,
            "Order Paid Time": "-" if gone else time,
        }
        whole |= {"Deal Price": f"{amount:.2f}", "Quantity": 1, "Product Subtotal": f"{amount:.2f}"}
        rows.append(whole | {"Total Amount": f"{amount:.2f}", "Grand Total": f"{amount:.2f}"})
        kept += [] if gone else [(who, amount)]
    return workbook("Order.all.xlsx", [list(rows[0]), *(list(row.values()) for row in rows)], kept)


def mollie():
    """Payments that did not come, and what was given back, in German."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        state = {0: "expired", 1: "canceled", 2: "failed"}.get(number % 12, "paid")
        whole = {"Datum": day, "Währung": "EUR", "Betrag": f"{amount:.2f}", "Status": state, "ID": f"tr_{number}"}
        whole |= {"Verbrauchername": f"A Lee {who}", "Verbraucher-Kontonummer": f"NL00INGB{who:010d}"}
        rows.append(whole | {"Auszahlungsbetrag": f"{amount:.2f}", "Erstatteter Betrag": f"{back(number):.2f}"})
        kept += [(who, amount - back(number))] if state == "paid" else []
    return export("mollie.csv", rows, sum_of(kept), separator=";")


def lexware():
    """Invoices with and without tax, one of them corrected."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        kind, paid = ("Rechnungskorrektur", -amount) if number == 1019 else ("Rechnung", amount)
        whole = {"Belegart": kind, "Belegnummer": f"RE{number}", "Belegdatum": f"{day:%d.%m.%Y}"}
        whole |= {"Kundennummer": 10_000 + who, "Kunde": f"Firma {who}", "Netto": german(paid / 1.19)}
        rows.append(
            whole | {"USt": german(paid - paid / 1.19), "Brutto": german(paid), "Bezahlt am": f"{day:%d.%m.%Y}"}
        )
        kept.append((who, paid))
    return export("lexware.csv", rows, sum_of(kept), separator=";", encoding="cp1252")


def odoo():
    """Quotations stand among the orders."""
    return with_states(
        "sale.order.csv", {"Sales Order": 1, "Quotation": 0, "Cancelled": 0, "Quotation Sent": 0},
        lambda number, who, day, amount, state, back: {
            "Order Reference": f"S{number:05d}", "Creation Date": day, "Customer": f"Azure {who}",
            "Untaxed Amount": f"{amount / 1.15:.2f}", "Total": f"{amount:.2f}", "Status": state,
        },
    )  # fmt: skip


def dynamics():
    """Who is invoiced stands beside whose account it is."""
    return with_states(
        "d365.csv", {"Invoiced": 1, "Canceled": 0},
        lambda number, who, day, amount, state, back: {
            "Sales order": f"SO-{number}", "Customer account": f"US-{who:03d}", "Name": f"Contoso {who}",
            "Status": state, "Invoice account": f"US-{who:03d}", "Currency": "USD", "Net amount": f"{amount:,.2f}",
            "Created date and time": f"{day:%m/%d/%Y %I:%M:%S %p}",
        },
    )  # fmt: skip


def taobao():
    """淘宝: order numbers as formulas, closed orders that nobody paid."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        gone = number % 9 == 0
        whole = {
            "订单编号": f'="3{number:017d}"',
            "买家会员名": f"tb{who}",
            "买家应付货款": f"{amount:.2f}",
            "总金额": f"{amount:.2f}",
        }
        whole |= {
            "买家实际支付金额": "0.00" if gone else f"{amount:.2f}",
            "订单状态": "交易关闭" if gone else "交易成功",
        }
        rows.append(
            whole | {"订单创建时间": day, "订单付款时间": "" if gone else day, "宝贝总数量": 1, "退款金额": "0.00"}
        )
        kept += [] if gone else [(who, amount)]
    return export("ExportOrderList.csv", rows, sum_of(kept), encoding="gb18030")


def jingdong():
    """京东: orders that were deleted while they waited, and a price before what was taken off."""
    return with_states(
        "京东.csv", {"完成": 1, "(删除)等待出库": 0, "已取消": 0},
        lambda number, who, day, amount, state, back: {
            "订单号": f"2{number:011d}", "下单时间": day, "京东价": f"{amount + 2:.2f}",
            "订单金额": f"{amount + 2:.2f}", "应付金额": f"{amount:.2f}", "订单状态": state, "下单帐号": f"jd_{who}",
        }, encoding="gb18030",
    )  # fmt: skip


def navision():
    """A journal of customers and suppliers, in local currency."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        whole = {"Posting Date": f"{day:%d.%m.%y}", "Document No.": f"RG{number}", "Source Type": "Customer"}
        whole |= {"Source No.": f"D{10_000 + who}", "Amount (LCY)": german(amount)}
        bought = {"Document No.": f"ER{number}", "Source Type": "Vendor", "Source No.": f"K7000{number % 3}"}
        rows += [whole] + [whole | bought | {"Amount (LCY)": german(-3 * amount)}] * (number % 10 == 0)
        kept.append((who, amount))
    return export("nav.csv", rows, sum_of(kept), separator=";", encoding="cp1252")


def debtors():
    """A ledger: customers are charged in one column, pay in the other, and one got a credit note."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        credit = number == 1031
        whole = {"Customer no.": f"D{10_000 + who}", "Posting date": f"{day:%d/%m/%Y}", "Document": f"INV{number}"}
        whole |= {"Type": "Credit note" if credit else "Invoice", "Debit": "" if credit else f"{amount:.2f}"}
        rows.append(whole | {"Credit": f"{amount:.2f}" if credit else ""})
        paid = {"Posting date": f"{day + datetime.timedelta(20):%d/%m/%Y}", "Document": f"PAY{number}"}
        rows += [] if credit else [whole | paid | {"Type": "Payment", "Debit": "", "Credit": f"{amount:.2f}"}]
        kept.append((who, -amount if credit else amount))
    return export("debtors.csv", rows, sum_of(kept))


def sides():
    """The same with one amount, and S for what is charged, H for what was paid."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        whole = {"Debitor": 10_000 + who, "Belegdatum": f"{day:%d.%m.%Y}", "Belegnr": number, "Betrag": german(amount)}
        paid = {"Belegdatum": f"{day + datetime.timedelta(20):%d.%m.%Y}", "Belegnr": 5 * number, "S/H": "H"}
        rows += [whole | {"S/H": "S"}, whole | paid]
        kept.append((who, amount))
    return export("OPOS.csv", rows, sum_of(kept), separator=";", encoding="cp1252")


def two_headers():
    """Words over several columns each stand above their names."""
    rows, kept = [["Customer", None, "Order", None, "Money"], ["Number", "Name", "Date", "No.", "Net", "Gross"]], []
    for number, who, day, amount in orders():
        rows.append([f"C{who:03d}", f"Ann {who}", day, number, round(amount / 1.2, 2), amount])
        kept.append((who, amount))
    return workbook("two headers.xlsx", rows, kept)


def serial_days():
    """Days as a spreadsheet counts them."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        serial = (day - datetime.datetime(1899, 12, 30)).days
        rows.append({"Customer no": who, "Order date": serial, "Order no": number, "Amount": f"{amount:.2f}"})
        kept.append((who, amount))
    return export("serial.csv", rows, sum_of(kept))


def both_marks():
    """Every other amount is written as in German."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        much = round(amount * 23, 2)
        written = f"{much:,.2f}" if number % 2 else german(much)
        rows.append({"Customer": f"C{who}", "Date": f"{day:%Y-%m-%d}", "Invoice": number, "Amount": written})
        kept.append((who, much))
    return export("mixed.csv", rows, sum_of(kept), separator=";")


def two_currencies():
    """Every fourth order is in dollars, as its sign says."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        euros = number % 4 != 0
        written = f"{'€' if euros else '$'}{amount:.2f}"
        rows.append({"Order": number, "Date": f"{day:%Y-%m-%d}", "Customer": f"C{who}", "Amount": written})
        kept += [(who, amount)] if euros else []
    return export("two.csv", rows, sum_of(kept))


def months_in_columns():
    """A pivot table: months stand above the sums of each customer. No page can be made of it."""
    sums = {}
    for _, who, day, amount in orders():
        sums[who, day.month] = round(sums.get((who, day.month), 0) + amount, 2)
    names = [f"{datetime.date(2023, month, 1):%b %Y}" for month in range(1, 13)]
    rows = [
        [f"C{who}", *(sums.get((who, month)) for month in range(1, 13))] for who in sorted({who for who, _ in sums})
    ]
    return workbook("pivot.xlsx", [["Customer", *names], *rows, ["Grand Total", *[1.0] * 12]], [])


BUSINESS = (
    tabs, without_mark, packed, zipped, ebay, shopee, mollie, lexware, odoo, dynamics, taobao, jingdong, navision,
    debtors, sides, two_headers, serial_days, both_marks, two_currencies,
)  # fmt: skip
