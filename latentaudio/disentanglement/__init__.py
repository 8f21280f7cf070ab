"""Disentanglement: what each axis of a space encodes about each factor, on held-out sounds.

The axes of a flow are compared with two baselines that are measured in the same way: the principal
component that encodes most about a factor, and a linear discriminant.
"""
