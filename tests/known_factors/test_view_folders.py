import numpy as np
import pytest
from known_factors import made_up_folder
from known_factors.made_up_views import FLOWING, MIXING, SAMPLERATE, SPECTRAL, tone

from latentaudio.audio.wav_files import read_wav
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.features.feature import OUTPUT, Feature
from latentaudio.features.space import Space
from latentaudio.known_factors import view_waveforms
from latentaudio.known_factors.axis_factors import write_axes
from latentaudio.known_factors.mixed_values import values_through
from latentaudio.known_factors.view_folders import Training, make_players, make_sounds, read_tables
from latentaudio.known_factors.view_sounds import read_sound_table, write_sounds
from latentaudio.known_factors.views import write_views
from latentaudio.networks.base import ReadOut


@pytest.fixture
def tables(tmp_path):
    paths = []
    for representation, views in made_up_folder.VIEWS.items():
        paths.append(tmp_path / "views" / representation.name / "views.parquet")
        write_views(paths[-1], representation, views)
    return read_tables(paths)


def find(wanted):
    """A tone for each snippet; the frequency of near ones is that of their number."""
    hertz = {"a": 200, "b": 700}
    return {name: tone(hertz.get(name) or 1000 + 100 * int(name[1:])) for name in wanted}


def pitch(samples):
    return np.abs(np.fft.rfft(samples)).argmax() * SAMPLERATE / len(samples)


def test_sounds_and_players_are_made_of_the_tables(tmp_path, tables):
    training = {
        "layer_06": Training(
            np.array(["n0", "n1", "n2"]), np.array([[-2.0, 0, 1], [0, 0, 1], [2, 0, 1]])
        )
    }

    def invert(space, values):
        assert space == "log_mel_48x32"
        # The pitch of a made-up spectrogram is its loudest band.
        return tone(50 * (1 + values.reshape(48, 32)[0].argmax()))[np.newaxis]

    sounds = tmp_path / "sounds"
    make_sounds(sounds, tables, made_up_folder.chosen(), training, find, invert, SAMPLERATE)
    table = read_sound_table(sounds)
    heard = {
        representation: [
            pitch(read_wav(sounds / file))
            for file in table["file"][table["representation"] == representation.name]
        ]
        for representation in tables
    }
    # Sound "a" has its line in band 8; unit 2 moves it two bands at a time.
    assert heard[SPECTRAL][0] == pytest.approx(450, abs=2)
    assert heard[SPECTRAL][7:12] == pytest.approx([250, 350, 450, 550, 650], abs=2)
    # Its first axis goes from the first training sound to the third.
    assert [heard[FLOWING][row] for row in (2, 4, 6)] == pytest.approx([1000, 1100, 1200], abs=2)
    assert [heard[MIXING][row] for row in (0, -1)] == pytest.approx([200, 700], abs=2)

    axes = {}
    for representation, found in made_up_folder.ASSOCIATIONS.items():
        axes[representation.name] = tmp_path / f"{representation.name}.csv"
        write_axes(
            axes[representation.name], list(found), [None] * len(found), list(found.values())
        )
    players = tmp_path / "players"
    make_players(players, tables, axes, made_up_folder.chosen(), sounds, "title")
    page = (players / "index.html").read_text(encoding="utf-8")
    assert "closest factor: f0 (η² = 0.85, |ρ| = 0.91)" in page
    assert "3 different sounds for 24 steps" in page
    assert len(list(players.glob("sounds/*/*.wav"))) == len(table)


@pytest.mark.parametrize(
    ("name", "keep", "message"),
    [
        (f"{SPECTRAL.name}/0001.wav", None, "0001.wav: not found; "),
        (f"{MIXING.name}/0002.wav", 100, r"0002.wav: damaged, .* \(the file is cut off\); "),
        (f"{MIXING.name}/0002.wav", 10, r"0002.wav: damaged, .*; "),
        ("sounds.csv", None, "sounds.csv: not found; "),
        ("sounds.csv", 50, r"sounds.csv: damaged, .*; "),
    ],
)
def test_a_sound_that_is_lost_or_damaged_is_named_with_the_folder_to_delete(
    tmp_path, tables, name, keep, message
):
    sounds, path = tmp_path / "sounds", tmp_path / "sounds" / name
    sounds.mkdir()
    heard, nearest = made_up_folder.sounds(), made_up_folder.nearest()
    write_sounds(sounds, heard, nearest, {one: tone(440) for one in ("a", "b")}, SAMPLERATE)
    whole = path.read_bytes()
    path.unlink()
    if keep is not None:
        path.write_bytes(whole[:keep])
    remedy = f"delete the folder {sounds}, and rule 'sounds_of_views' will make it again"
    with pytest.raises(ArtifactError, match=f"{message}{remedy}"):
        make_players(tmp_path / "players", tables, {}, made_up_folder.chosen(), sounds, "title")
    assert not (tmp_path / "players").exists()


def test_waveforms_are_found_in_the_parts_that_have_them(monkeypatch):
    read = []

    def part_waveforms(path, *_, **__):
        read.append(path)
        return path, iter(find(path).values())

    monkeypatch.setattr(view_waveforms, "part_waveforms", part_waveforms)
    parts = (["n0", "n1"], ["n2", "b"], ["n3"], ["n4"])
    found = view_waveforms.find_waveforms(parts, None, {"b", "n3"}, None)
    assert sorted(found) == ["b", "n3"]
    assert found["b"].dtype == np.float32
    assert pitch(found["b"]) == pytest.approx(700, abs=1)
    assert list(parts[3]) not in read
    with pytest.raises(ArtifactError, match="snippet 'n9': to be shown, but none"):
        view_waveforms.find_waveforms(parts, None, {"b", "n9"}, None)


class Reader:
    """Reads out two snippets at a time; the log-mel spectrogram of one is its first samples."""

    batch_size = 2

    def __call__(self, given):
        assert len(given) <= 2
        return ReadOut([], None, None, given[:, :4].reshape(-1, 2, 2).astype(np.float16))


def feature(source, column):
    space = Space("sums", "sums", (2,), 1.0)
    return Feature(space, source, column, lambda rows: rows.reshape(-1, 2, 2).sum(axis=2))


def test_values_of_mixtures_are_those_of_snippets_as_they_are_stored():
    values_of = values_through(feature(OUTPUT, "log_mel"), Reader())
    given = np.arange(30, dtype=np.float32).reshape(5, 6)
    expected = np.stack([given[:, 0] + given[:, 1], given[:, 2] + given[:, 3]], axis=1)
    found = values_of(given)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)


def test_features_of_layers_cannot_be_computed_of_mixtures():
    with pytest.raises(ConfigError, match=r"views\.mixing_space: 'sums' found, .* layer_09"):
        values_through(feature("layer_09", "activation"), Reader())
