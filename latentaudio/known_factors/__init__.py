"""Who disentangles best, on sounds whose factors are known, and what that looks and sounds like.

The *comparison* reads every representation in one form (`representations`), learns axes with labels
(`supervised_axes`), and joins the scores of `latentaudio.disentanglement` in tables of means
(`comparison`) and of differences (`contrasts`).

Models decode *views*: originals, reconstructions, traversals of one axis, and morphs between two
sounds. They are one table for each representation, from which pictures, sounds and pages are made.
"""
