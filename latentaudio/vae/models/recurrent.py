"""A recurrent network over frames, whose decoder attends to a memory made of the code.

The original toy-sound model has a code for every frame, and its decoder attends to all of them, so
that no unit stands for a property of the sound, which can be copied frame by frame. Here a sound
has one code: a dense layer makes of it the slots that attention chooses from.
"""

from dataclasses import dataclass

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.feedback import decode_with_feedback
from latentaudio.vae.models.hidden_sizes import HiddenSizes
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of, linear_layers
from latentaudio.vae.models.size_checks import check_choice, check_counts, frames_and_bands

_CELLS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM}


@dataclass(frozen=True, kw_only=True)
class Sizes(HiddenSizes):
    """Sizes of the model; see `latentaudio.vae.models.hidden_sizes.HiddenSizes` for others.

    Those concern the layers beside the recurrent ones.

    Attributes
    ----------
    hidden_units
        Units of the recurrent layers, and of a slot of the memory.
    cell
        ``"gru"`` or ``"lstm"``.
    decoder_cell
        The same of the decoder; None for that of the encoder.
    feedback
        Whether each step of the decoder attends anew and sees what the last one gave; see
        `latentaudio.vae.models.feedback`. Its cell is then ``"gru"``.
    frames_per_step
        Number of frames that the networks take and give at a time; time is in proportion to the
        number of steps.
    slots
        Number of slots that the decoder attends to.
    """

    hidden_units: int = 64
    cell: str = "gru"
    decoder_cell: str | None = None
    feedback: bool = False
    frames_per_step: int = 2
    slots: int = 8

    def __post_init__(self) -> None:
        self.check_hidden("recurrent")
        check_counts(
            "recurrent",
            hidden_units=self.hidden_units,
            frames_per_step=self.frames_per_step,
            slots=self.slots,
        )
        check_choice("recurrent", list(_CELLS), cell=self.cell)
        if self.decoder_cell is not None:
            check_choice("recurrent", list(_CELLS), decoder_cell=self.decoder_cell)
        if self.feedback and self.cell_of_decoder != "gru":
            raise ConfigError(
                f"vae.models.recurrent.feedback: true found, but the decoder's cell is "
                f"{self.cell_of_decoder}; set decoder_cell: gru"
            )

    @property
    def cell_of_decoder(self) -> str:
        """Name of the decoder's cell."""
        return self.decoder_cell or self.cell


def build(shape: tuple[int, ...], latent_units: int, sizes: Sizes, seed: int) -> Networks:
    """Build the networks; see `latentaudio.vae.models.registry.build_networks`."""
    frames, bands = frames_and_bands("recurrent", shape)
    encoding = Hidden(sizes, seed)
    decoding = encoding.of_decoder()
    layers, linear = keras.layers, linear_layers(sizes)
    units, together = sizes.hidden_units, sizes.frames_per_step
    steps = -(-frames // together)
    values = keras.Input(shape)
    padded = keras.ops.pad(values, [[0, 0], [0, steps * together - frames], [0, 0]])
    x = _CELLS[sizes.cell](units)(layers.Reshape((steps, together * bands))(padded))
    code = code_of(encoding(linear(layers.Dense(units))(x)), latent_units, linear)
    z = keras.Input((latent_units,))
    start = decoding(linear(layers.Dense(units))(z))
    memory = decoding(linear(layers.Dense(sizes.slots * units))(z))
    if sizes.feedback:
        x = decode_with_feedback(start, memory, steps, together * bands, sizes.slots)
    else:
        x = linear(layers.Dense(together * bands))(_attended(start, memory, steps, sizes))
    x = layers.Reshape((steps * together, bands))(x)[:, :frames]
    return as_networks(values, code, z, x, seed)


def _attended(
    start: keras.KerasTensor, memory: keras.KerasTensor, steps: int, sizes: Sizes
) -> keras.KerasTensor:
    """Add a decoder whose states, once all are known, attend to the slots.

    A recurrent layer turns the code, given at every step, into a query, and additive attention
    (Bahdanau, Cho and Bengio, 2015) answers it with a mixture of the slots; the result has both.
    """
    layers, units = keras.layers, sizes.hidden_units
    cell = _CELLS[sizes.cell_of_decoder]
    queries = cell(units, return_sequences=True)(layers.RepeatVector(steps)(start))
    slots = layers.Reshape((sizes.slots, units))(memory)
    answers = layers.AdditiveAttention()([queries, slots])
    return layers.Concatenate()([queries, answers])
