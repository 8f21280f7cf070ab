"""A recurrent decoder that hears itself: each step attends, and sees what the last one gave.

References
----------
Bahdanau, D., Cho, K. and Bengio, Y. (2015). Neural machine translation by jointly learning to align
and translate. ICLR. arXiv:1409.0473.
"""

from latentaudio.vae.keras_adapter import keras


class FeedbackCell(keras.layers.Layer):
    """One step of the decoder.

    The last state asks, and additive attention answers with a mixture of the slots. A GRU cell
    makes the next state of that answer and of the last output; the next output is a linear map of
    all three.

    Parameters
    ----------
    units
        Units of the state, and of a slot.
    width
        Number of values that a step gives.
    slots
        Number of slots. The input of a step is all of them, shape ``[n, slots * units]``.
    """

    def __init__(self, units: int, width: int, slots: int) -> None:
        super().__init__()
        self.attention = keras.layers.AdditiveAttention()
        self.cell = keras.layers.GRUCell(units, reset_after=False)
        self.to_values = keras.layers.Dense(width)
        self.state_size, self.output_size = (units, width), width
        self._slots = slots

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the weights."""
        units, width = self.state_size
        self.attention.build([(None, 1, units), (None, self._slots, units)])
        self.cell.build((None, width + units))
        self.to_values.build((None, width + 2 * units))

    def call(
        self, inputs: keras.KerasTensor, states: list[keras.KerasTensor]
    ) -> tuple[keras.KerasTensor, list[keras.KerasTensor]]:
        """Make one step; the states are that of the cell, and the last output."""
        state, last = states
        memory = keras.ops.reshape(inputs, (-1, self._slots, self.cell.units))
        answer = self.attention([state[:, None], memory])[:, 0]
        state, _ = self.cell(keras.ops.concatenate([last, answer], axis=1), [state])
        values = self.to_values(keras.ops.concatenate([last, answer, state], axis=1))
        return values, [state, values]


def decode_with_feedback(
    start: keras.KerasTensor, memory: keras.KerasTensor, steps: int, width: int, slots: int
) -> keras.KerasTensor:
    """Add a decoder of such cells to a model.

    Parameters
    ----------
    start
        First state, shape ``[n, units]``; the output before the first is zero.
    memory
        All slots, shape ``[n, slots * units]``.
    steps, width, slots
        Number of steps, of values of each, and of slots.

    Returns
    -------
    keras.KerasTensor
        Shape ``[n, steps, width]``.
    """
    cell = FeedbackCell(start.shape[1], width, slots)
    silence = keras.ops.repeat(keras.ops.zeros_like(start[:, :1]), width, axis=1)
    inputs = keras.layers.RepeatVector(steps)(memory)
    return keras.layers.RNN(cell, return_sequences=True)(inputs, initial_state=[start, silence])
