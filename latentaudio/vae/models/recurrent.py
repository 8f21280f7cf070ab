"""A recurrent network over frames, whose decoder attends to a memory made of the code.

By default, a sound has one code: a dense layer makes of it the slots that attention chooses from.
The original toy-sound model has a code for every frame, and its decoder attends to all of them, so
that no unit stands for a property of the sound, which can be copied frame by frame. This is the
option ``code_of="step"``.
"""

from dataclasses import dataclass

from latentaudio.errors import ConfigError
from latentaudio.vae.keras_adapter import keras
from latentaudio.vae.models.feedback import decode_with_feedback
from latentaudio.vae.models.hidden_sizes import HiddenSizes
from latentaudio.vae.models.networks import Hidden, Networks, as_networks, code_of, linear_layers
from latentaudio.vae.models.size_checks import check_choice, check_counts, frames_and_bands

_CELLS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
#: What has a code of its own.
SOUND, STEP = CODED = ("sound", "step")


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
        Number of slots that the decoder attends to, where a sound has one code.
    code_of
        ``"sound"``, or ``"step"``: each step has a code, of which the decoder's slots are made, one
        of each. Those of all steps, one after the other, are the code of the sound.
    """

    hidden_units: int = 64
    cell: str = "gru"
    decoder_cell: str | None = None
    feedback: bool = False
    frames_per_step: int = 2
    slots: int = 8
    code_of: str = SOUND

    def __post_init__(self) -> None:
        self.check_hidden("recurrent")
        check_counts(
            "recurrent",
            hidden_units=self.hidden_units,
            frames_per_step=self.frames_per_step,
            slots=self.slots,
        )
        check_choice("recurrent", list(_CELLS), cell=self.cell)
        check_choice("recurrent", CODED, code_of=self.code_of)
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
    of_steps = sizes.code_of == STEP
    slots = steps if of_steps else sizes.slots
    values = keras.Input(shape)
    padded = keras.ops.pad(values, [[0, 0], [0, steps * together - frames], [0, 0]])
    states = _CELLS[sizes.cell](units, return_sequences=of_steps)
    x = states(layers.Reshape((steps, together * bands))(padded))
    code = code_of(encoding(linear(layers.Dense(units))(x)), latent_units, linear)
    if of_steps:
        code = [layers.Flatten()(one) for one in code]
    z = keras.Input(code[0].shape[1:])
    start = decoding(linear(layers.Dense(units))(z)) if sizes.feedback or not of_steps else None
    if of_steps:
        each = layers.Reshape((steps, latent_units))(z)
        memory = layers.Flatten()(decoding(linear(layers.Dense(units))(each)))
    else:
        memory = decoding(linear(layers.Dense(slots * units))(z))
    if sizes.feedback:
        x = decode_with_feedback(start, memory, steps, together * bands, slots)
    else:
        each = layers.Reshape((slots, units))(memory)
        asked = each if start is None else layers.RepeatVector(steps)(start)
        x = linear(layers.Dense(together * bands))(_attended(asked, each, sizes))
    x = layers.Reshape((steps * together, bands))(x)[:, :frames]
    return as_networks(values, code, z, x, seed)


def _attended(
    asked: keras.KerasTensor, slots: keras.KerasTensor, sizes: Sizes
) -> keras.KerasTensor:
    """Add a decoder whose states, once all are known, attend to the slots.

    A recurrent layer turns what it is given at each step (the code of the sound, or the slot of the
    step) into a query, and additive attention (Bahdanau, Cho and Bengio, 2015) answers it with a
    mixture of the slots; the result has both.
    """
    layers = keras.layers
    cell = _CELLS[sizes.cell_of_decoder]
    queries = cell(sizes.hidden_units, return_sequences=True)(asked)
    answers = layers.AdditiveAttention()([queries, slots])
    return layers.Concatenate()([queries, answers])
