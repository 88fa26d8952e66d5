"""Headers of shops, tills, ledgers, banks and wallets in China, and lines of headers of exports in many languages."""

import pytest

from custseg.read import match_columns
from custseg.read.columns import choose_columns
from custseg.schema import TRANSACTIONS

# column -> headers of real exports; under "" those that sound like a column and are none
HEADERS = {
    "customer_id": (
        "买家会员名, 买家昵称, 买家账号, 下单帐号, 下单账号, 用户ID, 买家手机号, "
        "收件人手机号, 客户编码, 客户代码, 客户简称, 客户名称, 购货单位, 售达方, 购方名称, "
        "会员卡号, 手机号, 客户号, 对方户名, 交易对方"
    ),
    "date": (
        "订单付款时间, 订单创建时间, 下单时间, 订单成交时间, 支付完成时间, 订单提交时间, "
        "买家付款时间, 订单支付时间, 付款日期, 单据日期, 业务日期, 开票日期, 凭证日期, "
        "出库日期, 销售时间, 交易日, 记账日期, 创建时间"
    ),
    "amount": (
        "买家实际支付金额, 买家实付金额, 用户实付金额(元), 商家实收金额(元), 订单应付金额, "
        "订单实付金额, 商品实际成交金额, 应付金额, 结算金额, 实付款, 商家应收金额, 分摊后金额, "
        "价税合计, 含税金额, 无税金额, 净值, 实收金额, 销售收入, 贷方发生额, 收入金额"
    ),
    "order_id": (
        "主订单编号, 子订单编号, 线上订单号, 单据编号, 销售凭证, 发票号码, 流水号, 交易单号, 交易订单号, 交易流水号"
    ),
    "quantity": ("宝贝总数量, 订购数量, 商品数量(件), 商品数量, SKU件数, 成交数量, 实发数量, 订单数量"),
    "unit_price": "京东价, 含税单价, 商品售价, 零售价, 成交单价",
    "cost": "销售成本",
    "product": (
        "宝贝标题, 选购商品, 商品ID, 存货名称, 存货编码, 物料名称, 物料编码, 物料描述, 品名, 商品条码, 菜品名称"
    ),
    "category": "类目, 商品一级分类, 物料组",
    "channel": "订单来源, 平台, 店铺名称, 分销渠道, 交易渠道, 门店名称",
    "": "商品成本价, 宝贝种类, 成本价",
}
PAIRS = [(header, column) for column, headers in HEADERS.items() for header in headers.split(", ")]


@pytest.mark.parametrize(("header", "column"), PAIRS)
def test_a_header_of_a_platform(header, column):
    assert match_columns([header], TRANSACTIONS) == ({column: header} if column else {})


def test_the_headers_are_all_there():
    assert len(PAIRS) == 105


# export -> its line of headers, and the headers of customer, date and amount; "" where the file has none
EXPORTS = {
    "Taobao orders": (
        "订单编号 买家会员名 买家支付宝账号 买家应付货款 买家应付邮费 买家支付积分 总金额 返点积分 买家实际支付金额 "
        "订单状态 买家留言 收货人姓名 收货地址 联系手机 订单创建时间 订单付款时间 宝贝标题 宝贝种类 "
        "物流单号 宝贝总数量",
        "买家会员名 订单付款时间 买家实际支付金额",
    ),
    "Taobao lines": ("订单编号 标题 价格 购买数量 外部系统编号 商品属性 套餐信息 备注 订单状态 商家编码", "- - -"),
    "JD orders": (
        "订单号 商品ID 商品名称 订购数量 支付方式 下单时间 京东价 订单金额 结算金额 余额支付 应付金额 "
        "订单状态 订单类型 下单帐号 客户姓名 客户地址 联系电话 订单备注",
        "下单帐号 下单时间 应付金额",
    ),
    "JD settlement": ("订单编号 父单号 单据类型 商品编号 商品名称 结算状态 费用发生时间 费用项 金额 币种", "- - 金额"),
    "Pinduoduo": (
        "商品 订单号 订单状态 商品总价(元) 店铺优惠折扣(元) 邮费(元) 用户实付金额(元) 商家实收金额(元) 商品数量(件) "
        "收货人 订单成交时间",
        "- 订单成交时间 用户实付金额(元)",
    ),
    "Douyin": (
        "主订单编号 子订单编号 选购商品 商品规格 商品数量 商品ID 商品单价 订单应付金额 运费 优惠总金额 收件人 "
        "收件人手机号 订单提交时间 支付完成时间 订单状态 流量来源",
        "收件人手机号 支付完成时间 订单应付金额",
    ),
    "Youzan": (
        "订单号 订单状态 商品名称 商品编码 商品单价 商品数量 商品实际成交金额 买家昵称 买家手机号 买家付款时间 "
        "订单创建时间 订单来源 商品一级分类 收货人",
        "买家昵称 买家付款时间 商品实际成交金额",
    ),
    "Weidian": (
        "订单编号 订单状态 商品名称 商品数量 实付金额 下单时间 付款时间 收货人 收货地址 订单来源",
        "- 付款时间 实付金额",
    ),
    "Yonyou U8": (
        "单据日期 单据编号 客户编码 客户简称 存货编码 存货名称 规格型号 数量 含税单价 无税单价 无税金额 税额 价税合计",
        "客户编码 单据日期 价税合计",
    ),
    "Kingdee K3": ("日期 单据编号 客户 物料编码 物料名称 实发数量 单价 金额 税额 价税合计", "客户 日期 价税合计"),
    "Kingdee KIS": ("单据日期 单据编号 购货单位 商品名称 数量 单价 销售收入 销售成本", "购货单位 单据日期 销售收入"),
    "SAP": ("销售凭证 凭证日期 售达方 物料 物料描述 物料组 订单数量 净值 货币 分销渠道", "售达方 凭证日期 净值"),
    "bank, firm": (
        "交易日期 对方户名 对方账号 借方发生额 贷方发生额 余额 摘要 交易流水号",
        "对方户名 交易日期 贷方发生额",
    ),
    "bank, person": ("记账日期 交易金额 借贷标志 账户余额 对方户名 交易渠道 摘要", "对方户名 记账日期 交易金额"),
    "credit card": ("客户号 交易日 记账日 交易说明 交易金额 卡号末四位", "客户号 交易日 交易金额"),
    "WeChat Pay": (
        "交易时间 交易类型 交易对方 商品 收/支 金额(元) 支付方式 当前状态 交易单号 商户单号 备注",
        "交易对方 交易时间 金额(元)",
    ),
    "Alipay": (
        "交易时间 交易分类 交易对方 对方账号 商品说明 收/支 金额 收/付款方式 交易状态 交易订单号 商家订单号 备注",
        "交易对方 交易时间 金额",
    ),
    "till": (
        "流水号 销售时间 会员卡号 商品条码 品名 数量 零售价 折扣金额 实收金额 收银员 门店名称",
        "会员卡号 销售时间 实收金额",
    ),
    "Meituan": (
        "订单编号 下单时间 菜品名称 数量 商品总价 实付金额 用户手机号 门店名称 订单状态",
        "- 下单时间 实付金额",
    ),
    "Kuaishou": ("订单编号 买家昵称 商品名称 成交数量 实付款 订单支付时间 订单状态", "买家昵称 订单支付时间 实付款"),
    "Xiaohongshu": (
        "订单号 用户ID 商品名称 SKU件数 商家应收金额 订单创建时间 订单状态",
        "用户ID 订单创建时间 商家应收金额",
    ),
    "Shoplazza": ("订单号 客户邮箱 商品售价 商品数量 订单总价 创建时间 支付状态", "- 创建时间 订单总价"),
    "Jushuitan": (
        "线上订单号 买家账号 付款日期 商品编码 商品名称 数量 分摊后金额 成本价 平台 店铺名称",
        "买家账号 付款日期 分摊后金额",
    ),
    "Shopify": (
        "Name;Email;Financial Status;Paid at;Currency;Subtotal;Shipping;Taxes;Total;Discount Amount;Created at;"
        "Lineitem quantity;Lineitem name;Lineitem price;Refunded Amount",
        "Email;Paid at;Total",
    ),
    "German shop": ("Kundennummer;Bestelldatum;Umsatz;Auftragsnummer", "Kundennummer;Bestelldatum;Umsatz"),
    "German ledger": ("Kd-Nr;Belegdatum;Belegnr;Bruttobetrag;Nettobetrag;MwSt", "Kd-Nr;Belegdatum;Bruttobetrag"),
    "French shop": (
        "N° commande;Date de commande;Code client;Montant TTC;Montant HT",
        "Code client;Date de commande;Montant TTC",
    ),
    "Spanish shop": ("Nº pedido;Fecha de pedido;ID cliente;Importe total", "ID cliente;Fecha de pedido;Importe total"),
    "Brazilian shop": (
        "Número do pedido;Data do pedido;Código do cliente;Valor pago",
        "Código do cliente;Data do pedido;Valor pago",
    ),
    "Italian shop": ("Numero ordine;Data ordine;Codice cliente;Importo (€)", "Codice cliente;Data ordine;Importo (€)"),
    "Japanese shop": ("注文番号;注文日;顧客番号;合計金額", "顧客番号;注文日;合計金額"),
    "Taiwanese shop": ("訂單編號;下單時間;會員卡號;實付金額;訂單金額", "會員卡號;下單時間;實付金額"),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_line_of_headers(name):
    line, expected = (text.split(";" if ";" in text else " ") for text in EXPORTS[name])
    chosen, problems = choose_columns(line, None, TRANSACTIONS)
    found = [chosen.get(column, "-") for column in TRANSACTIONS.required]
    assert (found, problems) == (expected, []), f"{name}: see custseg/schema/aliases.toml and [prefer] in words.toml"
