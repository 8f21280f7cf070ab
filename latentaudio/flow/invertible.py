"""The invertible network: stages of couplings, normalisation and reflections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio import seeds
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.flow.gyoza_adapter import (
    ActivationNormalization,
    AdditiveCoupling,
    BasicFullyConnectedNet,
    CheckerBoardMask,
    CheckerBoardPermutation,
    FlowLayer,
    Permutation,
    Reflection,
    SequentialFlowNetwork,
    tf,
)
from latentaudio.training.blocks import by_blocks
from latentaudio.training.variables import assign_values, copy_values

#: Rows that `encode` and `decode` process at a time; fixed, so that the network is compiled once.
ROWS = 1024


@dataclass(frozen=True)
class Architecture:
    """The sizes of a flow; networks with equal sizes can exchange weights.

    Attributes
    ----------
    dimensions
        Number of dimensions of the space that is transformed.
    stages
        Number of stages.
    hidden_units, hidden_layers
        Size of the dense network in each coupling; a linear output layer follows.
    reflections
        Number of Householder reflections in a stage.
    """

    dimensions: int
    stages: int
    hidden_units: int
    hidden_layers: int
    reflections: int


class FlowNetwork:
    """An invertible map of a space onto itself with a known Jacobian determinant.

    Create it with `build_network`.

    Attributes
    ----------
    architecture
        The sizes of the network.
    initialised
        Whether the statistics of the activation normalisations have been set, by `initialise` or
        from a checkpoint. Only `initialise` derives them from data.
    """

    def __init__(self, architecture: Architecture, stages: list[list[FlowLayer]]) -> None:
        self.architecture = architecture
        self.initialised = False
        self._stages = stages
        self._sequence = SequentialFlowNetwork(sequence=[layer for one in stages for layer in one])
        self._compiled_forward = tf.function(self.forward, autograph=False)
        self._compiled_inverse = tf.function(self.inverse, autograph=False)

    @property
    def variables(self) -> list[tf.Variable]:
        """All variables, including those of permutations."""
        return self._sequence.variables

    @property
    def trainable_variables(self) -> list[tf.Variable]:
        """The variables that training changes."""
        return self._sequence.trainable_variables

    def weights(self) -> dict[str, np.ndarray]:
        """Copy the values of all variables, by names such as ``stage_1/2_AdditiveCoupling/0``."""
        return copy_values(self._named())

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Set all variables; the network then counts as initialised.

        Raises
        ------
        ValueError
            If names or shapes differ from those of `weights()`; no variable is changed then.
        """
        assign_values(self._named(), weights)
        self.initialised = True

    def _named(self) -> dict[str, tf.Variable]:
        """Name all variables by position, because Keras numbers its names within a process."""
        # `dict.fromkeys` drops duplicates: the same swap occurs twice in a stage.
        return {
            f"stage_{stage}/{place}_{type(layer).__name__}/{index}": variable
            for stage, layers in enumerate(self._stages, start=1)
            for place, layer in enumerate(dict.fromkeys(layers), start=1)
            for index, variable in enumerate(layer.variables)
        }

    def forward_stage(self, index: int, x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Apply one stage, counted from 0; shapes as in `forward`."""
        log_det = tf.zeros([x.shape[0]])
        for layer in self._stages[index]:
            log_det += layer.compute_jacobian_determinant(x)
            x = layer(x)
        return x, log_det

    def forward(self, x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Map a batch to the latent space.

        Parameters
        ----------
        x
            Shape ``[n, dimensions]``, float32; n must be known when the function is traced.

        Returns
        -------
        z, log_det : tf.Tensor
            Shapes ``[n, dimensions]`` and ``[n]``; `log_det` is log |det dz/dx|.
        """
        log_det = tf.zeros([x.shape[0]])
        for index in range(len(self._stages)):
            x, change = self.forward_stage(index, x)
            log_det += change
        return x, log_det

    def inverse(self, z: tf.Tensor) -> tf.Tensor:
        """Map a batch back from the latent space; shapes as in `forward`."""
        for stage in reversed(self._stages):
            for layer in reversed(stage):
                z = layer.invert(z)
        return z

    def encode(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compute `forward` for any number of rows: ``z`` ``[n, d]`` and ``log_det`` ``[n]``."""
        z, log_det = self._by_blocks(self._compiled_forward, x)
        return z, log_det

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Compute `inverse` for any number of rows, shape ``[n, d]``."""
        (x,) = self._by_blocks(lambda z: (self._compiled_inverse(z),), z)
        return x

    def _by_blocks(
        self, function: Callable[[tf.Tensor], Sequence[tf.Tensor]], x: np.ndarray
    ) -> list[np.ndarray]:
        """Apply a compiled function of ``[ROWS, dimensions]`` to any number of rows."""
        return by_blocks(
            lambda block: function(tf.constant(block)),
            x,
            (self.architecture.dimensions,),
            ROWS,
            padded=True,
        )


def build_network(
    dimensions: int,
    stages: int,
    hidden_units: int,
    hidden_layers: int,
    seed: int,
    reflections: int = 8,
) -> FlowNetwork:
    """Build a flow with random weights.

    A stage consists of a fixed permutation; two additive couplings of every other dimension (Dinh
    et al., 2015), each followed by a swap of adjacent dimensions; an activation normalisation
    (Kingma and Dhariwal, 2018); and Householder reflections (Meng et al., 2020). The references are
    in the docstring of the package.

    Parameters
    ----------
    dimensions, stages, hidden_units, hidden_layers, reflections
        See `Architecture`.
    seed
        Seed of all permutations and initial weights; global random states have no influence.

    Raises
    ------
    ConfigError
        If a size is too small.

    Examples
    --------
    >>> network = build_network(4, stages=3, hidden_units=8, hidden_layers=2, seed=0)
    >>> len(network.variables), len(network.trainable_variables)
    (57, 45)
    """
    architecture = Architecture(dimensions, stages, hidden_units, hidden_layers, reflections)
    least = {"dimensions": 2, "stages": 1, "hidden_units": 1, "hidden_layers": 0, "reflections": 1}
    for name, minimum in least.items():
        found = getattr(architecture, name)
        if found < minimum:
            raise ConfigError(f"flow.{name}: found {found}, expected at least {minimum}")
    layers = [
        _build_stage(architecture, seeds.generator(seed, "flow weights", stage))
        for stage in range(stages)
    ]
    return FlowNetwork(architecture, layers)


def initialise(network: FlowNetwork, batch: np.ndarray) -> None:
    """Set every activation normalisation so that it standardises `batch`.

    Do this once, before training. A network restored from a checkpoint is initialised already.

    Parameters
    ----------
    network
        A new network.
    batch
        A batch of training data, shape ``[n, dimensions]``.

    Raises
    ------
    DatasetError
        If a dimension does not vary within `batch`.
    ValueError
        If the network is initialised already.
    """
    if network.initialised:
        raise ValueError("the network is initialised already; doing it again would change it")
    x = tf.constant(batch, tf.float32)
    for layer in network._sequence.sequence:
        if isinstance(layer, ActivationNormalization):
            constant = np.flatnonzero(np.ptp(x.numpy(), axis=0) == 0)
            if constant.size:
                raise DatasetError(
                    f"projections: dimensions {constant.tolist()} are constant in the first batch "
                    f"of {len(batch)} rows, so they cannot be normalised; use fewer "
                    "components, a larger batch, or add noise"
                )
            layer.__lazy_init__(x)
        x = layer(x)
    network.initialised = True


def _build_stage(architecture: Architecture, generator: np.random.Generator) -> list[FlowLayer]:
    where = {"shape": [architecture.dimensions], "axes": [1]}
    # gyoza draws its permutations and initial weights from global generators; these are seeded.
    shuffle = Permutation(permutation=generator.permutation(architecture.dimensions), **where)
    first = _build_coupling(architecture, generator)
    second = _build_coupling(architecture, generator)
    swap = CheckerBoardPermutation(**where)
    normalisation = ActivationNormalization(**where)
    # Otherwise it would initialise itself from the next batch, even after a checkpoint was loaded.
    normalisation.__is_initialized__ = True
    reflection = Reflection(reflection_count=architecture.reflections, **where)
    (normals,) = reflection.trainable_variables
    values = generator.random(normals.shape)
    normals.assign(values / np.linalg.norm(values, axis=1, keepdims=True))
    # The swap makes the second coupling change the dimensions that the first one left unchanged.
    return [shuffle, first, swap, second, swap, normalisation, reflection]


def _build_coupling(architecture: Architecture, generator: np.random.Generator) -> AdditiveCoupling:
    dense = BasicFullyConnectedNet(
        latent_dimension_count=architecture.hidden_units,
        output_dimension_count=architecture.dimensions,
        depth=architecture.hidden_layers,
    )
    dense(tf.zeros([1, architecture.dimensions]))  # creates the variables
    for variable in dense.trainable_variables:
        if len(variable.shape) == 2:
            limit = np.sqrt(6.0 / sum(variable.shape))  # Glorot and Bengio (2010)
            variable.assign(generator.uniform(-limit, limit, variable.shape))
    return AdditiveCoupling(
        shape=[architecture.dimensions],
        axes=[1],
        compute_coupling_parameters=dense,
        mask=CheckerBoardMask(axes=[1], shape=[architecture.dimensions]),
    )
