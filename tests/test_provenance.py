import ast
import subprocess
import sys
from pathlib import Path

import pytest

from latentaudio.provenance import code_of

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = sorted((ROOT / "latentaudio").rglob("*.py"))
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))

#: The programs that run the network, or read its weights.
NEED_TENSORFLOW = {"embed.py", "flow.py", "transfer.py", "weights.py"}


def imports(path):
    """Top-level packages that a file imports, within functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add("." if node.level else node.module.split(".")[0])
    return names


@pytest.fixture
def package(tmp_path):
    """A small package in which every way to import occurs once."""
    files = {
        "latentaudio/__init__.py": "",
        "latentaudio/a.py": "import numpy\nfrom latentaudio.sub import c\n",
        "latentaudio/b.py": "def late():\n    from latentaudio import d\n    return d\n",
        "latentaudio/d.py": "from latentaudio.b import late\n",  # a cycle
        "latentaudio/unused.py": "",
        "latentaudio/sub/__init__.py": "from latentaudio.e import thing\n",
        "latentaudio/sub/c.py": "import latentaudio.b as renamed\n",
        "latentaudio/e.py": "if False:\n    import other\nthing = 1\n",
        "other.py": "",
        "program.py": "import sys\nimport other\nfrom latentaudio.a import c\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_all_modules_that_are_imported_directly_or_not_are_found(package):
    found = code_of(package / "program.py", package)
    assert [path.relative_to(package).as_posix() for path in found] == [
        "program.py",
        "latentaudio/__init__.py",
        "latentaudio/a.py",
        "latentaudio/b.py",
        "latentaudio/d.py",
        "latentaudio/e.py",
        "latentaudio/sub/__init__.py",
        "latentaudio/sub/c.py",
    ]


def test_nothing_is_executed(package):
    (package / "program.py").write_text("import latentaudio.e\nraise SystemExit('ran')\n")
    assert len(code_of(package / "program.py", package)) == 3


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_code_of_a_program_is_itself_and_files_of_the_library(script):
    first, *rest = code_of(script, ROOT)
    assert first == script
    assert ROOT / "latentaudio" / "cli.py" in rest
    assert all((ROOT / "latentaudio") in path.parents for path in rest)
    assert len(set(rest)) == len(rest)


def test_data_that_a_module_reads_is_part_of_the_code():
    files = code_of(ROOT / "scripts" / "classes.py", ROOT)
    assert ROOT / "latentaudio" / "yamnet" / "audioset_classes.csv" in files


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_only_the_stages_of_the_network_import_tensorflow(script):
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in code_of(script, ROOT)
        if path.suffix == ".py"
        and imports(path) & {"tensorflow", "tensorflow_hub", "tf_keras", "gyoza"}
    }
    assert bool(importing) == (script.name in NEED_TENSORFLOW), importing


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_library_imports_neither_snakemake_nor_by_relative_names(path):
    # `code_of` follows absolute imports only, and a library function must run without a workflow.
    assert imports(path).isdisjoint({"snakemake", "."})


def test_only_the_network_imports_tensorflow():
    importing = {
        path.relative_to(ROOT / "latentaudio").parts[0]
        for path in LIBRARY
        if imports(path) & {"tensorflow", "tensorflow_hub", "tf_keras", "gyoza"}
    }
    assert importing <= {"yamnet", "flow"}


def test_an_edited_library_module_is_seen_by_the_stages_that_run_it():
    def stages_with(module):
        path = ROOT / "latentaudio" / module
        return {script.name for script in SCRIPTS if path in code_of(script, ROOT)}

    # A flow uses it to set the number of threads only.
    assert stages_with("yamnet/network.py") == {"embed.py", "flow.py", "transfer.py"}
    assert stages_with("flow/training.py") == {"flow.py"}
    assert stages_with("transfer/moves.py") == {"transfer.py"}
    assert {"pca_fit.py", "pca_project.py", "knn.py"} <= stages_with("projection.py")
    assert "embed.py" not in stages_with("projection.py")
    assert stages_with("decoding.py") == {
        "disentanglement.py",
        "knn.py",
        "preflight.py",
    }
    assert stages_with("artifacts.py") >= {"embed.py", "knn.py", "scores.py", "compare.py"}


def test_jobs_of_projections_and_decoding_start_neither_tensorflow_nor_matplotlib():
    program = (
        "import sys\n"
        "import latentaudio.decoding, latentaudio.projection, latentaudio.embeddings\n"
        "import latentaudio.folds, latentaudio.scores, latentaudio.preflight, latentaudio.tables\n"
        "import latentaudio.yamnet.weights, latentaudio.yamnet.permuted\n"
        "heavy = {'tensorflow', 'matplotlib', 'snakemake', 'soundfile'} & sys.modules.keys()\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
