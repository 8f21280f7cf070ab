"""A damaged artifact is noticed by whoever reads it, named, and made again when it was deleted."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults.every_job import KILLS, kinds_made
from faults.small_project import NOTHING, different
from tiny_known_factors import LAYER, SHOWN_VAE

from latentaudio.artifacts import (
    CHOSEN,
    FINDINGS,
    MOVES,
    Kind,
    open_parquet,
    read_arrays,
    read_csv,
    read_json,
    read_table,
)
from latentaudio.errors import ArtifactError

pytestmark = pytest.mark.faults

#: Kinds whose files are text.
TEXT = {FINDINGS, MOVES, CHOSEN}
#: Of each file.
DAMAGES = 40

in_each_run = pytest.mark.parametrize("undisturbed", KILLS, indirect=True)


def kind_of(path: Path, kinds: list[Kind]) -> Kind | None:
    """Find of which kind a file is by reading it as all."""
    for kind in kinds:
        try:
            read(path, kind)
        except ArtifactError:
            continue
        return kind
    return None


def read(path: Path, kind: Kind):
    """Read all of a file, as something that can be compared: text, in which NaN equals NaN."""
    if path.suffix == ".npz":
        return {name: (a.shape, a.tobytes()) for name, a in read_arrays(path, kind).items()}
    with open_parquet(path, kind) as file:
        metadata = file.schema_arrow.metadata
    table = read_table(path, kind)
    return table.schema.remove_metadata(), metadata, repr(table.to_pydict())


def flipped(data: bytes, position: int, bit: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1 << bit]) + data[position + 1 :]


def complaint(path: Path, kind: Kind, data: bytes, good) -> str:
    """Give what a reader says of damaged data; where it says nothing, there must be no harm."""
    path.write_bytes(data)
    try:
        found = read(path, kind)
    except ArtifactError as error:
        return str(error)
    assert found == good, "read as something else"
    return ""


@in_each_run
def test_binary_files_of_all_kinds_tell_that_they_are_damaged(undisturbed, tmp_path, draw, seed):
    kinds = kinds_made(undisturbed.config["run"])
    seen = set()
    for original in sorted(undisturbed.results.rglob("*.*")):
        if original.suffix not in (".parquet", ".npz"):
            continue
        kind = kind_of(original, kinds)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        data, good = original.read_bytes(), read(original, kind)
        copy = tmp_path / original.name
        maker = f"rule '{kind.made_by}' will" if kind.made_by else "the next run will"
        expected = f"delete it, and {maker} make it again"
        flips = 0
        for _ in range(DAMAGES if len(data) < 1e6 else DAMAGES // 8):
            # Half of them near the end, where both formats say what is in the file.
            span = len(data) if draw.random() < 0.5 else min(len(data), 3000)
            position, bit = len(data) - 1 - draw.randrange(span), draw.randrange(8)
            where = f"seed {seed}: {original.name} ({kind.name}), bit {bit} of byte {position}"
            try:
                said = complaint(copy, kind, flipped(data, position, bit), good)
            except Exception as error:
                raise AssertionError(where) from error
            if said:
                flips += 1
                assert said.startswith(f"{copy}: "), where
                assert expected in said, where
        assert flips > 0, kind
        for _ in range(3):
            end = draw.randrange(len(data))
            said = complaint(copy, kind, data[:end], good)
            assert expected in said, f"seed {seed}: {original.name} cut at {end}: {said}"
    # The next test damages text.
    assert seen == set(kinds) - TEXT, {kind.name for kind in (set(kinds) - TEXT) ^ seen}


@in_each_run
def test_text_that_is_cut_off_within_a_line_is_noticed(undisturbed, tmp_path, draw, seed):
    originals = sorted([*undisturbed.results.rglob("*.csv"), *undisturbed.results.rglob("*.json")])
    assert len(originals) > 10
    for original in originals:
        copy = tmp_path / original.name
        data = original.read_bytes()
        reader = read_csv if original.suffix == ".csv" else read_json
        copy.write_bytes(data)
        reader(copy)
        for end in (0, *(draw.randrange(1, len(data)) for _ in range(10))):
            if data[:end].endswith(b"\n") or data[:end].endswith(b"}"):
                continue
            copy.write_bytes(data[:end])
            with pytest.raises(ArtifactError, match="delete it, and the next run") as caught:
                reader(copy)
                pytest.fail(f"seed {seed}: {original.name} cut at {end} passes for whole")
            assert str(caught.value).startswith(f"{copy}: damaged, cannot be read as ")


@dataclass(frozen=True)
class Damage:
    """Files to damage, with the rules that make them, what reads them, and folders to delete."""

    files: dict[str, str]
    readers: tuple[str, ...]
    folders: tuple[str, ...] = ()


DAMAGED = {
    "tones": Damage(
        {
            "pca/explained_variance.csv": "explained_variance",
            "stats/tsne.parquet": "tsne",
            "stats/layers.csv": "compare",
            "flow/layer_14/metrics.json": "disentanglement",
        },
        (
            *("figures/explained_variance.svg", "figures/tsne.svg"),
            *("figures/accuracy_by_layer.svg", "figures/layer_14/disentanglement.svg"),
        ),
    ),
    "known": Damage(
        {
            f"axes/{LAYER}/ridge/seed_1/latents.parquet": "axes",
            f"vae/{LAYER}/dense/beta_vae-constant/beta_1/seed_1/latents.parquet": "vae",
            "known_factors/digits_traversals.parquet": "digits",
            f"known_factors/views/{SHOWN_VAE}/axes.csv": "traversals",
        },
        (
            f"known_factors/scores/axes/{LAYER}/ridge/seed_1/scores.csv",
            f"known_factors/scores/vae/{LAYER}/dense/beta_vae-constant/beta_1/seed_1/scores.csv",
            "figures/digits_traversals.svg",
            f"figures/known_factors/{SHOWN_VAE}/traversals.gif",
        ),
        ("known_factors/sounds", "known_factors/players"),
    ),
    "predicted": Damage(
        {"frames/log_mel/part_001.parquet": "frames"},
        ("prediction/pitch/crops_cnn/seed_1/fold_01/weights.npz",),
    ),
}


@in_each_run
def test_what_is_deleted_as_asked_is_made_again(copied, undisturbed):
    damage = DAMAGED[undisturbed.config["run"]]
    results = copied.results.relative_to(copied.folder)
    for name in damage.files:
        path = copied.results / name
        path.write_bytes(path.read_bytes()[:-20])
    targets = [f"{results}/{name}" for name in [*damage.readers, *damage.files]]
    outcome = copied.snakemake("--cores", "2", "--keep-going", "--", *targets)
    assert outcome.code != 0
    for name, rule in damage.files.items():
        assert f"error: {results}/{name}: damaged" in outcome.text, name + outcome.text
        assert f"delete it, and rule '{rule}' will make it again" in outcome.text, outcome.text
    assert "Traceback" not in outcome.text
    for name in damage.files:
        (copied.results / name).unlink()
    for name in damage.folders:
        shutil.rmtree(copied.results / name)
    targets += [f"{results}/{name}" for name in damage.folders]
    outcome = copied.snakemake("--cores", "2", "--", *targets)
    assert outcome.code == 0, outcome.text
    assert different(copied, undisturbed) == []
    outcome = copied.snakemake("--cores", "2", "--", *targets)
    assert NOTHING in outcome.text, outcome.text
