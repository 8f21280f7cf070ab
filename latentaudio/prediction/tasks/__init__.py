"""Tasks: what is predicted of which recordings, in which folds, and whether it can be learned."""
