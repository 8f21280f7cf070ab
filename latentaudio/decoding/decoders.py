"""Names of the decoders."""

KNN = "knn"

PROBE = "probe"

KNN_PERMUTED = "knn_permuted"

#: All decoders, in the order in which tables list them.
DECODERS = (KNN, PROBE, KNN_PERMUTED)
