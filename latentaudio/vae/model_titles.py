"""What texts call an autoencoder: its model, and its training where that is not the usual one."""

_MODELS = {"convolution_1d": "conv 1-D", "convolution_2d": "conv 2-D"}
# What most autoencoders minimise, and how, is not named.
_OBJECTIVES = {"beta_vae": "", "beta_tcvae": "β-TCVAE", "factor_vae": "FactorVAE"}
_CONSTANT = "constant"
#: Names of objectives, the usual one first.
OBJECTIVES = tuple(_OBJECTIVES)


def model_title(model: str, objective: str, schedule: str) -> str:
    """Name the model of a VAE, and its objective and schedule where they are not the usual ones.

    Examples
    --------
    >>> model_title("dense", "factor_vae", "warm_up")
    'dense, FactorVAE, warm up'
    >>> model_title("convolution_1d", "beta_vae", "constant")
    'conv 1-D'
    """
    parts = [
        _MODELS.get(model, model),
        _OBJECTIVES.get(objective, objective),
        "" if schedule == _CONSTANT else schedule.replace("_", " "),
    ]
    return ", ".join(filter(None, parts))
