"""Scores of predictions, one file for each kind of task, and their tables."""
