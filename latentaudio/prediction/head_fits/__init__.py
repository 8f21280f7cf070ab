"""How heads are fitted, one file for each kind of task, with scikit-learn."""
