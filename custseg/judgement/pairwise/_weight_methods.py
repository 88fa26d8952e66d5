"""How does one square of ratios become a list of weights? Four methods, on arrays, complete or not.

`eigenvector_weights`, `principal_eigenpair`, `geometric_mean_weights`, `least_squares_weights` and `weights_from`.
"""

import numpy as np

from ...schema import WeightMethod, check_choice
from .incomplete import harker_matrix


def eigenvector_weights(ratios: np.ndarray) -> np.ndarray:
    """Principal right eigenvector, summing to one; missing ratios by Harker's matrix. Shape (..., n, n) to (..., n)."""
    return principal_eigenpair(ratios)[1]


def principal_eigenpair(ratios: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Largest eigenvalue and its positive eigenvector. Shape (..., n, n) to (...) and (..., n)."""
    matrix = harker_matrix(np.asarray(ratios, dtype=float))
    values, vectors = np.linalg.eig(matrix)
    largest = np.argmax(values.real, axis=-1)[..., None]
    vector = np.abs(np.take_along_axis(vectors.real, largest[..., None, :], axis=-1)[..., 0])
    weights = vector / vector.sum(axis=-1, keepdims=True)
    return np.take_along_axis(values.real, largest, axis=-1)[..., 0], weights


def geometric_mean_weights(ratios: np.ndarray) -> np.ndarray:
    """Geometric mean of each row, summing to one; the logarithmic least squares answer, also when ratios are missing.

    Minimises the sum over the judged pairs of ``(log a_ij - log w_i + log w_j)**2``. The normal equations are the
    Laplacian of the comparison graph; when every pair is judged they reduce to row means of the logarithms.
    """
    logs = np.log(np.asarray(ratios, dtype=float))
    judged = ~np.isnan(logs)
    size = logs.shape[-1]
    row_sums = np.where(judged, logs, 0.0).sum(axis=-1)
    if judged.all():
        return _shares(row_sums / size)
    links = np.where(judged, 1.0, 0.0)
    laplacian = links.sum(axis=-1)[..., None] * np.eye(size) - links
    # adding a constant to every entry fixes the free level of the logarithms without moving their differences
    return _shares(np.linalg.solve(laplacian + 1.0 / size, row_sums[..., None])[..., 0])


def least_squares_weights(ratios: np.ndarray) -> np.ndarray:
    """Weights that minimise the sum over the judged pairs of ``(a_ij w_j - w_i)**2``, summing to one.

    One linear system with one solution (Chu, Kalaba & Spingarn 1979), which the plain squares
    ``(a_ij - w_i / w_j)**2`` do not have.
    """
    ratios = np.asarray(ratios, dtype=float)
    judged = ~np.isnan(ratios) & ~np.eye(ratios.shape[-1], dtype=bool)
    known = np.where(judged, ratios, 0.0)
    size = ratios.shape[-1]
    normal = -(known + np.swapaxes(known, -1, -2))
    diagonal = np.arange(size)
    normal[..., diagonal, diagonal] = (known**2).sum(axis=-2) + judged.sum(axis=-1)
    bordered = np.ones((*ratios.shape[:-2], size + 1, size + 1))
    bordered[..., :size, :size] = normal
    bordered[..., size, size] = 0.0
    target = np.zeros((*ratios.shape[:-2], size + 1, 1))
    target[..., size, 0] = 1.0
    return np.linalg.solve(bordered, target)[..., :size, 0]


def _shares(logs: np.ndarray) -> np.ndarray:
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


METHODS = {
    "eigenvector": eigenvector_weights,
    "geometric_mean": geometric_mean_weights,
    "log_least_squares": geometric_mean_weights,
    "least_squares": least_squares_weights,
}


def weights_from(ratios: np.ndarray, method: WeightMethod) -> np.ndarray:
    """Weights of one or many matrices by the named method, shape (..., n, n) to (..., n)."""
    check_choice(method, "method", WeightMethod)
    return METHODS[method](ratios)
