"""Names of the decoders, in the order of all tables."""

KNN = "knn"

PROBE = "probe"

KNN_PERMUTED = "knn_permuted"

#: The decoders in the order of all tables.
DECODERS = (KNN, PROBE, KNN_PERMUTED)
