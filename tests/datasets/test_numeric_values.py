import dataclasses

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tiny_sources import manifest, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor


def numeric(root, values, scale="linear", **options):
    """A manifest with one categorical and one numeric factor."""
    rows = [(f"{i}.wav", "ab"[i % 2], value) for i, value in enumerate(values)]
    source = manifest(root, rows, "path,kind,distance", **options)
    factors = (Factor("kind"), Factor("distance", "numeric", scale=scale))
    return dataclasses.replace(source, factors=factors)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2.0), ("-0.5", -0.5), (".5", 0.5), ("3.", 3.0), ("1e-3", 1e-3), ("+2E2", 200.0)],
)
def test_text_becomes_a_number(tmp_path, text, value):
    recordings = list_recordings(numeric(tmp_path, ["7", text]))
    assert [one.factors for one in recordings] == [
        {"kind": "a", "distance": 7.0},
        {"kind": "b", "distance": value},
    ]


@pytest.mark.parametrize(
    "text", ["far", "nan", "inf", "-inf", "1e999", "1_000", "0x1", "2 m", "\u0661"]
)
def test_what_is_no_finite_number_is_named_with_line_column_and_what_is_expected(tmp_path, text):
    with pytest.raises(DatasetError) as caught:
        list_recordings(numeric(tmp_path, ["1", "2", text]))
    message = str(caught.value)
    assert "sounds.csv: 1 values of numeric factors cannot be used" in message
    assert f"line 4 (2.wav): distance {text!r}, expected a finite number such as" in message


def test_an_empty_cell_is_no_number(tmp_path):
    with pytest.raises(DatasetError, match=r"1 labels are empty(.|\n)*line 3 \(1\.wav\): distance"):
        list_recordings(numeric(tmp_path, ["1", ""]))


@pytest.mark.parametrize("text", ["0", "-1", "-0.0"])
def test_a_number_without_logarithm_is_refused_on_a_log_scale(tmp_path, text):
    assert len(list_recordings(numeric(tmp_path, ["1", text]))) == 2
    with pytest.raises(DatasetError, match=r"line 3 .*, expected a number above 0, because"):
        list_recordings(numeric(tmp_path, ["1", text], scale="log"))


def test_numbers_of_a_parquet_manifest_keep_all_digits(tmp_path):
    values = [0.1 + 0.2, 1 / 3]
    touch(tmp_path, "a.wav", "b.wav")
    path = tmp_path / "m.parquet"
    pq.write_table(pa.table({"path": ["a.wav", "b.wav"], "distance": values}), path)
    source = Source("manifest", tmp_path, (Factor("distance", "numeric"),), manifest=path)
    assert [one.factors["distance"] for one in list_recordings(source)] == values
    pq.write_table(pa.table({"path": ["a.wav", "b.wav"], "distance": [1.0, None]}), path)
    with pytest.raises(DatasetError, match=r"row 2 \(b\.wav\): distance"):
        list_recordings(source)


def test_copies_may_write_the_same_number_in_another_way(tmp_path):
    rows = [("a.wav", "1", ""), ("b.wav", "1.0", "a.wav"), ("c.wav", "2", "")]
    source = dataclasses.replace(
        manifest(tmp_path, rows, "path,distance,augmentation_of"),
        factors=(Factor("distance", "numeric"),),
    )
    assert len(list_recordings(source)) == 3
    rows[1] = ("b.wav", "1.5", "a.wav")
    manifest(tmp_path, rows, "path,distance,augmentation_of")
    with pytest.raises(DatasetError, match="labels that differ from those of their originals"):
        list_recordings(source)


def test_reverberated_twins_have_the_value_of_their_original(tmp_path):
    source = numeric(tmp_path, ["1", "2"], reverberated=tmp_path / "reverberated")
    values = {one.recording_id: one.factors["distance"] for one in list_recordings(source)}
    assert values == {"0": 1.0, "0__reverb": 1.0, "1": 2.0, "1__reverb": 2.0}
