"""Do paragraphs keep the words of their sentences and the records of their claims?"""

import pickle

import pytest
from IPython.core.formatters import DisplayFormatter

from custseg.exhibit import Sentence, claim, paragraph, paragraphs, sentence
from custseg.exhibit.claim_records import FACT


def few(name="asked.few"):
    return claim(name, holds=True, wording="**Few** answered.", n=3)


def test_a_paragraph_shows_one_text_and_carries_all_records():
    found = paragraph("5 * 3 asked.", few(), sentence("*{n}* did not.", n=12), few("asked.again"))
    assert found == "5 * 3 asked. Few answered. 12 did not. Few answered."
    data, _ = DisplayFormatter().format(found)
    assert data["text/markdown"] == r"5 \* 3 asked. **Few** answered. *12* did not. **Few** answered."
    assert [record["id"] for record in data[FACT]] == ["asked.few", "asked.again"]


def test_without_a_claim_it_is_a_sentence():
    data, _ = DisplayFormatter().format(paragraph("One.", "Two."))
    assert data == {"text/markdown": "One. Two.", "text/plain": "One. Two."}


def test_a_paragraph_of_a_paragraph_keeps_the_claims():
    found = paragraph(paragraph(few(), "Yes."), "No.")
    assert isinstance(found, Sentence)
    assert [one.id for one in found.claims] == ["asked.few"]


def test_paragraphs_stand_below_each_other_and_carry_all_records():
    found = paragraphs(paragraph(few(), "Yes."), few("asked.again"), sentence("*One shop, {n}.*", n=1997))
    assert found.markdown == "**Few** answered. Yes.\n\n**Few** answered.\n\n*One shop, 1997.*"
    assert [one.id for one in found.claims] == ["asked.few", "asked.again"]


def test_it_can_be_kept_and_read_again():
    found = pickle.loads(pickle.dumps(paragraph(sentence("**{n}**.", n=3), "x.")))
    assert (found, found.markdown) == ("3. x.", "**3**. x.")


@pytest.mark.parametrize("parts", [(), ("",), ("Yes.", " ")])
@pytest.mark.parametrize("join", [paragraph, paragraphs])
def test_an_empty_part_is_refused(join, parts):
    with pytest.raises(ValueError, match=r"expected one or more .* with text in them"):
        join(*parts)


def test_a_plain_string_is_literal():
    found = paragraph(sentence("**{n}** came.", n=3), "5 * 3 < 20.")
    assert found == "3 came. 5 * 3 < 20."
    assert found.markdown == r"**3** came. 5 \* 3 \< 20."


def test_a_number_is_no_sentence():
    with pytest.raises(TypeError, match="sentences must be text or a Claim"):
        paragraph(3)
