import pytest

from custseg.catalogue import list_grids, load_grid
from custseg.schema import SchemaError

OWN = """
key = "own"
name_en = "Orders by complaints"

[[axes]]
column = "orders"
bands = 3

[[axes]]
column = "complaints"
bands = 2
rule = "hurdle"
cuts = [1]
best = "low"

[[segments]]
key = "content"
name_en = "Content"
cells = [{ complaints = 2 }]

[[segments]]
key = "worth_a_call"
name_en = "Worth a call"
action = "Call."
action_provenance = "proposed here"
cells = [{ orders = [2, 3], complaints = 1 }]

[[segments]]
key = "other"
name_en = "Other"
cells = [{ orders = 1, complaints = 1 }]
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "own.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def problems_of(path):
    with pytest.raises(SchemaError) as caught:
        load_grid(path)
    return caught.value.problems


class TestCatalogue:
    @pytest.mark.parametrize("name", list_grids())
    def test_every_grid_of_the_catalogue_can_be_loaded(self, name):
        assert load_grid(name).key == name

    def test_an_unknown_name_is_answered_with_the_known_ones(self):
        with pytest.raises(ValueError, match=r"no grid 'rmf' .* 'conway'.* Did you mean 'rfm'\?"):
            load_grid("rmf")

    def test_a_number_is_no_name(self):
        with pytest.raises(TypeError, match="found int"):
            load_grid(5)


class TestOwnFile:
    def test_a_file_of_your_own_works_the_same(self, write):
        path = write(OWN)
        grid = load_grid(path)
        assert grid == load_grid(str(path))
        assert grid.columns == ("orders", "complaints")
        assert grid.axes[1].cuts == (1,)
        assert grid.cells().value_counts(sort=False).to_dict() == {"content": 3, "worth_a_call": 2, "other": 1}
        assert grid.provenance == "proposed here"

    def test_a_changed_file_is_read_again(self, write):
        load_grid(write(OWN))
        assert load_grid(write(OWN.replace("Worth a call", "Ring them"))).segments[1].name_en == "Ring them"

    def test_there_must_be_a_file(self, tmp_path):
        with pytest.raises(FileNotFoundError, match=r"none\.toml"):
            load_grid(tmp_path / "none.toml")

    def test_text_that_is_not_toml_is_placed_by_line(self, write):
        (problem,) = problems_of(write("key = own"))
        assert problem.startswith("own.toml is not valid TOML: ")
        assert "line 1" in problem

    def test_an_empty_file_lacks_everything(self, write):
        assert problems_of(write("")) == tuple(
            f"own.toml: the grid lacks '{key}'." for key in ("key", "name_en", "axes", "segments")
        )

    def test_every_problem_is_listed_at_once(self, write):
        text = (
            OWN.replace("cells = [{ complaints = 2 }]", "cells = [{ complaints = 2, orders = [1, 4] }]")  # out of range
            .replace("orders = [2, 3], complaints = 1", "orders = [1, 2], complaints = 1")  # hole and overlap
            .replace('key = "other"', 'key = "content"')  # twice
            .replace("action = ", "acton = ")  # unknown
            .replace('name_en = "Other"', 'name_en = "Other"\nname_zh = 7')  # wrong kind
            .replace(
                "cells = [{ orders = 1, complaints = 1 }]", "cells = [{ orders = 1, complaints = 1 }, { tea = 1 }]"
            )
            .replace('key = "own"', "")
        )
        found = "\n".join(problems_of(write(text)))
        for part in (
            "the grid lacks 'key'.",
            "segment 2 (worth_a_call) has an unknown key 'acton'; did you mean 'action'?",
            "segment 3 (content): 'name_zh' must be text; found 7.",
            "segment 'content' occurs 2 times.",
            "orders = [1, 4] is out of range; bands run from 1 to 3.",
            "there is no axis 'tea'; the axes are 'orders', 'complaints'.",
            "1 cell(s) belong to no segment: 'orders=3 complaints=1'.",
            "cell orders=1 complaints=1 is claimed more than once, by 'worth_a_call', 'content'.",
        ):
            assert part in found

    @pytest.mark.parametrize(
        ("good", "bad", "expected"),
        [
            ("bands = 3", "bands = true", "axis 1 (orders): 'bands' must be a whole number; found True."),
            ("bands = 3", "", "axis 1 (orders) lacks 'bands'."),
            ("cuts = [1]", 'cuts = ["1"]', "axis 2 (complaints): 'cuts' must be a list of numbers; found ['1']."),
            ("orders = [2, 3]", "orders = [1, 2, 3]", "'cells' must be a list of boxes such as { column = [1, 2] }"),
            ("orders = [2, 3]", "orders = 2.5", "'cells' must be a list of boxes"),
            ('name_en = "Other"', "", "segment 3 (other) lacks 'name_en'."),
            ('key = "own"', 'key = "own"\ncolour = "red"', "the grid (own) has an unknown key 'colour'; it may have"),
            ('key = "own"', 'key = "own"\nsource = "S2-53"', "'source' must be a list of texts; found 'S2-53'."),
        ],
    )
    def test_values_of_the_wrong_kind(self, write, good, bad, expected):
        assert any(expected in problem for problem in problems_of(write(OWN.replace(good, bad, 1))))

    @pytest.mark.parametrize("what", ["axes", "segments"])
    def test_lists_that_are_no_lists(self, write, what):
        text = f'key = "own"\nname_en = "Own"\n{what} = 3\n'
        assert any(f"'{what}' must be a list of tables; found 3." in problem for problem in problems_of(write(text)))
