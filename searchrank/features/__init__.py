"""Query, candidates and view become a matrix: one function a feature, the same in training and serving."""
