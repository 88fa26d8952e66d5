"""Where may a line be broken?"""

import pytest

from custseg.theme import breadth, broken, cut


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Customers who need attention", 22, ["Customers who need", "attention"]),
        ("重要价值客户重要价值客户重要", 22, ["重要价值客户重要价值客", "户重要"]),
        ("去掉最大客户后为66%", 16, ["去掉最大客户后", "为66%"]),
        ("去掉最大客户后为66%", 18, ["去掉最大客户后", "为66%"]),
        ("平均每单消费1234567元", 18, ["平均每单消", "费1234567元"]),
        ("重要价值客户，其余客户", 12, ["重要价值客", "户，其余客户"]),
        ("重要价值客户（前二成）", 14, ["重要价值客户", "（前二成）"]),
        ("他说“重要价值”的客户", 10, ["他说“重要", "价值”的客", "户"]),
        ("占比为百分之６６％。", 16, ["占比为百分", "之６６％。"]),
        ("Contribution 贡献度", 16, ["Contribution", "贡献度"]),
        ("Gold 黄金客户黄金客户 of all the years", 12, ["Gold 黄金客", "户黄金客户", "of all the", "years"]),
        ("老客户 RFM 分群", 10, ["老客户 RFM", "分群"]),
        ("お得意様カード", 8, ["お得意様", "カード"]),
        ("Gold\n黄金客户", 22, ["Gold", "黄金客户"]),
        ("a-very-long-word-that-is-no-name", 12, ["a-very-long-", "word-that-is", "-no-name"]),
        ("  two   spaces ", 22, ["two spaces"]),
        ("", 22, []),
    ],
)
def test_lines_are_broken_at_spaces_and_before_chinese_characters(text, width, lines):
    assert broken(text, width).splitlines() == lines
    assert all(breadth(line) <= width for line in lines)


def test_nothing_is_lost():
    text = "去掉最大客户后为66%（含税），ABC 客户与“老客户”的消费额为1,234.50元。"
    for width in range(4, 80):
        assert broken(text, width).replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_a_chinese_character_is_as_wide_as_two_letters():
    assert [breadth(text) for text in ("", "RFM", "分群", "分群 RFM", "（）", "“a”")] == [0, 3, 4, 8, 4, 3]


def test_a_text_is_cut_by_its_breadth():
    assert cut("重要价值客户", 7) == "重要价"
    assert cut("short", 7) == "short"
