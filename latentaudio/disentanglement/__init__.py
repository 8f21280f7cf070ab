"""Is it disentangled? What each axis of a space tells of each factor, on held-out sounds.

The axes of a flow are measured beside two baselines, in the same way: the principal coordinate that
tells most of a factor, and a linear discriminant.
"""
