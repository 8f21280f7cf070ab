"""A recurrent network over frames, whose decoder attends to a memory made of the code.

The attention of the original toy-sound model looks at the states of the *encoder*, so that
everything can pass by the code. Here the decoder sees nothing but the code: a dense layer makes of
it the slots that attention chooses from.
"""

from dataclasses import dataclass

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of
from latentaudio.vae.models.size_checks import check_counts, check_dropout, frames_and_bands

_CELLS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM}


@dataclass(frozen=True)
class Sizes:
    """Sizes of the model.

    Attributes
    ----------
    hidden_units
        Units of the recurrent layers, and of a slot of the memory.
    cell
        ``"gru"`` or ``"lstm"``.
    frames_per_step
        Number of frames that the networks take and give at a time; time is in proportion to the
        number of steps.
    slots
        Number of slots that the decoder attends to.
    dropout, batch_normalisation
        See `latentaudio.vae.models.networks.Hidden`; of the layers beside the recurrent ones.
    """

    hidden_units: int = 64
    cell: str = "gru"
    frames_per_step: int = 2
    slots: int = 8
    dropout: float = 0.0
    batch_normalisation: bool = False

    def __post_init__(self) -> None:
        check_counts(
            "recurrent",
            hidden_units=self.hidden_units,
            frames_per_step=self.frames_per_step,
            slots=self.slots,
        )
        check_dropout("recurrent", self.dropout)
        if self.cell not in _CELLS:
            raise ConfigError(
                f"vae.models.recurrent.cell: found {self.cell!r}, expected one of "
                f"{', '.join(_CELLS)}"
            )


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`.

    The decoder's recurrent layer turns the code, given at every step, into a query; additive
    attention (Bahdanau, Cho and Bengio, 2015) answers it with a mixture of the slots, and a dense
    layer makes frames of both.
    """
    frames, bands = frames_and_bands("recurrent", shape)
    hidden = Hidden(sizes.dropout, sizes.batch_normalisation, seed)
    layers, units, together = keras.layers, sizes.hidden_units, sizes.frames_per_step
    steps = -(-frames // together)
    values = keras.Input(shape)
    padded = keras.ops.pad(values, [[0, 0], [0, steps * together - frames], [0, 0]])
    x = _CELLS[sizes.cell](units)(layers.Reshape((steps, together * bands))(padded))
    code = code_of(hidden(layers.Dense(units)(x)), latent_units)
    z = keras.Input((latent_units,))
    x = hidden(layers.Dense(units)(z))
    queries = _CELLS[sizes.cell](units, return_sequences=True)(layers.RepeatVector(steps)(x))
    memory = layers.Reshape((sizes.slots, units))(hidden(layers.Dense(sizes.slots * units)(z)))
    answers = layers.AdditiveAttention()([queries, memory])
    x = layers.Dense(together * bands)(layers.Concatenate()([queries, answers]))
    x = layers.Reshape((steps * together, bands))(x)[:, :frames]
    return as_networks(values, code, z, x, seed)
