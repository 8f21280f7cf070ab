"""Who disentangles best, on sounds whose factors are known, and what that looks and sounds like.

Models decode *views*: originals, reconstructions, traversals of one axis, and morphs between two
sounds. They are one table for each representation, from which pictures, sounds and pages are made.
"""
