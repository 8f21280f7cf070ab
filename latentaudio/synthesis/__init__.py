"""Physically informed sounds whose factors are known: the embedded default data set."""
