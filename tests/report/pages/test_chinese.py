"""Is every run of Chinese characters in the text marked, and nothing else touched?"""

import pytest

from custseg.report.pages.chinese import mark_chinese


def zh(text):
    return f'<span lang="zh">{text}</span>'


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>客户价值</p>", f"<p>{zh('客户价值')}</p>"),
        ("<td>Loyal 忠诚客户, new 新</td>", f"<td>Loyal {zh('忠诚客户')}, new {zh('新')}</td>"),
        ("<p>(客户，价值。)</p>", f"<p>({zh('客户，价值。')})</p>"),
        ("<p>“RFM 模型”</p>", f"<p>“RFM {zh('模型')}”</p>"),
        ("<p>《客户价值》 is a book</p>", f"<p>{zh('《客户价值》')} is a book</p>"),
        ("<p>plain – text …</p>", "<p>plain – text …</p>"),
        ("<h2 id=\"客户\" title='客户'>A</h2>", "<h2 id=\"客户\" title='客户'>A</h2>"),
        ("<title>客户</title>", "<title>客户</title>"),
        ("<math><mtext>客户</mtext></math> 客户", f"<math><mtext>客户</mtext></math> {zh('客户')}"),
        ("<p>a &lt; 客户 &gt; b</p>", f"<p>a &lt; {zh('客户')} &gt; b</p>"),
    ],
)
def test_runs_are_marked_in_text_only(html, marked):
    assert mark_chinese(html) == marked


def test_a_chinese_page_needs_no_marks():
    html = '<html lang="zh-CN"><p>客户</p></html>'
    assert mark_chinese(html) == html
