import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import repeat_purchase_table


@pytest.fixture(scope="session")
def cdnow():
    """CDNOW, first 39 weeks to 1997-09-30 and the 39 weeks after."""
    return repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", holdout_until="1998-06-30")
