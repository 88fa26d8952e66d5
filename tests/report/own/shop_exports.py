"""Exports of shop systems as they are written, small, each with the total of its page or what is left to decide."""

import csv
import datetime
import io
import random
from dataclasses import dataclass, field

import pandas as pd
from openpyxl import Workbook

ORDERS, FIRST_DAY = 40, datetime.datetime(2023, 1, 2, 9, 30)


@dataclass
class Export:
    """A file, the total of its page, and the words of the questions that it leaves open, if any."""

    name: str
    data: bytes
    total: float
    customers: int
    asks: list[str] = field(default_factory=list)


def orders(seed=5):
    """Draw forty orders: number, customer, day, amount."""
    chance = random.Random(seed)
    for number in range(ORDERS):
        day = FIRST_DAY + datetime.timedelta(days=9 * number, hours=chance.randint(0, 9))
        yield 1001 + number, chance.randint(1, 12), day, round(chance.uniform(8, 180), 2)


def heads(text):
    """Give the headers of a line."""
    return text.split(",")


def table(header, rows, *, encoding="utf-8", separator=","):
    """Write rows as a text file."""
    place = io.StringIO()
    writer = csv.writer(place, delimiter=separator)
    writer.writerows([header, *rows])
    return place.getvalue().encode(encoding)


def ann(number):
    """Give the address of a customer."""
    return f"customer{number:02d}@example.com"


def back(number):
    """Say how much of an order was paid back: 5 of two of them."""
    return 5.0 if number in (1025, 1031) else 0.0


def sum_of(kept):
    """Add amounts and count the customers of (customer, amount)."""
    return round(sum(amount for _, amount in kept), 2), len({who for who, _ in kept})


def shopify():
    """Orders with their line items: the total stands on the first line alone; one refunded in part, one cancelled."""
    header = [
        "Name",
        "Email",
        "Financial Status",
        "Paid at",
        "Fulfillment Status",
        "Fulfilled at",
        "Accepts Marketing",
        "Currency",
        "Subtotal",
        "Shipping",
        "Taxes",
        "Total",
        "Discount Code",
        "Discount Amount",
        "Shipping Method",
        "Created at",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
        "Lineitem sku",
        "Billing Name",
        "Notes",
        "Cancelled at",
        "Payment Method",
        "Refunded Amount",
        "Vendor",
        "Id",
        "Source",
    ]
    rows, kept = [], []
    for number, who, day, amount in orders():
        when = day.strftime("%Y-%m-%d %H:%M:%S +0100")
        cancelled = when if number == 1005 else ""
        whole = {
            "Name": f"#{number}", "Email": ann(who), "Financial Status": "voided" if cancelled else "paid",
            "Paid at": "" if cancelled else when, "Currency": "EUR", "Subtotal": f"{amount:.2f}", "Shipping": "0.00",
            "Taxes": "0.00", "Total": f"{amount:.2f}", "Created at": when, "Lineitem quantity": "1",
            "Lineitem name": "Mug", "Lineitem price": f"{amount:.2f}", "Billing Name": f"Ann {who}",
            "Cancelled at": cancelled, "Payment Method": "Shopify Payments", "Refunded Amount": f"{back(number):.2f}",
            "Vendor": "Corner shop", "Id": str(5_000_000_000_000 + number), "Source": "web",
        }  # fmt: skip
        rows.append([whole.get(name, "") for name in header])
        if number % 7 == 0:
            line = {"Name": f"#{number}", "Email": ann(who), "Created at": when, "Lineitem quantity": "2"}
            line |= {"Lineitem name": "Tea", "Lineitem price": "0.00", "Vendor": "Corner shop"}
            rows.append([line.get(name, "") for name in header])
        if not cancelled:
            kept.append((who, amount - back(number)))
    return Export("shopify.csv", table(header, rows), *sum_of(kept))


def woocommerce():
    """Orders as the store exports them, one of them refunded, one that failed."""
    header = [
        "Order Number",
        "Order Status",
        "Order Date",
        "Customer Note",
        "First Name (Billing)",
        "Last Name (Billing)",
        "Email (Billing)",
        "Payment Method Title",
        "Cart Discount Amount",
        "Order Subtotal Amount",
        "Order Shipping Amount",
        "Order Refund Amount",
        "Order Total Amount",
        "Order Total Tax Amount",
    ]
    rows, kept = [], []
    for number, who, day, amount in orders():
        status = {1007: "Cancelled", 1009: "Failed"}.get(number, "Completed")
        row = [number, status, day.strftime("%Y-%m-%d %H:%M"), "", "Ann", f"Lee {who}", ann(who), "Card", "0.00"]
        rows.append([*row, f"{amount:.2f}", "0.00", f"{back(number):.2f}", f"{amount:.2f}", "0.00"])
        if status == "Completed":
            kept.append((who, amount - back(number)))
    return Export("woocommerce.csv", table(header, rows), *sum_of(kept))


def magento():
    """The grid of orders, with two columns of totals and a state."""
    header = (
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status"
    )
    header = [
        *header.split(","),
        "Customer Email",
        "Customer Group",
        "Subtotal",
        "Shipping and Handling",
        "Total Refunded",
    ]
    rows, kept = [], []
    for number, who, day, amount in orders():
        status = "canceled" if number == 1011 else "complete"
        row = [f"{number:09d}", "Main Website", day.strftime("%b %d, %Y %I:%M:%S %p"), f"Ann {who}", f"Ann {who}"]
        rows.append(
            [
                *row,
                f"€{amount:.2f}",
                f"€{amount:.2f}",
                status,
                ann(who),
                "General",
                f"€{amount:.2f}",
                "€0.00",
                f"€{back(number):.2f}",
            ]
        )
        if status == "complete":
            kept.append((who, amount - back(number)))
    return Export("magento.csv", table(header, rows), *sum_of(kept))


def square():
    """Transactions of a till: money with signs, a few buyers who are nobody."""
    header = [
        "Date",
        "Time",
        "Time Zone",
        "Gross Sales",
        "Discounts",
        "Service Charges",
        "Net Sales",
        "Gift Card Sales",
        "Tax",
        "Tip",
        "Partial Refunds by Amount",
        "Total Collected",
        "Source",
        "Card",
        "Cash",
        "Fees",
        "Net Total",
        "Transaction ID",
        "Payment ID",
        "Device Name",
        "Description",
        "Event Type",
        "Location",
        "Customer ID",
        "Customer Name",
    ]
    rows, kept = [], []
    for number, who, day, amount in orders():
        nobody = number in (1003, 1013)
        refund = number == 1021
        money = f"-${amount:.2f}" if refund else f"${amount:.2f}"
        off = 2.0 if number in (1006, 1016, 1026) else 0.0
        net = f"${amount - off:.2f}" if off else money
        whole = {
            "Date": day.strftime("%Y-%m-%d"), "Time": day.strftime("%H:%M:%S"), "Time Zone": "Eastern Time",
            "Gross Sales": money, "Discounts": f"-${off:.2f}" if off else "$0.00", "Net Sales": net,
            "Tax": "$0.00", "Tip": "$0.00",
            "Total Collected": net, "Source": "Point of Sale", "Card": net, "Cash": "$0.00", "Fees": "$0.00",
            "Net Total": net, "Transaction ID": f"T{number}", "Payment ID": f"P{number}",
            "Event Type": "Refund" if refund else "Payment", "Location": "Corner", "Description": "Tea",
            "Customer ID": "" if nobody else f"SQ{who:03d}", "Customer Name": "" if nobody else f"Ann {who}",
        }  # fmt: skip
        rows.append([whole.get(name, "") for name in header])
        if not nobody:
            kept.append((who, -amount if refund else amount - off))
    return Export("square.csv", table(header, rows), *sum_of(kept))


def stripe():
    """Payments, one that failed and one paid back in full."""
    header = [
        "id",
        "Created date (UTC)",
        "Amount",
        "Amount Refunded",
        "Currency",
        "Captured",
        "Converted Amount",
        "Converted Amount Refunded",
        "Converted Currency",
        "Decline Reason",
        "Description",
        "Fee",
        "Refunded date (UTC)",
        "Status",
        "Seller Message",
        "Customer ID",
        "Customer Email",
        "Card ID",
        "Invoice ID",
    ]
    rows, kept = [], []
    for number, who, day, amount in orders():
        failed = number == 1015
        gone = amount if number == 1017 else back(number)
        whole = {
            "id": f"ch_{number}", "Created date (UTC)": day.strftime("%Y-%m-%d %H:%M:%S"), "Amount": f"{amount:.2f}",
            "Amount Refunded": f"{gone:.2f}", "Currency": "eur", "Captured": str(not failed).lower(),
            "Converted Amount": f"{amount:.2f}", "Converted Amount Refunded": f"{gone:.2f}",
            "Converted Currency": "eur",
            "Description": "Order", "Fee": "0.30",
            "Status": "Failed" if failed else "Refunded" if number == 1017 else "Paid",
            "Customer ID": f"cus_{who:03d}", "Customer Email": ann(who), "Card ID": f"card_{who:03d}",
        }  # fmt: skip
        rows.append([whole.get(name, "") for name in header])
        if not failed:
            kept.append((who, amount - gone))
    return Export("stripe.csv", table(header, rows), *sum_of(kept))


def sap():
    """A list of billing documents in a German system: tabs, decimal commas with the minus behind."""
    header = ["Faktura", "Fakturaart", "Fakturadatum", "Auftraggeber", "Name 1", "Nettowert", "Währung", "Vertriebsweg"]
    rows, kept = [], []
    for number, who, day, amount in orders():
        back = number == 1019
        text = f"{amount:.2f}".replace(".", ",") + ("-" if back else "")
        row = [
            f"90{number:06d}",
            "F2",
            day.strftime("%d.%m.%Y"),
            f"{10_000 + who:010d}",
            f"Firma {who}",
            text,
            "EUR",
            "10",
        ]
        rows.append(row)
        kept.append((who, -amount if back else amount))
    return Export("sap.txt", table(header, rows, encoding="cp1252", separator="\t"), *sum_of(kept))


def youzan():
    """有赞: orders with states, one of them closed."""
    header = [
        "订单号",
        "订单状态",
        "商品名称",
        "商品单价",
        "商品数量",
        "商品实际成交金额",
        "买家昵称",
        "买家手机号",
        "买家付款时间",
        "订单创建时间",
    ]
    rows, kept = [], []
    for number, who, day, amount in orders():
        closed = number == 1023
        when = day.strftime("%Y-%m-%d %H:%M:%S")
        row = [f"E20230102{number}", "交易关闭" if closed else "交易完成", "茶", f"{amount:.2f}", 1, f"{amount:.2f}"]
        rows.append([*row, f"买家{who}", f"1380000{who:04d}", "" if closed else when, when])
        if not closed:
            kept.append((who, amount))
    return Export("有赞.csv", table(header, rows, encoding="gb18030"), *sum_of(kept))


def spreadsheet():
    """A workbook with a title, an empty line, a head and a total."""
    book = Workbook()
    sheet = book.active
    for row in (["Sales of the corner shop, 2023"], [], ["Customer", "Date", "Order", "Amount"]):
        sheet.append(row)
    kept = []
    for number, who, day, amount in orders():
        sheet.append([f"C{who:03d}", day, number, amount])
        kept.append((who, amount))
    sheet.append(["Total", None, None, sum_of(kept)[0]])
    place = io.BytesIO()
    book.save(place)
    return Export("sales.xlsx", place.getvalue(), *sum_of(kept))


def events():
    """Parquet of events: views and baskets between the purchases, money only where something was bought."""
    rows, kept = [], []
    for number, who, day, amount in orders():
        one = {"event_time": pd.Timestamp(day, tz="UTC"), "user_id": 10_000 + who, "user_session": f"s{number}"}
        rows += [
            {**one, "event_type": kind, "product_id": number, "price": amount} for kind in ("view", "cart", "purchase")
        ]
        kept.append((who, amount))
    place = io.BytesIO()
    pd.DataFrame(rows).to_parquet(place)
    return Export("events.parquet", place.getvalue(), *sum_of(kept))


EXPORTS = (shopify, woocommerce, magento, square, stripe, sap, youzan, spreadsheet, events)
