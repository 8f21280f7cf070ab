"""Predicting new sounds by trained checkpoints.

Files are read and cut as the recordings that a model was trained on, one at a time; a file that
cannot be used is noted, and the others are predicted. All members of an ensemble see the same
values, which are computed once.
"""
