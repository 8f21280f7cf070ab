"""The factor loss of Esser, Rombach and Ommer (2020), equation 10."""

from typing import TYPE_CHECKING

from latentaudio.errors import ConfigError
from latentaudio.factors import FactorLayout
from latentaudio.flow.gyoza_adapter import tf

if TYPE_CHECKING:
    from latentaudio.flow.invertible import FlowNetwork


def check_sigma(sigma: float) -> None:
    """Raise a `ConfigError` unless 0 < sigma < 1."""
    if not 0.0 < sigma < 1.0:
        raise ConfigError(
            f"flow.sigma: found {sigma}, expected a number between 0 and 1, both excluded: it is "
            "the correlation, along a factor's axis, of two sounds of the same class"
        )


def pair_losses(
    z_a: tf.Tensor,
    z_b: tf.Tensor,
    log_det_a: tf.Tensor,
    log_det_b: tf.Tensor,
    layout: FactorLayout,
    sigma: float,
) -> tf.Tensor:
    r"""Compute the loss of every pair.

    For a pair (a, b) that shares factor F, where :math:`\tilde z = T(z)` and k = 0 is the residual:

    .. math::
        \ell = \tfrac12 \sum_k |\tilde z^a_k|^2 - \log|T'(z^a)|
             + \tfrac12 \sum_{k \ne F} |\tilde z^b_k|^2 - \log|T'(z^b)|
             + \tfrac12 \frac{|\tilde z^b_F - \sigma \tilde z^a_F|^2}{1 - \sigma^2}

    Up to a constant, it is the negative log-likelihood of two standard normal vectors whose
    coordinates of F have correlation sigma and whose other coordinates are independent.

    Parameters
    ----------
    z_a, z_b
        Outputs of the flow, shape ``[factors, pairs, dimensions]``; item f of the first axis holds
        pairs that share factor f.
    log_det_a, log_det_b
        Log-determinants of the flow's Jacobian, shape ``[factors, pairs]``.
    layout
        Which dimensions belong to which factor.
    sigma
        Correlation of a pair along the axis of its shared factor, in (0, 1).

    Returns
    -------
    tf.Tensor
        Shape ``[factors, pairs]``.
    """
    check_sigma(sigma)
    shared = tf.constant(layout.masks()[:, None, :])
    squares = (
        tf.square(z_a)
        + (1.0 - shared) * tf.square(z_b)
        + shared * tf.square(z_b - sigma * z_a) / (1.0 - sigma**2)
    )
    return 0.5 * tf.reduce_sum(squares, axis=-1) - log_det_a - log_det_b


def factor_loss(
    network: "FlowNetwork", pairs: tf.Tensor, layout: FactorLayout, sigma: float
) -> tf.Tensor:
    """Compute the mean loss of pairs, averaged over pairs, then over factors.

    Parameters
    ----------
    network
        The flow.
    pairs
        Pairs as drawn by `latentaudio.flow.pairs`, shape ``[factors, 2, pairs, dimensions]``.
    layout, sigma
        See `pair_losses`.

    Returns
    -------
    tf.Tensor
        Scalar, in nats per pair, up to a constant.
    """
    # A single forward pass for both members of all pairs.
    z, log_det = network.forward(tf.reshape(pairs, [-1, layout.dimensions]))
    z = tf.reshape(z, pairs.shape)
    log_det = tf.reshape(log_det, pairs.shape[:3])
    losses = pair_losses(z[:, 0], z[:, 1], log_det[:, 0], log_det[:, 1], layout=layout, sigma=sigma)
    return tf.reduce_mean(tf.reduce_mean(losses, axis=1))
