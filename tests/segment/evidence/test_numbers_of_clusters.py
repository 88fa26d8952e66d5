import numpy as np
import pytest

from custseg.segment.evidence.numbers_of_clusters import check_distinct, check_ks, ks_problems


@pytest.mark.parametrize(
    ("ks", "found"),
    [([0], "0"), ([-1, 2], "-1, 2"), ([2.5], "2.5"), (["2"], "'2'"), ([True], "True"), ([None], "None"),
     ([np.nan], "nan"), ([np.inf], "inf"), ([], "none"), ([1j], "1j")],
)  # fmt: skip
def test_what_counts_no_clusters_is_told(ks, found):
    assert ks_problems(ks) == [f"ks must be whole numbers of at least 1; found {found}."]
    with pytest.raises(ValueError, match="ks must be whole numbers"):
        check_ks(ks)


def test_numbers_are_kept_in_their_order_each_once():
    assert check_ks([3, np.int64(1), 2.0, 3]) == [3, 1, 2]
    assert all(isinstance(k, int) for k in check_ks([np.float64(2)]))


def test_too_few_distinct_customers_are_told_with_what_to_ask_for():
    check_distinct([1, 7], 8)
    with pytest.raises(ValueError, match=r"customers, 8; found 8\. Pass ks=range\(1, 8\), or more customers\.$"):
        check_distinct([8], 8)
    with pytest.raises(ValueError, match=r"found 10 \(ks is 1 to 10 if it is not given\)\. Pass ks=range\(1, 8\)"):
        check_distinct(range(1, 11), 8, given=False)
    with pytest.raises(ValueError, match=r"among those drawn, 3; found 3\. .*or a larger sample\.$"):
        check_distinct([3], 3, drawn=True)
    with pytest.raises(ValueError, match=r"customers, 1; found 1\. Pass more customers\.$"):
        check_distinct([1], 1)
