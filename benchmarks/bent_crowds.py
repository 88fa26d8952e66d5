"""Which bent crowds must not be called clusters, beside those of `custseg.simulate`? Lines of ten kinds in the plane.

`bent_crowd` scatters customers around a line of length 1, as `custseg.simulate.simulate_crowd` does around an S: by 1.5
to 6 % of it; in half of the tables the line is turned, in half of them further columns are bent likewise, else noise.
"""

import numpy as np

STEPS = np.linspace(0, 1, 400)
SEED = 77


def _turned_sine(random):
    """One period, turned by 45 degrees."""
    across = random.uniform(0.8, 2) * np.sin(2 * np.pi * STEPS)
    return np.column_stack([2 * np.pi * STEPS - across, 2 * np.pi * STEPS + across])


def _sine(random):
    """Three quarters of a period to one and a half."""
    turn = 2 * np.pi * STEPS * random.uniform(0.75, 1.5)
    return np.column_stack([turn, random.uniform(0.8, 2) * np.sin(turn)])


def _cubic(random):
    first = 4 * STEPS - 2
    return np.column_stack([first, first**3 - random.uniform(1, 3) * first])


def _spiral(random):
    """A quarter to three quarters of a turn of a spiral that grows."""
    turn = random.uniform(0.5, 1.5) * np.pi * STEPS
    reach = np.exp(random.uniform(0.2, 0.6) * turn)
    return np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])


def _horseshoe(random):
    turn = random.uniform(1.2, 1.7) * np.pi * (STEPS - 0.5)
    return np.column_stack([np.cos(turn), np.sin(turn) * random.uniform(0.6, 1.5)])


def _v(random):
    """Two legs of unequal length."""
    angle = random.uniform(np.pi / 6, np.pi / 2)
    return np.array([(np.cos(angle), np.sin(angle)), (0, 0), (random.uniform(0.4, 1), 0)])


def _w(random):
    high = random.uniform(0.5, 2)
    return np.array([(0, high), (1, 0), (2, high), (3, 0), (4, high)])


def _z(random):
    high = random.uniform(0.5, 1.5)
    return np.array([(0, high), (1, high), (0, 0), (1, 0)])


def _hook(random):
    """Half a circle with one long leg."""
    turn = np.pi * STEPS
    return np.vstack([[(1, -random.uniform(1, 4))], np.column_stack([np.cos(turn), np.sin(turn)])])


def _question_mark(random):
    """Three quarters of a circle with a leg."""
    turn = np.linspace(-np.pi / 2, np.pi, 300)[::-1]
    return np.vstack([np.column_stack([-np.cos(turn), np.sin(turn)]), [(0, -1 - random.uniform(0.5, 2))]])


LINES = {
    "turned_sine": _turned_sine,
    "sine": _sine,
    "cubic": _cubic,
    "spiral": _spiral,
    "horseshoe": _horseshoe,
    "v_shape": _v,
    "w_shape": _w,
    "z_shape": _z,
    "hook": _hook,
    "question_mark": _question_mark,
}


def bent_crowd(kind, n, columns, seed):
    """Draw customers evenly along a line of this kind, and scatter them; shape (n, columns)."""
    random = np.random.RandomState([SEED, seed])
    path = LINES[kind](random)
    reached = np.append(0, np.cumsum(np.hypot(*np.diff(path, axis=0).T)))
    place = random.uniform(0, reached[-1], n)
    line = np.column_stack([np.interp(place, reached, column) for column in path.T]) / reached[-1]
    turned, likewise = random.uniform(size=2) < 0.5
    angle = random.uniform(0, 2 * np.pi, size=max(columns, 2)) * np.where(
        np.arange(max(columns, 2)) < 2, turned, likewise
    )
    angle[1] = angle[0] + np.pi / 2
    values = line @ np.stack([np.cos(angle), np.sin(angle)])
    values[:, 2:] *= likewise
    return (values + random.uniform(0.015, 0.06) * random.standard_normal(values.shape))[:, :columns]
