"""How likely are rows under a mixture of normal distributions, and is it worth its parameters?

`joint_log_density` and `bic_and_icl`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.special import logsumexp


def joint_log_density(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    means: NDArray[np.float64],
    covariances: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give the log density of every row and component together.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Rows.
    weights : ndarray of shape (k,)
        Shares of the components.
    means : ndarray of shape (k, p)
        Their means.
    covariances : ndarray of shape (k, p, p)
        Their covariances.

    Returns
    -------
    ndarray of shape (n, k)
        Natural logarithms; the log density of a row is the logarithm of the sum of the exponentials of its row here.

    Examples
    --------
    >>> joint = joint_log_density(np.array([[0.0], [2.0]]), np.ones(1), np.zeros((1, 1)), np.ones((1, 1, 1)))
    >>> joint.round(3).tolist()
    [[-0.919], [-2.919]]
    """
    p = points.shape[1]
    joint = np.empty((len(points), len(weights)))
    for j, (share, mean, covariance) in enumerate(zip(weights, means, covariances, strict=True)):
        root = cholesky(covariance, lower=True)
        distance = (solve_triangular(root, (points - mean).T, lower=True) ** 2).sum(axis=0)
        joint[:, j] = np.log(share) - 0.5 * (distance + p * np.log(2 * np.pi)) - np.log(np.diag(root)).sum()
    return joint


def bic_and_icl(joint: NDArray[np.float64], counts: NDArray[np.float64], n_parameters: int) -> tuple[float, float]:
    """Give the Bayesian information criterion, and the same plus twice the entropy of the memberships.

    Parameters
    ----------
    joint : ndarray of shape (n, k)
        Log densities of :func:`joint_log_density`.
    counts : ndarray of shape (n,)
        How many customers each row stands for.
    n_parameters : int
        Free parameters of the mixture.

    Returns
    -------
    bic, icl : float
        Low is good. They are equal where nobody is between components.

    Examples
    --------
    >>> [round(one, 3) for one in bic_and_icl(np.log([[0.5, 0.5]]), np.array([10.0]), 2)]
    [4.605, 18.468]
    """
    likelihood = logsumexp(joint, axis=1)
    shares = np.exp(joint - likelihood[:, None])
    bic = float(-2 * counts @ likelihood + n_parameters * np.log(counts.sum()))
    entropy = -(shares * np.log(np.maximum(shares, 1e-300))).sum(axis=1)
    return bic, float(bic + 2 * counts @ entropy)
