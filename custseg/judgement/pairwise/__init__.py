"""What do comparisons of two at a time say? Matrices, weights, consistency, and several experts together."""
