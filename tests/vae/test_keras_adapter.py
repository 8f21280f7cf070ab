import os
import subprocess
import sys

from latentaudio.vae.keras_adapter import keras


def run(program):
    """Run a program in a process in which no version of Keras has been chosen yet."""
    environment = {key: value for key, value in os.environ.items() if "KERAS" not in key}
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )


def test_a_room_never_gets_the_other_rooms_keras():
    result = run(
        "import latentaudio.vae.keras_adapter as vae, latentaudio.flow.gyoza_adapter as flow\n"
        "assert vae.keras.layers.Dense.__module__.startswith('keras.')\n"
        "assert flow.Permutation.__mro__[1].__module__ == flow.FlowLayer.__module__\n"
        "assert flow.tf.keras.Model.__module__.startswith('tf_keras.')\n"
        "assert issubclass(flow.FlowLayer, flow.tf.keras.Model)\n"
        "assert not issubclass(flow.FlowLayer, vae.keras.Model)\n"
    )
    assert result.returncode == 0, result.stderr


def test_a_process_with_another_keras_gets_an_error():
    result = run(
        "import sys, types\n"
        "other = types.ModuleType('keras')\n"
        "other.__version__ = '2.15.0'\n"
        "other.backend = types.SimpleNamespace(backend=lambda: 'tensorflow')\n"
        "sys.modules['keras'] = other\n"
        "import latentaudio.vae.keras_adapter\n"
    )
    assert result.returncode != 0
    assert "ImportError: latentaudio.vae needs Keras 3" in result.stderr


def test_schedules_and_latents_need_no_tensorflow():
    result = run(
        "import sys\n"
        "import latentaudio.vae.collapse, latentaudio.vae.hilbert\n"
        "import latentaudio.vae.vae_data, latentaudio.vae.vae_latents\n"
        "import latentaudio.vae.models.registry, latentaudio.vae.schedules\n"
        "import latentaudio.vae.sound_values\n"
        "assert not {'tensorflow', 'tf_keras', 'keras', 'gyoza'} & sys.modules.keys()\n"
    )
    assert result.returncode == 0, result.stderr


def test_settings_of_a_user_do_not_matter():
    assert keras.config.floatx() == "float32"
    assert keras.config.image_data_format() == "channels_last"
