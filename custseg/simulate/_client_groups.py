"""Which simulated clients belong to one group, which to two, and which stand alone?

`member_table` and `unit_table`.
"""

import numpy as np
import pandas as pd

PER_GROUP = 4  # members, on average
JOINT = 0.05  # of the members belong to two groups


def member_table(clients: pd.Index, in_groups: float, random: np.random.RandomState) -> pd.DataFrame:
    """Give who belongs to which group, with shares: a few to two, some groups of one."""
    members = clients[random.random_sample(len(clients)) < in_groups]
    n_groups = max(2, len(members) // PER_GROUP)
    first = random.randint(n_groups, size=len(members))
    joint = random.random_sample(len(members)) < JOINT
    second = (first + 1 + random.randint(n_groups - 1, size=len(members))) % n_groups
    share = np.where(joint, np.round(random.uniform(0.5, 0.8, len(members)), 2), 1.0)
    parts = [
        pd.DataFrame({"client_id": members, "group": first, "share": share}),
        pd.DataFrame({"client_id": members[joint], "group": second[joint], "share": 1 - share[joint]}),
    ]
    table = pd.concat(parts, ignore_index=True).sort_values("client_id", kind="stable", ignore_index=True)
    names = pd.Series([f"Group {number + 1:03}" for number in table["group"]], dtype="str")
    return table.assign(group=names)


def unit_table(branch: pd.Series, groups: pd.DataFrame) -> pd.DataFrame:
    """Give the units of each client, from small to large: itself, its group at the branch, its group."""
    largest = groups.sort_values("share", ascending=False, kind="stable").drop_duplicates("client_id")
    group = largest.set_index("client_id")["group"].reindex(branch.index).astype("str")
    here = (group + " at " + branch).where(group.notna())
    return pd.DataFrame({"person": branch.index, "group at the branch": here, "group": group}, index=branch.index)
