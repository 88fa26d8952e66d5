"""Is everything that data, settings or a claim should say left to them, and would the reader see where it is not?"""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from custseg.report.running.notebook_file import read_notebook
from tests.notebooks import typed_text as reading
from tests.notebooks.typed_text import RATCHET, allowed_sentences, ratchet, sentences, typed_text

SYNC = "python -m tests.notebooks.typed_text"


def found_in(notebook_path):
    """Give the number of a study and what it types, but for the sentences that are listed with their reason."""
    study = notebook_path.name[:2]
    allowed = allowed_sentences(study)
    return study, [one for one in typed_text(read_notebook(notebook_path), study) if one.text not in allowed]


def test_a_study_types_nothing_that_data_should_say(notebook_path):
    study, found = found_in(notebook_path)
    new = [one.told() for one in found if one.line not in ratchet(study)]
    assert not new, "\n".join([f"{notebook_path.name} types what it should compute:", *new])


def test_the_ratchet_lists_only_what_is_typed(notebook_path):
    study, found = found_in(notebook_path)
    gone = sorted(ratchet(study) - {one.line for one in found})
    assert not gone, "\n".join([f"these are no longer typed; take them off {RATCHET.name} with {SYNC}:", *gone])


def test_every_listed_sentence_is_there_and_has_its_reason(notebook_path):
    study = notebook_path.name[:2]
    typed = {one.text for one in typed_text(read_notebook(notebook_path), study)}
    faults = [f"{text!r} is no longer typed: take it off" for text in allowed_sentences(study) if text not in typed]
    faults += [f"{text!r}: say why" for text, why in allowed_sentences(study).items() if len(why.split()) < 4]
    assert not faults, "\n".join([f"{reading.ALLOWED.name}, [{study}]:", *faults])


def study(*after):
    """Give a study with a lead, settings, and some cells after them; text becomes Markdown, a tuple code."""
    first = [new_markdown_cell("# Who? \n\n**67% in 1997.**", metadata={"tags": ["lead"]})]
    settings = [new_code_cell('settings = parameters(day="1997-12-31", seed=1)')]
    cells = [new_markdown_cell(one) if isinstance(one, str) else new_code_cell(one[0]) for one in after]
    return typed_text(new_notebook(cells=[*first, *settings, *cells]), "99")


def kinds(*after):
    return [(kind, list(words)) for one in study(*after) for kind, words in one.words]


@pytest.mark.parametrize(
    ("cell", "kind", "word"),
    [
        ("Prices of May 1998.", "date", "1998"),
        ("They joined until June.", "date", "June"),
        ("What came in the next half-year.", "date", "half-year"),
        ("Named half a year earlier.", "date", "half a year"),
        ("All joined in the first quarter.", "date", "first quarter"),
        ("They were silent for nine months.", "date", "nine months"),
        ("Over 39 weeks it fell.", "date", "39 weeks"),
        ("From week 39 on.", "date", "week 39"),
        ("In Q4 they rose.", "date", "Q4"),
        ("Since Christmas they buy again.", "date", "Christmas"),
        ("They were silent last month.", "date", "last month"),
        ("A fortnight later they were gone.", "date", "fortnight"),
        ("A third run with seed 3.", "seed", "seed 3"),
        ("The shop is CDNOW.", "shop", "CDNOW"),
        ("At the Complete Journey's grocer.", "shop", "Complete Journey"),
        ("A mean of ten dollars.", "currency", "dollars"),
        ("Champions came back more often.", "comparative", "more"),
        ("Both fell.", "comparative", "Both"),
        ("Nearly all came.", "comparative", "Nearly"),
        ("About half of them came.", "comparative", "half"),
        ("Champions outnumber the lost.", "comparative", "outnumber"),
        ("The list beats the column.", "comparative", "beats"),
        ("They came back about as often.", "comparative", "as often"),
        ("Sales doubled.", "comparative", "doubled"),
        ("It is the strongest sign.", "comparative", "strongest"),
        ("Few of them stayed.", "comparative", "Few"),
        ("A few who spend much bring it.", "comparative", "few"),
        ("Many came once.", "comparative", "Many"),
        ("All came back.", "comparative", "All came"),
        ("All of the customers left.", "comparative", "All of the customers left"),
        ("What matters is who has left.", "comparative", "matters"),
        ("At the grocer they stay.", "shop", "the grocer"),
        ("This music shop loses them.", "shop", "This music shop"),
        ("It brings 67 % of sales.", "percentage", "67 %"),
        ("Twenty per cent came.", "percentage", "Twenty per cent"),
        ("Twenty percent or twenty per cent.", "percentage", "twenty per cent"),
        ("## Result\n\nThere were 471 of them.", "number", "471"),
        ("## Result\n\nIt was 0.92 at the end.", "number", "0.92"),
        ("## What to do\n\nMail the best fifth.", "count", "fifth"),
        ("## Result\n\nIt finds five segments.", "count", "five"),
        ("## Result\n\nA quarter of them came back.", "count", "quarter"),
        ("## Result\n\nThere were hundreds.", "count", "hundreds"),
        (('grocer[grocer["date"] < "2017-07-01"]',), "date", "2017-07-01"),
        (('table["1997Q4"]',), "date", "1997Q4"),
        (('pd.DataFrame({"named_in_June": x})',), "date", "June"),
        (("forecast(horizon=39)",), "date", "horizon=39"),
        (("pd.DateOffset(months=6)",), "date", "months=6"),
        (("pd.Timestamp(1998, 6, 30)",), "date", "1998"),
        (('pd.Timedelta("30D")',), "date", "30D"),
        (("simulate(rng=3)",), "seed", "3"),
        (('plot(title="Half came")',), "comparative", "Half"),
        (('sentence("**More** came.")',), "comparative", "More"),
        (('sentence("Of 533 champions {n} came back.", n=n)',), "number", "533"),
        (("simulate(random_state=2)",), "seed", "2"),
        (("numpy.random.default_rng(3)",), "seed", "3"),
        (('money(x, "USD")',), "currency", "USD"),
        (('plot(title="All customers of CDNOW.")',), "shop", "CDNOW"),
        (('sentence("Champions came back more often: {a}.", a=a)',), "comparative", "more"),
        (('plot(title="The top 20% bring it.")',), "percentage", "20%"),
        (('plot(title=f"Last {x} of 1997.")',), "date", "1997"),
        (('claim("a.b", holds=x, wording="It fell more in 1997.")',), "date", "1997"),
    ],
)
def test_what_is_typed_is_seen(cell, kind, word):
    assert word in dict(kinds(cell)).get(kind, []), kinds(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Did more than half come back in 1997?",
        "Clusters are centres (Lloyd 1982), as Hall (1992) and others say (see Hennig & Leisch 2007).",
        "The documents say that 20 % bring 80 % (S0-55).",
        "## Model\n\nEach is cut into five bands, of which 5 is good; intervals are 95% intervals.",
        "$S(0.2) = 0.8$ and `head(10)`\n\n$$x^2 = 39$$\n\n```\n1997 more\n```",
        "## References\n\n- Hall, P. (1992). More than half of 1997. 54(1).",
        "The order may march on.",
        "It says how many came, as many as were asked, of all sales that came later, of all customers.",
        "Sort all customers by their spend; a grocer's scale and all columns at once.",
        "1. First this.\n2. Then that, at least once, by least squares.",
        ("customers = customer_table(log, as_of=settings.day)",),
        ("simulate(random_state=settings.seed + 1)",),
        ('claim("a.b", holds=x, wording="Champions came back more often: {a:.0%}.")',),
        ('sentence("Of {n} customers {a:.0%} came back by {day}.", n=n, a=a, day=day)',),
        ('table.sort_values("mean", ascending=False).head(10)',),
        ('plot(label="more", digits=2)',),
    ],
)
def test_what_may_be_typed_passes(cell):
    assert kinds(cell) == []


def test_the_wordings_of_a_claim_are_read_too(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "WORDINGS", tmp_path)
    (tmp_path / "money.toml").write_text('[fifth]\nholds = "It beats {b}."\notherwise = "In 1997 not."\n', "utf-8")
    said = study(('claim("money.fifth", holds=x, b=b)',))
    assert [(one.where, one.words) for one in said] == [("wording money.fifth", (("date", ("1997",)),))]


def test_what_is_told_names_study_cell_sentence_and_what_to_do():
    told = study("Fine.", "It is so. Both fell in 1997.")[0].told()
    assert told.startswith("study 99, cell 4 (Markdown): Both fell in 1997.\n")
    assert "comparative Both: say it with claim()" in told
    assert "date 1997: say it with day(), period_name() or length_name()" in told


def test_sentences_are_cut_at_their_ends():
    text = "**Another seed.** It is so (S0-54).\nAnd so, e.g. here.\n\n- One\n- two. *Three!*\n\n### Four\n\nFive"
    cut = ["Another seed.", "It is so (S0-54).", "And so, e.g. here.", "One", "two.", "Three!", "Four", "Five"]
    assert sentences(text) == cut
