"""Measures of predictions: how sure they are, how they rank, and which labels they give a sound."""
