"""Predicting a factor of recordings from their sound: networks trained on crops, and linear heads.

A *task* is a factor that is predicted. A *model* is a network that is trained on crops of frames,
or a head, which sees means over a recording. Both are fitted on training recordings of a fold,
choose what there is to choose by whole groups of these, and predict the recordings of the fold.

The folders follow the data; each may import those before it in this list:

- ``labels``, ``measures``, ``kinds``, ``tasks``: what is predicted, and how predictions are judged;
- ``frames``, ``models``, ``crop_networks``: networks on crops; ``heads``: heads;
- ``familiarity``: what of the training recordings a checkpoint remembers;
- ``scoring``, ``choices``: what models are worth, and which is best;
- ``new_sounds``: what a checkpoint says of new sounds.
"""
