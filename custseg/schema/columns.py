"""Which columns does each table have, in which units, and what do other people call them?

`TRANSACTIONS`, `CUSTOMERS`, `PROFILE`, `Column` and `Schema`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .errors import listed

# What a column of each kind must hold; the words appear in messages.
KINDS = {
    "text": "text",
    "label": "text or whole numbers",
    "date": "dates without a time zone (datetime64)",
    "number": "numbers",
    "count": "whole numbers of 0 or more",
    "days": "numbers of days, 0 or more",
    "share": "fractions between 0 and 1",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds and what other people call it.

    Parameters
    ----------
    name : str
        The name used everywhere in the package.
    kind : str
        A key of `KINDS`.
    required : bool
        Whether the table is invalid without it. Required columns have no missing values.
    meaning : str
        One sentence.
    unit : str
        The unit, empty if there is none.
    aliases : tuple of str
        Headers that mean the same. Case, spaces and punctuation do not matter.

    Examples
    --------
    >>> Column("score", "number", True, "what the survey gave", "points", ("rating", "stars")).unit
    'points'
    """

    name: str
    kind: str
    required: bool
    meaning: str
    unit: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of table.

    Parameters
    ----------
    name : str
        What the table is called in messages.
    columns : tuple of Column
        Known columns. Others may stand beside them and are left alone.
    index : Column or None
        What the row labels are, unique and never missing; None if they carry no meaning.

    See Also
    --------
    check_table : Holds a table to its schema.

    Examples
    --------
    >>> survey = Schema("survey", (Column("score", "number", True, "what the customer gave"),))
    >>> survey["score"].kind, survey.required
    ('number', ('score',))
    """

    name: str
    columns: tuple[Column, ...]
    index: Column | None = None

    def __getitem__(self, name: str) -> Column:
        """Return the column called `name`."""
        return {column.name: column for column in self.columns}[name]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)

    def requiring(self, *names: str) -> Schema:
        """Return the same schema with exactly the columns `names` required.

        Examples
        --------
        >>> CUSTOMERS.requiring("recency", "margin").required
        ('recency', 'margin')
        """
        if unknown := set(names) - {column.name for column in self.columns}:
            raise ValueError(f"{self.name} has no columns {listed(sorted(unknown))} in its schema.")
        return replace(self, columns=tuple(replace(c, required=c.name in names) for c in self.columns))


def _known(text: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in text.split(","))


#: One row per line of a purchase log.
TRANSACTIONS = Schema(
    "transactions",
    (
        Column(
            "customer_id",
            "text",
            True,
            "who bought",
            "",
            _known(
                "customer, customer no, customer number, customer code, cust id, client, client id, user id, "
                "member id, member no, account id, buyer id, household id, 客户, 客户编号, 客户号, 客户ID, 顾客编号, "
                "顾客ID, 会员编号, 会员号, 会员ID, 用户编号, 用户ID, 买家ID, 客戶, 客戶編號, 客戶號, 客戶ID, "
                "顧客編號, 顧客ID, 會員編號, 會員號, 會員ID, 用戶編號, 用戶ID, 買家ID"
            ),
        ),
        Column(
            "date",
            "date",
            True,
            "when it was bought; the time of day is kept",
            "",
            _known(
                "datetime, timestamp, order timestamp, purchase timestamp, transaction date, invoice date, "
                "order date, purchase date, sale date, sales date, payment date, transaction time, invoice time, "
                "order time, purchase time, 日期, 交易日期, 交易时间, 订单日期, 订单时间, 下单日期, 下单时间, "
                "购买日期, 购买时间, 消费日期, 消费时间, 销售日期, 付款时间, 支付时间, 交易時間, 訂單日期, 訂單時間, "
                "下單日期, 下單時間, 購買日期, 購買時間, 消費日期, 消費時間, 銷售日期, 付款時間, 支付時間"
            ),
        ),
        Column(
            "amount",
            "number",
            True,
            "what was paid; returns are negative",
            "currency of the file",
            _known(
                "total, total amount, total price, line total, order amount, order total, order value, net amount, "
                "transaction amount, purchase amount, sales, sales amount, sales value, revenue, turnover, spend, "
                "monetary value, 金额, 总金额, 总价, 交易金额, 订单金额, 消费金额, 购买金额, 销售额, 销售金额, "
                "成交金额, 支付金额, 实付金额, 金額, 總金額, 總價, 交易金額, 訂單金額, 消費金額, 購買金額, 銷售額, "
                "銷售金額, 成交金額, 支付金額, 實付金額"
            ),
        ),
        Column(
            "order_id",
            "text",
            False,
            "which rows were bought together",
            "",
            _known(
                "order, order no, order number, invoice, invoice no, invoice number, invoice id, transaction id, "
                "basket id, receipt no, receipt id, ticket id, 订单, 订单号, 订单编号, 单号, 小票号, 交易编号, 訂單, "
                "訂單號, 訂單編號, 單號, 小票號, 交易編號"
            ),
        ),
        Column(
            "quantity",
            "number",
            False,
            "how many; returns are negative",
            "pieces",
            _known(
                "qty, units, pieces, number of items, 数量, 件数, 购买数量, 销售数量, 數量, 件數, 購買數量, 銷售數量"
            ),
        ),
        Column(
            "unit_price",
            "number",
            False,
            "price of one piece",
            "currency of the file",
            _known("price, price per unit, item price, 单价, 价格, 商品单价, 單價, 價格, 商品單價"),
        ),
        Column(
            "cost",
            "number",
            False,
            "cost of the goods, same sign as the amount",
            "currency of the file",
            _known("cost of goods, cost of goods sold, cogs, total cost, 成本, 总成本, 商品成本, 總成本"),
        ),
        Column(
            "product",
            "text",
            False,
            "what was bought",
            "",
            _known(
                "product id, product code, product name, item, item id, item code, sku, stock code, article, 商品, "
                "商品编号, 商品编码, 商品名称, 产品, 产品名称, 产品编号, 商品編號, 商品編碼, 商品名稱, 產品, "
                "產品名稱, 產品編號"
            ),
        ),
        Column(
            "category",
            "text",
            False,
            "the group the product belongs to",
            "",
            _known("product category, department, 类别, 品类, 商品类别, 产品类别, 類別, 品類, 商品類別, 產品類別"),
        ),
        Column(
            "channel",
            "text",
            False,
            "where it was bought",
            "",
            _known("sales channel, 渠道, 销售渠道, 购买渠道, 销售通路, 通路, 銷售渠道, 購買渠道, 銷售通路"),
        ),
    ),
)

#: One row per customer.
CUSTOMERS = Schema(
    "customers",
    (
        Column("first_purchase", "date", False, "date of the first purchase"),
        Column("last_purchase", "date", False, "date of the last purchase"),
        Column("recency", "days", True, "days since the last purchase, counted back from as_of", "days"),
        Column("tenure", "days", False, "days since the first purchase, counted back from as_of", "days"),
        Column("frequency", "count", True, "purchase occasions", "purchases"),
        Column("amount", "number", True, "sum of what was paid, net of returns", "currency of the file"),
        Column("mean_amount", "number", False, "amount / frequency", "currency of the file per purchase"),
        Column("returned", "number", False, "sum of the returns, as a positive number", "currency of the file"),
        Column("cost", "number", False, "cost of the goods and of the service", "currency of the file"),
        Column("margin", "number", False, "amount minus cost", "currency of the file"),
    ),
    Column("customer_id", "label", True, "who bought"),
)

#: One row per segment.
PROFILE = Schema(
    "profile",
    (
        Column("customers", "count", True, "how many customers the segment has", "customers"),
        Column("share_of_customers", "share", True, "its customers / all customers", "fraction"),
        Column("amount", "number", True, "sum of what its customers paid, net of returns", "currency of the file"),
        Column("share_of_amount", "number", True, "its amount / amount of all; below 0 if returns prevail", "fraction"),
    ),
    Column("segment", "label", True, "the name of the group"),
)
