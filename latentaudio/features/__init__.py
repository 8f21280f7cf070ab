"""Spaces that are not layers: features of a sound, computed without training."""
