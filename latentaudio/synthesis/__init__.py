"""Physically informed sounds with known factors: the built-in default data set."""
