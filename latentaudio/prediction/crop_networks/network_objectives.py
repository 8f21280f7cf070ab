"""What training lowers, for each form of coding, in TensorFlow."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from latentaudio.prediction.kinds.kind import Coding
from latentaudio.vae.keras_adapter import tf

#: Maps what a network should give and what it gives, both of shape ``[n, outputs]``, to the loss
#: of each crop, shape ``[n]``, and their mean score.
Objective = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]


def objective_of(coding: Coding) -> Objective:
    """Give the objective of a coding; its loss and score are those of the coding."""
    return _OBJECTIVES[coding.form](coding)


def _one_hot(coding: Coding) -> Objective:
    def objective(targets: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        each = tf.nn.softmax_cross_entropy_with_logits(targets, logits)
        right = tf.equal(tf.argmax(logits, axis=1), tf.argmax(targets, axis=1))
        return each, tf.reduce_mean(tf.cast(right, tf.float32))

    return objective


def _many_hot(coding: Coding) -> Objective:
    def objective(targets: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        each = tf.nn.sigmoid_cross_entropy_with_logits(targets, logits)
        return tf.reduce_mean(each, axis=1), _lwlrap(targets, logits)

    return objective


def _lwlrap(targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Compute what `latentaudio.prediction.measures.label_ranking.lwlrap` does; 0 without labels.

    Of mixed crops, a label counts if it is more likely than not.
    """
    members = tf.cast(targets > 0.5, tf.float32)
    # Whether the label of the last axis scores at least as high as that of the one before.
    as_high = tf.cast(logits[:, tf.newaxis, :] >= logits[:, :, tf.newaxis], tf.float32)
    precisions = tf.linalg.matvec(as_high, members) / tf.reduce_sum(as_high, axis=2)
    return tf.math.divide_no_nan(tf.reduce_sum(precisions * members), tf.reduce_sum(members))


def _value(coding: Coding) -> Objective:
    deviation = coding.describe()["deviation"]

    def objective(targets: tf.Tensor, values: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        errors = (values - targets)[:, 0]
        return tf.square(errors), deviation * tf.reduce_mean(tf.abs(errors))

    return objective


def _ordinal(coding: Coding) -> Objective:
    levels = coding.describe()["levels"]
    steps = tf.constant([high - low for low, high in pairwise(levels)], tf.float32)

    def objective(targets: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        each = tf.nn.sigmoid_cross_entropy_with_logits(targets, logits)
        errors = tf.linalg.matvec(tf.sigmoid(logits) - targets, steps)
        return tf.reduce_mean(each, axis=1), tf.reduce_mean(tf.abs(errors))

    return objective


_OBJECTIVES: Mapping[str, Callable[[Coding], Objective]] = {
    "one_hot": _one_hot,
    "many_hot": _many_hot,
    "value": _value,
    "ordinal": _ordinal,
}
