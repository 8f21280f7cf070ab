"""Settings of hidden layers that all models have; without TensorFlow."""

from dataclasses import dataclass

from latentaudio.vae.models.size_checks import check_choice, check_dropout

#: Functions that follow the linear map of a hidden layer.
LEAKY_RELU = "leaky_relu"
ACTIVATIONS = (LEAKY_RELU, "relu", "relu6", "tanh", "sigmoid")


@dataclass(frozen=True, kw_only=True)
class HiddenSizes:
    """What the sizes of every model include.

    Attributes
    ----------
    dropout
        Fraction of the hidden units that are dropped in training.
    batch_normalisation
        Whether hidden units are normalised over the batch.
    weight_normalisation
        Whether linear maps have a direction and a length of their own; see
        `latentaudio.vae.models.weight_normalisation`.
    encoder_activation, decoder_activation
        Function that follows in hidden layers, one of `ACTIVATIONS`. ``"leaky_relu"`` has a slope
        of 0.2 for negative values; ``"relu6"`` is cut off above 6.
    """

    dropout: float = 0.0
    batch_normalisation: bool = False
    weight_normalisation: bool = False
    encoder_activation: str = LEAKY_RELU
    decoder_activation: str = LEAKY_RELU

    def check_hidden(self, model: str) -> None:
        """Refuse settings that cannot work.

        Raises
        ------
        ConfigError
            If there are any.
        """
        check_dropout(model, self.dropout)
        check_choice(model, ACTIVATIONS, encoder_activation=self.encoder_activation)
        check_choice(model, ACTIVATIONS, decoder_activation=self.decoder_activation)
