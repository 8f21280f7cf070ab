import subprocess
import sys

import pytest
import tiny_network
from places import REPOSITORY

from latentaudio.errors import ConfigError
from latentaudio.networks import registry
from latentaudio.networks.registry import (
    describe,
    description_modules,
    implementation,
    network_modules,
    register,
)


@pytest.fixture(autouse=True)
def registered_as_before(monkeypatch):
    monkeypatch.setattr(registry, "_REGISTERED", dict(registry._REGISTERED))


def test_yamnet_is_described_and_implemented():
    described = describe("yamnet")
    assert (described.title, len(described.layers), len(described.classes)) == ("YAMNet", 14, 521)
    assert implementation("yamnet").description is described


def test_a_network_of_a_users_own_is_registered_by_the_module_that_the_configuration_names():
    assert describe("tiny", "tiny_network") is tiny_network.DESCRIPTION
    assert implementation("tiny", "tiny_network") is tiny_network.TinyNetwork


def test_a_module_in_the_working_folder_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "only_here.py").write_text(
        "import dataclasses\nfrom tiny_network import DESCRIPTION as tiny\n"
        "from latentaudio.networks.registry import register\n"
        "DESCRIPTION = dataclasses.replace(tiny, name='here')\n"
        "register('here', 'only_here:DESCRIPTION', 'tiny_network:TinyNetwork')\n"
    )
    assert describe("here", "only_here").name == "here"


@pytest.mark.parametrize(
    ("name", "module", "message"),
    [
        ("yamnett", None, r"network\.name: 'yamnett' found, .*did you mean 'yamnet'\?"),
        ("vggish", None, r"network\.name: 'vggish' found, expected one of .*yamnet.*module"),
        ("tiny", "no_such_module", r"network\.module: no module 'no_such_module'; give the dotted"),
        ("tiny", "json.nothing", r"network\.module: no module 'json\.nothing'"),
    ],
)
def test_a_network_that_cannot_be_found_is_named(name, module, message):
    with pytest.raises(ConfigError, match=message):
        describe(name, module)


def test_a_library_that_a_module_lacks_is_not_taken_for_the_module(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "lacking.py").write_text("import no_such_library\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        describe("tiny", "lacking")


@pytest.mark.parametrize("name", ["", "Tiny", "../tiny", "1st", "a b"])
def test_a_name_that_would_be_no_folder_is_refused(name):
    with pytest.raises(ConfigError, match="not a name for a network"):
        register(name, "a:b", "a:c")


def test_a_name_is_given_only_once():
    register("tiny", "tiny_network:DESCRIPTION", "tiny_network:TinyNetwork")
    with pytest.raises(ConfigError, match=r"'yamnet': already registered as latentaudio\."):
        register("yamnet", "tiny_network:DESCRIPTION", "tiny_network:TinyNetwork")


@pytest.mark.parametrize(
    ("description", "class_", "message"),
    [
        ("tiny_network:CLASSES", "tiny_network:TinyNetwork", "not a NetworkDescription"),
        # Another network's description.
        ("tiny_network:DESCRIPTION", "tiny_network:TinyNetwork", "with that name"),
        ("tiny_network", "tiny_network:TinyNetwork", "has no ''; .*'module:name'"),
        ("no_such_module:A", "tiny_network:TinyNetwork", "'wrong': no module 'no_such_module'"),
    ],
)
def test_a_wrong_registration_is_noticed_when_it_is_used(description, class_, message):
    register("wrong", description, class_)
    with pytest.raises(ConfigError, match=message):
        describe("wrong")


def test_a_class_that_is_no_network_is_refused():
    register("wrong", "tiny_network:DESCRIPTION", "tiny_network:TinyReader")
    with pytest.raises(ConfigError, match=r"TinyReader is not a subclass of .*Network"):
        implementation("wrong")


def test_the_modules_of_a_network_are_listed_for_the_digest_of_code():
    yamnet = "latentaudio.networks.yamnet"
    assert description_modules("yamnet") == [f"{yamnet}.description"]
    assert network_modules("yamnet") == [f"{yamnet}.description", f"{yamnet}.implementation"]
    assert network_modules("tiny", "tiny_network") == ["tiny_network"]


def test_describing_starts_nothing_heavy():
    program = (
        "import sys\nfrom latentaudio.networks.registry import describe\ndescribe('yamnet')\n"
        "print(*sorted({'tensorflow', 'pandas', 'keras', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
