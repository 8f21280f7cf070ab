"""How a sound-recognition network represents the factors of sounds, layer by layer.

The library holds all computation and knows nothing of the workflow that runs it. Its modules
follow the way of the data: ``sounds`` (and ``synthesis``) -> ``yamnet`` -> ``projection`` ->
``folds`` and ``decoding`` -> ``comparisons`` -> ``figures``. Later stages import earlier ones,
never back, and only ``yamnet`` imports TensorFlow.
"""

__version__ = "0.1.0"
