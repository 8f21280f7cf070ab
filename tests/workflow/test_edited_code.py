"""What an edit of the code re-runs: what it computes counts, how it is written does not."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import copy_of_repository
from dry_runs import dry_runs
from tiny_project import listed_jobs

pytestmark = pytest.mark.workflow

AFTER_DECODING = {
    *("scores", "compare", "best_layer", "figure_accuracy_by_layer", "figure_confusion"),
    *("tsne", "figure_tsne", "findings", "report"),
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the repository to edit, in a folder with another name and at another depth."""
    return copy_of_repository(tmp_path / "somewhere" / "else")


@pytest.fixture
def jobs(finished, checkout) -> Callable[[], dict[str, int]]:
    """Give a function that lists the jobs of the finished project with the edited code."""
    return lambda: listed_jobs(*dry_runs([(finished, finished.config)], [checkout]))


def edit(path: Path, pattern: str, replacement: str) -> None:
    text = path.read_text(encoding="utf-8")
    edited, count = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE | re.DOTALL)
    assert count == 1, f"{path} has no {pattern}"
    assert edited != text
    path.write_text(edited, encoding="utf-8")


def move(checkout: Path, old: str, new: str) -> None:
    """Rename a module, given by its dotted name, in all its imports too."""
    source, target = (checkout / f"{name.replace('.', '/')}.py" for name in (old, new))
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    changed = 0
    for path in [*checkout.rglob("*.py"), *checkout.rglob("*.smk")]:
        text = path.read_text(encoding="utf-8")
        if f"from {old} import" in text:
            path.write_text(text.replace(f"from {old} import", f"from {new} import"))
            changed += 1
    assert changed


def test_another_place_of_the_repository_re_runs_nothing(jobs):
    assert jobs() == {}


def test_other_words_re_run_nothing(checkout, jobs):
    library = checkout / "latentaudio"
    for module in ("artifacts.py", "errors.py", "workflow/cli.py", "projection/krylov.py"):
        edit(library / module, r'\A("""|r""")', r"\1In other words: ")
    edit(library / "workflow" / "run_lock.py", r"^_POLL_S = .*?$", "_POLL_S = 0.123")
    edit(
        library / "projection" / "krylov.py", r"^import numpy as np$", "import numpy as np  # fast"
    )
    edit(
        library / "datasets" / "folds.py",
        r"raise DatasetError\(\s+f\"",
        'raise DatasetError(f"Oh: ',
    )
    script = checkout / "scripts" / "embeddings" / "embed.py"
    edit(script, r'help="measurements of the part"', 'help="the measurements of the part"')
    edit(script, r"^import argparse\n(.*?)\n\n", r"\1\nimport argparse\n\n")
    assert jobs() == {}


def test_a_moved_module_and_a_moved_program_re_run_nothing(checkout, jobs):
    move(checkout, "latentaudio.projection.tiles", "latentaudio.projection.rows.products")
    move(checkout, "latentaudio.tables", "latentaudio.columns")
    (checkout / "latentaudio" / "projection" / "rows" / "__init__.py").touch()
    scripts = checkout / "scripts"
    (scripts / "pca" / "pca_fit.py").rename(scripts / "fit_a_projection.py")
    rules = checkout / "rules" / "pca.smk"
    rules.write_text(rules.read_text().replace('"pca/pca_fit.py"', '"fit_a_projection.py"'))
    assert jobs() == {}


def test_another_computation_re_runs_its_stage_and_what_follows(checkout, jobs):
    edit(checkout / "latentaudio/projection/krylov.py", "^KRYLOV_BLOCKS = 8$", "KRYLOV_BLOCKS = 9")
    planned = jobs()
    assert planned["pca_fit"] == 7  # three layers of two networks, and the spectrogram
    assert {"pca_project", "knn", *AFTER_DECODING} <= set(planned)
    assert planned.keys().isdisjoint({"synthesise", "dataset", "weights", "embed", "folds"})


def test_another_decoder_re_runs_decoding_and_no_projection(checkout, jobs):
    edit(checkout / "latentaudio/decoding/probe.py", '"lsqr"', '"eigen"')
    planned = jobs()
    assert {"knn", *AFTER_DECODING} <= set(planned)
    assert planned.keys().isdisjoint({"embed", "pca_fit", "pca_project", "folds"})


def test_an_edited_decoder_that_does_not_run_re_runs_nothing(checkout, jobs):
    # The sounds of the project have no numeric factor.
    edit(checkout / "latentaudio/decoding/ridge.py", r"range\(-4, 13\)", "range(-5, 14)")
    assert jobs() == {}


def test_an_edited_feature_re_runs_that_feature_and_what_follows(checkout, jobs):
    edit(checkout / "latentaudio/features/log_mel.py", r"patch\.shape", "patch.shape[::-1]")
    planned = jobs()
    # One file a part, one projection, and predictions in one space.
    assert (planned["feature"], planned["pca_fit"]) == (2, 1)
    assert {"pca_project", "knn", "compare_features", *AFTER_DECODING} <= set(planned)
    assert planned.keys().isdisjoint({"embed", "dataset", "folds", "weights"})


def test_another_reading_of_paths_re_runs_from_the_start(checkout, jobs):
    edit(checkout / "latentaudio/datasets/path_pattern.py", "fullmatch", "match")
    assert {"dataset", "embed", "pca_fit", "knn", "report"} <= set(jobs())


def test_other_data_re_run_what_reads_them(checkout, jobs):
    table = checkout / "latentaudio" / "networks" / "yamnet" / "audioset_classes.csv"
    edit(table, "^135,/m/0342h,Guitar$", "135,/m/0342h,Gittern")
    planned = jobs()
    assert {"embed", "classes", "report"} <= set(planned)
    assert planned.keys().isdisjoint({"synthesise", "dataset", "folds"})


def test_another_network_computation_re_runs_what_runs_the_network(checkout, jobs):
    network = checkout / "latentaudio" / "networks" / "yamnet" / "network.py"
    edit(
        network,
        "tf.matmul\\(embeddings, kernel\\) \\+ bias",
        "tf.matmul(embeddings, kernel) - bias",
    )
    planned = jobs()
    assert {"weights", "embed", "pca_fit", "classes", "best_layer", "report"} <= set(planned)
    assert planned.keys().isdisjoint({"synthesise", "dataset", "folds"})


def test_other_versions_of_libraries_re_write_the_report_only(checkout, jobs):
    edit(checkout / "requirements.lock", "^numpy==[0-9.]+", "numpy==99.0")
    assert jobs() == {"report": 1}


def test_an_edited_style_of_the_page_re_writes_the_report_only(checkout, jobs):
    edit(checkout / "latentaudio" / "report" / "style.css", r"\A", "/* anew */\n")
    assert jobs() == {"report": 1}
