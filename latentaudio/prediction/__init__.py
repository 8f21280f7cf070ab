"""Predicting a factor of recordings from their sound: networks trained on crops, and linear heads.

A *task* is a factor that is predicted. A *model* is a network that is trained on crops of frames,
or a head, which sees means over a recording. Both are fitted on training recordings of a fold,
choose what there is to choose by whole groups of these, and predict the recordings of the fold.
"""
