"""Decoding of factors from projections, and comparison of layers by their decoding scores."""
