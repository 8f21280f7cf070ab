"""How a sound-recognition network represents the factors of sounds, layer by layer.

A file at the top of a folder is shared; a folder is a stage. Data walks downwards through the
rooms, and an import never goes back up:

``errors``, ``imports``, ``seeds``, ``artifacts``, ``factor_names``, ``factors``,
``factor_types``, ``tables`` (the ground) -> ``statistics`` -> ``audio`` -> ``synthesis`` ->
``datasets`` -> ``networks`` -> ``features`` -> ``embeddings`` -> ``projection`` -> ``decoding`` ->
``flow`` -> ``disentanglement`` -> ``transfer`` -> ``findings`` -> ``figures`` -> ``report`` ->
``workflow`` -> ``commands``.

The library holds all computation and never imports Snakemake; ``workflow`` is what programs and
rules need around it. Only ``networks`` and ``flow`` import TensorFlow.
"""

__version__ = "0.1.0"
