"""Physically informed sounds with known factors: the embedded default data set."""
