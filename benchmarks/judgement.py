"""How fast is the judgement room? A million customers by twelve indicators, beside the same scores in plain pandas.

Run ``OMP_NUM_THREADS=1 python benchmarks/judgement.py``; ``--customers`` makes it smaller. Wall seconds (minimum and
maximum of the repeats) and CPU seconds (minimum); both sides must agree on the answer before their times are printed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import ahpy
import numpy as np
import pandas as pd

from custseg.catalogue import load_index_system
from custseg.judgement import (
    Hierarchy,
    band_probabilities,
    estimate_random_index,
    group_judgements,
    inconsistent_judgements,
    priorities,
    random_matrices,
)
from custseg.simulate.outlets import OUTLET_VALUES, simulate_judgements, simulate_outlets

SYSTEM = load_index_system("five_degrees")
GRADES = {"kind": "grades", "grades": ["1", "2", "3", "4", "5"], "value": [0, 0.25, 0.5, 0.75, 1]}
GRADED = [item.key for item in SYSTEM.indicators if item.direction == "benefit"][:6]


def make_customers(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame({item.key: rng.integers(1, 6, n).astype(float) for item in SYSTEM.indicators})


def with_grades(customers: pd.DataFrame, dtype: str) -> pd.DataFrame:
    return customers.assign(**{key: customers[key].astype(int).astype(str).astype(dtype) for key in GRADED})


def plain_pandas(customers: pd.DataFrame, hierarchy: Hierarchy) -> pd.DataFrame:
    """Score as one would without the package: values by column arithmetic, degrees by matrix products."""
    values = pd.DataFrame(
        {
            item.key: ((customers[item.key] - item.value["worst"]) / (item.value["best"] - item.value["worst"])).clip(
                0, 1
            )
            for item in SYSTEM.indicators
        }
    )
    local = hierarchy.local_weights_.set_index(["node", "child"])["weight"]
    scores = pd.DataFrame({degree: values[local[degree].index] @ local[degree] for degree in SYSTEM.lowest})
    scores["total"] = scores @ hierarchy.criterion_weights_[list(SYSTEM.lowest)]
    return scores


def timed(task: Callable[[], object], repeats: int = 5) -> str:
    wall, cpu = [], []
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        task()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return f"{min(wall):8.3f} {max(wall):8.3f} {min(cpu):8.3f}"


def scoring(n: int) -> None:
    customers = make_customers(n)
    judged = group_judgements(simulate_judgements()[0])
    hierarchy = Hierarchy("five_degrees", judged).fit(customers)
    ours, theirs = hierarchy.transform(customers), plain_pandas(customers, hierarchy)
    np.testing.assert_allclose(ours[theirs.columns], theirs, atol=1e-12)
    print(f"{n:,} customers x 12 indicators -> total, 2 sides, 5 degrees          min      max      cpu  s")
    print("  Hierarchy.transform, numbers                          ", timed(lambda: hierarchy.transform(customers)))
    print("  plain pandas, numbers, without the sides              ", timed(lambda: plain_pandas(customers, hierarchy)))
    functions = dict.fromkeys(GRADED, GRADES)
    for dtype in ("category", "str"):
        table = with_grades(customers, dtype)
        graded = Hierarchy("five_degrees", judged, value_functions=functions).fit(table)
        np.testing.assert_array_equal(graded.transform(table), ours)
        print(
            f"  Hierarchy.transform, six indicators graded, {dtype:8}  ",
            timed(lambda h=graded, t=table: h.transform(t)),
        )
    gaps = customers.mask(np.random.default_rng(1).random(customers.shape) < 0.05)
    patient = Hierarchy("five_degrees", judged, missing="reweigh").fit(gaps)
    print("  Hierarchy.transform, 5 % missing, reweighed           ", timed(lambda: patient.transform(gaps)))


def judging() -> None:
    outlets, _ = simulate_outlets(300)
    judged = group_judgements(simulate_judgements()[0])
    columns = {item.key: f"sim_{item.key}" for item in SYSTEM.indicators}
    hierarchy = Hierarchy("five_degrees", judged, value_functions=OUTLET_VALUES, columns=columns)
    matrix = pd.DataFrame(random_matrices(9, 1, random_state=0)[0], index=list("abcdefghi"), columns=list("abcdefghi"))
    pairs = {(a, b): matrix.loc[a, b] for a in matrix for b in matrix if a < b}
    peer = ahpy.Compare("peer", pairs, precision=10)
    np.testing.assert_allclose(
        priorities(matrix)[list(peer.local_weights)], list(peer.local_weights.values()), atol=1e-6
    )
    print("judgements                                                               min      max      cpu  s")
    print("  Hierarchy.fit, five degrees, five experts             ", timed(lambda: hierarchy.fit(outlets)))
    print("  band probabilities, 300 outlets, 1,000 draws          ", timed(lambda: draw(hierarchy, outlets), 3))
    print("  priorities, 9 items                                   ", timed(lambda: priorities(matrix)))
    print(
        "  ahpy.Compare, 9 items                                 ",
        timed(lambda: ahpy.Compare("peer", pairs, precision=10)),
    )
    print("  inconsistent judgements, 9 items, 36 repairs          ", timed(lambda: inconsistent_judgements(matrix)))
    print(
        "  random index, 9 items, 10,000 matrices                ",
        timed(lambda: estimate_random_index(9, 10_000, 0), 3),
    )


def draw(hierarchy: Hierarchy, outlets: pd.DataFrame) -> pd.DataFrame:
    return band_probabilities(hierarchy, outlets, [0.4, 0.6], random_state=0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    scoring(parser.parse_args().customers)
    judging()
