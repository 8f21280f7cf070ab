"""Disentanglement: what each axis of a space encodes about each factor, on held-out sounds.

A metric is a file. Two programs use them: `metrics` measures the axes of a flow beside two
baselines, the principal component that encodes most about a factor and a linear discriminant;
`published_scores` computes the scores of the literature for any code.
"""
