import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from places import REPOSITORY

from latentaudio.networks.registry import description_modules, network_modules
from latentaudio.workflow.provenance import NO_COMPUTATION, code_digest, code_of

LIBRARY = sorted((REPOSITORY / "latentaudio").rglob("*.py"))
SCRIPTS = sorted((REPOSITORY / "scripts").glob("*/*.py"))

#: What starts TensorFlow, and the programs that run the network, train a flow, or read weights.
TENSORFLOW = {"tensorflow", "tensorflow_hub", "keras", "tf_keras", "gyoza"}
NEED_TENSORFLOW = {
    *("digits.py", "embed.py", "explorer_moves.py", "flow.py", "flow_traversals.py"),
    "network_predictor.py",
    *("plain_mixing.py", "transfer.py", "traversals.py", "tune_flow.py", "tune_vae.py"),
    *("vae.py", "weights.py"),
}


def imports(path):
    """Top-level packages that a file imports, within functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add("." if node.level else node.module.split(".")[0])
    return names


def named(path):
    return path.relative_to(REPOSITORY).as_posix()


# -- A small package ------------------------------------------------------------------------------

FILES = {
    "latentaudio/__init__.py": "import latentaudio.unused\n",
    "latentaudio/a.py": (
        "import numpy\nfrom latentaudio.sub import c\n\n\ndef thing(x: int) -> int:\n"
        '    """Add."""\n    # for a reason\n    return numpy.add(x, c.one)\n'
    ),
    "latentaudio/b.py": "def late():\n    from latentaudio import d\n    return d\n",
    "latentaudio/d.py": "from latentaudio.b import late\n",  # a cycle
    "latentaudio/unused.py": "",
    "latentaudio/errors.py": "class Wrong(Exception):\n    pass\n",
    "latentaudio/sub/__init__.py": "from latentaudio.unused import nothing\n",
    "latentaudio/sub/c.py": (
        "import latentaudio.b as renamed\nfrom latentaudio.errors import Wrong\n\none = 1\n"
        "TABLE = 'classes.csv'\n\n\ndef check(x):\n    if x < one:\n"
        "        raise Wrong(f'{x} is too small' + 'twice')\n"
    ),
    "latentaudio/elsewhere/classes.csv": "index,name\n",
    "latentaudio/registry.py": "MEMBERS = {'knn': 'latentaudio.members.knn'}\n",
    "latentaudio/members/__init__.py": "",
    "latentaudio/members/knn.py": "class Knn:\n    neighbours = 5\n",
    "latentaudio/members/probe.py": "class Probe:\n    shrinkage = 0.1\n",
    "other.py": "",
    "programs/program.py": (
        "import sys\nimport other\nfrom latentaudio.a import thing\n"
        "from latentaudio.registry import MEMBERS\n\n"
        "parser.add_argument('--x', help='what it is')\n"
        "thing(2)\n"
    ),
}


@pytest.fixture
def package(tmp_path):
    """A small package in which every way to import occurs once."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def digest(package, members=()):
    return code_digest(package / "programs" / "program.py", package, members)


def digests_around_an_edit(package, file, old, new):
    before = digest(package)
    path = package / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return {before, digest(package)}


def test_all_modules_that_are_imported_directly_or_not_are_found(package):
    found = code_of(package / "programs" / "program.py", package)
    assert [path.relative_to(package).as_posix() for path in found] == [
        "programs/program.py",
        "latentaudio/a.py",
        "latentaudio/b.py",
        "latentaudio/d.py",
        "latentaudio/elsewhere/classes.csv",
        "latentaudio/registry.py",
        "latentaudio/sub/c.py",
    ]


def test_nothing_is_executed(package):
    (package / "programs/program.py").write_text("import latentaudio.b\nraise SystemExit('ran')\n")
    assert len(code_of(package / "programs" / "program.py", package)) == 3


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("latentaudio/a.py", '"""Add."""', '"""Add two numbers."""'),
        ("latentaudio/a.py", '    """Add."""\n', ""),
        ("latentaudio/a.py", "# for a reason", "# for a better reason"),
        ("latentaudio/a.py", "x: int) -> int", "x: float) -> float"),
        (
            "latentaudio/a.py",
            "import numpy\nfrom latent",
            "import numpy\nimport json\n\nfrom latent",
        ),
        ("latentaudio/sub/c.py", "{x} is too small", "{x} is less than {one}"),
        ("latentaudio/errors.py", "Wrong(Exception):", "Wrong(ValueError):"),
        ("latentaudio/__init__.py", "import latentaudio.unused\n", "version = 2\n"),
        ("latentaudio/unused.py", "", "x = 1\n"),
        ("latentaudio/members/knn.py", "5", "6"),
        ("programs/program.py", "what it is", "what it is meant to be"),
        ("programs/program.py", "import sys\nimport other", "import other\nimport sys"),
    ],
)
def test_what_computes_the_same_has_the_same_digest(package, file, old, new):
    assert len(digests_around_an_edit(package, file, old, new)) == 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("latentaudio/a.py", "numpy.add", "numpy.subtract"),
        ("latentaudio/a.py", "import numpy", "import cupy as numpy"),
        ("latentaudio/a.py", "x: int)", "x: int = 3)"),
        ("latentaudio/b.py", "return d", "return None"),
        ("latentaudio/sub/c.py", "one = 1", "one = 2"),
        ("latentaudio/sub/c.py", "x < one", "x <= one"),
        ("latentaudio/elsewhere/classes.csv", "index", "number"),
        ("latentaudio/registry.py", "members.knn", "members.other"),
        ("programs/program.py", "thing(2)", "thing(3)"),
        ("programs/program.py", "'--x'", "'--y'"),
    ],
)
def test_what_computes_something_else_has_another_digest(package, file, old, new):
    assert len(digests_around_an_edit(package, file, old, new)) == 2


def test_a_module_that_moves_keeps_its_digest(package):
    before = digest(package)
    (package / "latentaudio/rooms").mkdir()
    (package / "latentaudio/a.py").rename(package / "latentaudio/rooms/sums.py")
    program = package / "programs/program.py"
    program.write_text(
        program.read_text().replace("latentaudio.a import", "latentaudio.rooms.sums import")
    )
    program.rename(package / "renamed.py")
    assert code_digest(package / "renamed.py", package) == before


def test_a_name_taken_from_another_module_changes_the_digest(package):
    (package / "latentaudio/e.py").write_text("def thing(x):\n    return -x\n")
    program = package / "programs/program.py"
    program.write_text("from latentaudio import a, e\nfrom latentaudio.a import thing\nthing(2)\n")
    before = digest(package)
    program.write_text("from latentaudio import a, e\nfrom latentaudio.e import thing\nthing(2)\n")
    assert digest(package) != before


def test_a_member_of_a_registry_counts_where_it_is_named(package):
    knn, probe = (package / "latentaudio/members" / f"{name}.py" for name in ("knn", "probe"))
    before = digest(package, ["latentaudio.members.knn"])
    assert before != digest(package)
    probe.write_text("class Probe:\n    shrinkage = 0.2\n")
    assert digest(package, ["latentaudio.members.knn"]) == before
    knn.write_text("class Knn:\n    neighbours = 7\n")
    assert digest(package, ["latentaudio.members.knn"]) != before


def test_a_member_of_another_package_counts_with_what_it_imports_of_it(package, monkeypatch):
    folder = package / "installed" / "somebodys"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "member.py").write_text("from somebodys.sums import add\nADDED = add(1)\n")
    (folder / "sums.py").write_text("def add(x):\n    return x + 1\n")
    (folder / "unused.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(folder.parent)
    before = digest(package, ["somebodys.member"])
    assert before != digest(package)
    (folder / "unused.py").write_text("x = 2\n")
    (folder / "member.py").write_text("from somebodys.sums import add\nADDED = add(1)  # two\n")
    assert digest(package, ["somebodys.member"]) == before
    (folder / "sums.py").write_text("def add(x):\n    return x + 2\n")
    assert digest(package, ["somebodys.member"]) != before


def test_a_member_that_does_not_exist_is_named(package):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.nothing: no such module"):
        digest(package, ["nowhere.nothing"])
    with pytest.raises(FileNotFoundError, match=r"latentaudio\.members\.nothing"):
        digest(package, ["latentaudio.members.nothing"])


# -- This package ---------------------------------------------------------------------------------


def members_of(script):
    """Modules of YAMNet that count for a program, by its rule."""
    rules = "\n".join(path.read_text() for path in sorted((REPOSITORY / "rules").glob("*.smk")))
    name = f"{script.parent.name}/{script.name}"
    given = re.search(rf'code\(\s*"{name}",\s*\*(\w+)[,)]', rules)
    modules = {"NETWORK_CODE": network_modules, "DESCRIPTION_CODE": description_modules}
    return modules[given[1]]("yamnet") if given and given[1] in modules else []


def all_code_of(script):
    return code_of(script, REPOSITORY, members_of(script))


def test_library_and_programs_are_found():
    assert len(LIBRARY) > 100
    assert len(SCRIPTS) > 30


def test_modules_that_compute_nothing_exist():
    assert {named(path) for path in LIBRARY} >= NO_COMPUTATION


@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_the_code_of_a_program_is_itself_and_files_of_the_library(script):
    first, *rest = all_code_of(script)
    assert first == script
    assert all((REPOSITORY / "latentaudio") in path.parents for path in rest)
    assert len(set(rest)) == len(rest)
    assert rest


def test_data_that_a_module_reads_is_part_of_the_code():
    files = all_code_of(REPOSITORY / "scripts" / "comparisons" / "classes.py")
    assert REPOSITORY / "latentaudio/networks/yamnet/audioset_classes.csv" in files
    files = code_of(REPOSITORY / "scripts" / "report" / "report.py", REPOSITORY)
    assert {file.suffix for file in files} >= {".j2", ".css"}


@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_only_the_stages_of_the_network_import_tensorflow(script):
    importing = {
        named(path)
        for path in all_code_of(script)
        if path.suffix == ".py" and imports(path) & TENSORFLOW
    }
    assert bool(importing) == (script.name in NEED_TENSORFLOW), importing


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_the_library_imports_neither_snakemake_nor_by_relative_names(path):
    # `code_of` follows absolute imports only, and a library function must run without a workflow.
    assert imports(path).isdisjoint({"snakemake", "."})


def test_only_networks_flows_and_autoencoders_import_tensorflow():
    importing = {
        path.relative_to(REPOSITORY / "latentaudio").parts[0]
        for path in LIBRARY
        if imports(path) & TENSORFLOW
    }
    assert importing == {"networks", "flow", "vae"}


def test_an_edited_library_module_is_seen_by_the_stages_that_run_it():
    def stages_with(module):
        path = REPOSITORY / "latentaudio" / module
        assert path.is_file()
        return {script.name for script in SCRIPTS if path in all_code_of(script)}

    assert stages_with("networks/yamnet/network.py") == {
        *("embed.py", "plain_mixing.py", "transfer.py", "weights.py"),
    }
    assert stages_with("flow/training.py") == {"flow.py", "tune_flow.py"}
    assert stages_with("transfer/moves.py") == {"explorer_moves.py", "transfer.py"}
    assert "knn.py" not in stages_with("projection/krylov.py")
    assert stages_with("projection/krylov.py") >= {"pca_fit.py", "pca_project.py"}
    assert stages_with("projection/storage.py") >= {"pca_project.py", "knn.py"}
    assert stages_with("decoding/decoders.py") >= {"knn.py", "scores.py", "compare.py"}
    # Decoders are members of a registry; rule knn names those that run.
    assert stages_with("decoding/probe.py") == set()
    assert stages_with("decoding/knn.py") == {"digits.py", "disentanglement.py", "preflight.py"}
    assert stages_with("artifacts.py") >= {"embed.py", "knn.py", "scores.py", "compare.py"}
    assert stages_with("errors.py") == set()


def imported_by(script):
    """Top-level modules that a program has imported when it has said how it is called."""
    program = (
        "import runpy, sys\n"
        f"sys.path.insert(0, {str(script.parent)!r})\n"
        f"sys.argv = [{str(script)!r}, '--help']\n"
        "try:\n"
        f"    runpy.run_path({str(script)!r}, run_name='__main__')\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


#: What decodes, projects and embeds runs hundreds of times, and starts none of these.
LIGHT = [
    "dataset/folds.py",
    "decoding/knn.py",
    "decoding/scores.py",
    "pca/pca_fit.py",
    "pca/pca_project.py",
]


@pytest.mark.parametrize("name", LIGHT)
def test_jobs_of_projections_and_decoding_start_nothing_heavy(name):
    imported = imported_by(REPOSITORY / "scripts" / name)
    assert "numpy" in imported
    heavy = {"tensorflow", "pandas", "matplotlib", "snakemake", "soundfile", "statsmodels"}
    assert not imported & heavy


@pytest.mark.workflow
@pytest.mark.parametrize(
    "script", [path for path in SCRIPTS if path.name not in NEED_TENSORFLOW], ids=named
)
def test_programs_that_need_no_tensorflow_do_not_start_it(script):
    assert "tensorflow" not in imported_by(script)


def test_names_of_programs_hide_no_module():
    # The folder of a program comes first on its search path.
    assert not {script.stem for script in SCRIPTS} & (sys.stdlib_module_names | third_party())


def third_party():
    """Top-level modules that the library imports from elsewhere."""
    return {name for path in [*LIBRARY, *SCRIPTS] for name in imports(path)} - {"latentaudio"}


def test_programs_lie_in_a_folder_named_after_the_rules_that_run_them():
    for script in SCRIPTS:
        rules = (REPOSITORY / "rules" / f"{script.parent.name}.smk").read_text()
        where = f'("{script.parent.name}/{script.name}"'
        assert f"program{where})" in rules, script
        assert f"code{where}" in rules, script


def test_no_two_modules_of_the_library_have_one_name():
    # Figures, findings and sections of the report may be named after the stage that they show, what
    # belongs to a kind of task after that kind, and every kind of member has its registry.
    named_alike = {"figures", "findings", "report", "kinds", "scoring"}
    others = [
        path.stem
        for path in LIBRARY
        if path.stem not in {"__init__", "registry"} and path.parent.name not in named_alike
    ]
    assert sorted(others) == sorted(set(others))


def test_places_are_where_they_say():
    assert (REPOSITORY / "Snakefile").is_file()
    assert Path(__file__).is_relative_to(REPOSITORY)
