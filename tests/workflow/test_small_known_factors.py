"""The whole study of known factors on a few tones: all programs run; their results are whole."""

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import soundfile
from dry_runs import dry_runs
from PIL import Image, ImageSequence
from tiny_known_factors import FACTORS, KNOWN, LAYER, SHOWN_VAE, SPECTROGRAM
from tiny_project import Project, listed_jobs

from latentaudio import artifacts
from latentaudio.findings.known_factors import ONLY_FLOW_RETURNS
from latentaudio.findings.reasons import UNKNOWN_SPREAD
from latentaudio.findings.storage import read_findings
from latentaudio.findings.verdicts import UNTESTED
from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.contrasts import BETA, LINEAR, METRICS, WITH_LABELS, WITHOUT_LABELS
from latentaudio.known_factors.view_sounds import PEAK, RECORDINGS, read_sound_table
from latentaudio.known_factors.views import read_views

pytestmark = pytest.mark.workflow

TONES = KNOWN["additive"]["sounds"]
#: A snippet of YAMNet.
SAMPLERATE, SAMPLES = 16_000, 15_600

VAES = [
    f"vae/{SPECTROGRAM}/convolution_1d/beta_vae-constant/beta_1",
    f"vae/{SPECTROGRAM}/convolution_1d/beta_vae-constant/beta_4",
    f"vae/{LAYER}/dense/beta_vae-constant/beta_1",
]
AXES = [f"axes/{LAYER}/{method}/seed_1" for method in ("ridge", "lda", "network")]
FLOWS = [f"flow/{LAYER}", f"flow/{LAYER}/seed_2"]
#: Where settings are tried: in each space, for the flow and for each model.
TUNED = [f"flow/{LAYER}", f"vae/{SPECTROGRAM}/convolution_1d", f"vae/{LAYER}/dense"]
TRAINED = [*AXES, *FLOWS, *(f"{vae}/seed_1" for vae in VAES)]
#: Number of seeds by the name in the table of the comparison.
REPRESENTATIONS = {
    **{f"{kind}/{LAYER}": 1 for kind in ("components", "ridge", "lda", "network")},
    f"flow/{LAYER}": 2,
    **dict.fromkeys(VAES, 1),
}
SHOWN_FLOW = f"flow_{LAYER}"
MIXING = "plain_mixing"

OF_SCORES = ("known_factors_comparison", "metric_by_beta", "factor_importance", "latent_scatter")
OF_DIGITS = ("digits_by_beta", "digits_traversals")
OF_VIEWS = ("morphs", "gallery", f"{SHOWN_VAE}/traversals")
CURVES = "known_factors_curves"
FIGURES = [*OF_SCORES, CURVES, *OF_DIGITS, *(f"known_factors/{name}" for name in OF_VIEWS)]


@pytest.fixture(scope="module")
def finished(weights, tmp_path_factory) -> Project:
    """A run of the study; tests leave it as it is."""
    project = Project(tmp_path_factory.mktemp("known"), KNOWN)
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


def read(finished: Project, name: str) -> pd.DataFrame:
    return artifacts.read_csv(finished.results / "known_factors" / name)


# -- Tables ----------------------------------------------------------------------------------------


def test_every_artifact_that_the_page_of_the_study_names_is_there(finished):
    found = {str(path) for path in finished.artifacts()}
    scored = [f"pca/{LAYER}", *TRAINED]
    expected = {
        *(f"dataset/{name}.parquet" for name in ("recordings", "snippets")),
        *(f"pca/{LAYER}/{name}" for name in ("model.npz", "projections.parquet")),
        *(f"{one}/latents.parquet" for one in TRAINED),
        *(f"{one}/{name}" for one in AXES for name in ("summary.json", "tuning.csv")),
        *(f"{one}/tuning.csv" for one in TUNED),
        *(
            f"{one}/{name}"
            for one in FLOWS
            for name in ("weights.npz", "architecture.json", "history.csv", "stages.csv")
        ),
        *(
            f"{one}/seed_1/{name}"
            for one in VAES
            for name in ("weights.npz", "architecture.json", "history.csv", "summary.json")
        ),
        *(
            f"known_factors/scores/{one}/{name}"
            for one in scored
            for name in ("scores.csv", "half_samples.parquet", "importances.csv", "shown.csv")
        ),
        *(
            f"known_factors/{name}"
            for name in (
                *("comparison.csv", "comparison_seeds.csv", "contrasts.csv", "costs.csv"),
                "tuning.csv",
                *("digits.csv", "digits_traversals.parquet", "chosen.json"),
                *(f"views/{one}/views.parquet" for one in (SHOWN_VAE, SHOWN_FLOW, MIXING)),
                *(f"views/{one}/axes.csv" for one in (SHOWN_VAE, SHOWN_FLOW)),
                *("sounds/sounds.csv", "players/index.html"),
                *("players/players.js", "players/players.css"),
            )
        ),
        *(f"figures/{name}.{kind}" for name in FIGURES for kind in ("svg", "png")),
        f"figures/known_factors/{SHOWN_VAE}/traversals.gif",
        *("report/findings.json", "report/index.html"),
    }
    assert expected - found == set()
    # Snakemake marks folders by empty files.
    files = [path for path in found if not path.endswith(".snakemake_timestamp")]
    assert all((finished.results / path).stat().st_size > 0 for path in files)


def test_every_table_can_be_read(finished):
    readers = {".csv": artifacts.read_csv, ".json": artifacts.read_json, ".parquet": pq.read_table}
    read_of = dict.fromkeys(readers, 0)
    for path in sorted(finished.artifacts()):
        if path.suffix in readers and path.parts[0] != "benchmarks":
            table = readers[path.suffix](finished.results / path)
            # No recording is passed over, and none is nearly another.
            assert len(table) > 0 or path.parent.name == "dataset", path
            read_of[path.suffix] += 1
    assert min(read_of.values()) > 10, read_of


def test_trainings_share_one_split(finished):
    splits = {}
    for one in TRAINED:
        table = pq.read_table(finished.results / one / "latents.parquet")
        assert np.isfinite(table["z"].combine_chunks().flatten().to_numpy()).all(), one
        splits[one] = table.select(["snippet_id", "split"]).to_pandas()
    first, *others = splits.values()
    assert all(one.equals(first) for one in others)
    counts = first.split.value_counts()
    assert counts.sum() == TONES
    assert counts["held_out"] == pytest.approx(TONES / 4, abs=6)
    assert counts["validation"] > 10


def test_the_comparison_has_each_score_of_each_representation_once(finished):
    table = read(finished, "comparison.csv")
    assert table.groupby("representation").seeds.unique().str[0].to_dict() == REPRESENTATIONS
    assert not table.duplicated(["representation", "metric", "factor"]).any()
    whole = table[table.factor.isna()].pivot(
        index="representation", columns="metric", values="value"
    )
    assert {*METRICS, "sap_r2", "factor_vae", "beta_vae", "modularity"} <= set(whole.columns)
    assert whole.index.tolist() == sorted(REPRESENTATIONS)
    assert whole.notna().all(axis=None)
    for _, members in table.dropna(subset=["factor"]).groupby("metric"):
        assert set(members.representation) == set(REPRESENTATIONS)
        assert set(members.groupby("representation").factor.agg(frozenset)) == {frozenset(FACTORS)}


def test_scores_are_finite_and_between_their_bounds(finished):
    table = read(finished, "comparison.csv")
    counted = table.metric == "varying_units"
    assert table.value[counted].le(table.dimensions[counted]).all()
    scores = table[~counted]
    assert scores.value.between(0, 1).all()
    # Half samples can have more than the data.
    assert (scores.low.dropna() <= scores.high.dropna()).all()
    seeds = read(finished, "comparison_seeds.csv")
    assert seeds.groupby("representation").seed.nunique().max() == 2
    best = seeds[seeds.best_by_validation].groupby("representation").seed
    assert set(best.nunique(dropna=False)) == {1}
    assert set(seeds.representation[seeds.best_by_validation]) == set(REPRESENTATIONS)


def test_axes_with_labels_find_the_factors_of_tones(finished):
    table = read(finished, "comparison.csv").set_index(["representation", "metric", "factor"])
    for factor in FACTORS:
        assert table.value[f"ridge/{LAYER}", "own_axis_r2", factor] > 0.5
        assert table.value[f"ridge/{LAYER}", "own_axis_abs_rank_correlation", factor] > 0.7


def test_units_of_the_autoencoder_that_is_shown_are_active_and_follow_both_factors(finished):
    table = read(finished, f"views/{SHOWN_VAE}/axes.csv")
    assert len(table) == KNOWN["vae"]["latent_units"]
    # Two of its three units are traversed, of which each must be active to be drawn.
    assert (table.rate.nlargest(KNOWN["views"]["axes"]) > 0.05).all()
    assert set(table.factor) == set(FACTORS)


def test_contrasts_are_those_of_the_claims(finished):
    table = read(finished, "contrasts.csv")
    components, flow, ridge = (f"{kind}/{LAYER}" for kind in ("components", "flow", "ridge"))
    pairs = {
        BETA: {(VAES[1], VAES[0])},
        WITHOUT_LABELS: {(vae, components) for vae in VAES},
        WITH_LABELS: {(flow, vae) for vae in VAES},
        LINEAR: {(ridge, flow)},
    }
    for metric in METRICS:
        rows = table[table.metric == metric]
        found = rows.groupby("claim")[["a", "b"]].apply(
            lambda one: set(one.itertuples(index=False))
        )
        assert found.to_dict() == pairs
    assert table.p.between(0, 1).all()
    assert (table.p <= table.p_holm).all()
    # The flow was trained twice, and no autoencoder was.
    assert table.note.notna().eq(table.a.isin(VAES) | table.b.isin(VAES)).all()


def test_costs_are_those_of_all_trainings(finished):
    table = read(finished, "costs.csv").set_index("training")
    assert set(table.index) == {*TRAINED, *(f"{one}/tuning" for one in TUNED)}
    assert (table.seconds > 0).all()


def test_digits_are_trained_in_both_ways_to_count_pixels(finished):
    table = read(finished, "digits.csv")
    assert table[["beta", "pixels", "seed"]].to_numpy().tolist() == [[4, 64, 1], [4, 784, 1]]
    assert table.accuracy.between(0, 1).all()
    # A weight of 0.3 leaves the code much to say about digits.
    assert table.accuracy[table.pixels == 784].item() > 0.6


# -- Findings and report ---------------------------------------------------------------------------


def test_every_claim_has_a_verdict(finished):
    findings = read_findings(finished.results / "report" / "findings.json")
    verdicts = {one.claim: one for one in findings.records}
    assert set(verdicts) == {BETA, WITHOUT_LABELS, WITH_LABELS, LINEAR, ONLY_FLOW_RETURNS}
    assert UNTESTED not in {one.verdict for one in findings.records}
    unknown = {claim for claim, one in verdicts.items() if UNKNOWN_SPREAD in one.reasons}
    assert unknown == {BETA, WITHOUT_LABELS, WITH_LABELS}


class Page(HTMLParser):
    """Collects what a page links to, what it plays, and where links within it can lead."""

    def __init__(self, path: Path):
        super().__init__()
        self.folder = path.parent
        self.addresses: list[str] = []
        self.played: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.addresses += [found[name] for name in ("src", "href") if name in found]
        self.played += [found["data-sound"]] if "data-sound" in found else []
        self.ids |= {found["id"]} if "id" in found else set()

    def broken(self) -> list[str]:
        """List the addresses that lead nowhere."""
        return [one for one in self.addresses if not self._leads_somewhere(one)]

    def _leads_somewhere(self, address: str) -> bool:
        if address.startswith("#"):
            return address[1:] in self.ids
        return address.startswith("data:image/png;base64,") or (self.folder / address).is_file()


def test_the_report_shows_all_figures_and_its_links_lead_somewhere(finished):
    page = Page(finished.results / "report" / "index.html")
    assert page.broken() == []
    assert "../known_factors/players/index.html" in page.addresses
    pictures = [one for one in page.addresses if one.startswith("data:image")]
    assert len(pictures) == len(set(pictures)) == len(FIGURES)


def test_figures_are_not_blank(finished):
    for name in FIGURES:
        path = finished.results / "figures" / name
        with Image.open(path.with_suffix(".png")) as image:
            pixels = np.asarray(image.convert("L"), float)
        assert min(pixels.shape) > 100, name
        assert pixels.std() > 5, name
        root = ElementTree.parse(path.with_suffix(".svg")).getroot()
        assert len(root.findall(".//{*}path")) > 10, name


def test_the_moving_traversals_move(finished):
    path = finished.results / "figures" / "known_factors" / SHOWN_VAE / "traversals.gif"
    with Image.open(path) as image:
        frames = [np.asarray(one.convert("L"), float) for one in ImageSequence.Iterator(image)]
    # There and back.
    assert len(frames) == 2 * (KNOWN["views"]["steps"] - 1)
    assert all(np.abs(one - frames[0]).max() > 20 for one in frames[1:])


# -- Sounds and players ----------------------------------------------------------------------------


def test_every_view_has_a_sound_that_can_be_played(finished):
    sounds = finished.results / "known_factors" / "sounds"
    table = read_sound_table(sounds)
    files = {str(path.relative_to(sounds)) for path in sounds.rglob("*.wav")}
    assert set(table.file) == files
    ways = table.drop_duplicates("representation").set_index("representation").way
    assert ways.to_dict() == {
        **{SHOWN_VAE: "inverted", SHOWN_FLOW: "nearest", MIXING: "mixed"},
        RECORDINGS: RECORDINGS,
    }
    for name in (SHOWN_VAE, SHOWN_FLOW, MIXING):
        representation, views = read_views(
            finished.results / "known_factors" / "views" / name / "views.parquet"
        )
        assert (", seed 1: " in representation.title) == (name != MIXING)
        assert (table.representation == name).sum() == len(views)
    for file in files:
        samples, samplerate = soundfile.read(sounds / file)
        assert (samplerate, samples.shape) == (SAMPLERATE, (SAMPLES,)), file
        assert np.isfinite(samples).all(), file
        assert 0.001 < np.abs(samples).max() <= PEAK + 1e-4, file


def test_recordings_that_are_shown_are_the_tones_themselves(finished):
    sounds = finished.results / "known_factors" / "sounds"
    table = read_sound_table(sounds).query("representation == @RECORDINGS").set_index("row")
    chosen = read_chosen(finished.results / "known_factors" / "chosen.json")
    assert table.index.tolist() == chosen.snippet_ids
    recordings = pq.read_table(finished.results / "dataset" / "recordings.parquet").to_pandas()
    snippets = pq.read_table(finished.results / "dataset" / "snippets.parquet").to_pandas()
    shown = snippets.set_index("snippet_id").recording_id[chosen.snippet_ids]
    places = recordings.set_index("recording_id").loc[shown]
    for name, one in zip(shown.index, places.itertuples(), strict=True):
        tone, _ = soundfile.read(
            finished.results / "dataset" / "additive" / one.path,
            start=round(one.start_s * SAMPLERATE),
            frames=SAMPLES,
        )
        played, _ = soundfile.read(sounds / table.file[name])
        assert np.corrcoef(tone, played)[0, 1] > 0.999


def test_the_players_play_the_files_that_are_there(finished):
    folder = finished.results / "known_factors" / "players"
    page = Page(folder / "index.html")
    assert page.broken() == []
    there = {str(path.relative_to(folder)) for path in folder.rglob("*.wav")}
    assert set(page.played) == there
    sounds = finished.results / "known_factors"
    for name in there:
        assert (folder / name).read_bytes() == (sounds / name).read_bytes()


# -- What re-runs ----------------------------------------------------------------------------------


def test_another_run_has_nothing_to_do(finished):
    assert finished.planned() == {}


def changed(section: str, **values) -> dict:
    return {**KNOWN, section: {**KNOWN[section], **values}}


def test_a_setting_re_runs_what_depends_on_it_alone(finished):
    # Figures that stand between scores and the report.
    compared = dict.fromkeys(("comparison", "costs", "findings", "report"), 1)
    compared |= {f"figure_{name}": 1 for name in OF_SCORES}
    shown = dict.fromkeys(("sounds_of_views", "players", "figure_morphs"), 1)
    cases = {
        "latent units": changed("vae", latent_units=2),
        "a method": changed("known_factors", axes=["ridge", "lda"]),
        "another network": changed("known_factors", seeds=[2]),
        "pixels": changed("known_factors", digits={"betas": [2], "seeds": [1]}),
        "iterations": changed("views", iterations=5),
    }
    jobs = [listed_jobs(one) for one in dry_runs([(finished, config) for config in cases.values()])]
    assert dict(zip(cases, jobs, strict=True)) == {
        "latent units": {
            **compared,
            **shown,
            f"figure_{CURVES}": 1,
            **{
                "tune_vae": 2,
                "vae": 3,
                "published_scores": 3,
                "traversals": 1,
                "figure_traversals": 1,
            },
        },
        "a method": compared,
        "another network": {**compared, "axes": 1, "published_scores": 1},
        "pixels": {"digits": 1, **{f"figure_{name}": 1 for name in OF_DIGITS}, "report": 1},
        "iterations": {"sounds_of_views": 1, "players": 1, "report": 1},
    }


@pytest.mark.parametrize(
    ("lost", "jobs"),
    [
        # What nobody waits for is made again when it is asked for.
        (["dataset/additive/tones_0001.wav"], {"render": 1}),
        (["known_factors/sounds", "known_factors/players"], {"sounds_of_views": 1, "players": 1}),
    ],
)
def test_sounds_that_are_deleted_are_made_again(finished, lost, jobs):
    paths = [finished.results / name for name in lost]
    aside = [path.rename(path.with_name(f"{path.name}.aside")) for path in paths]
    try:
        targets = [str(path.relative_to(finished.folder)) for path in paths]
        assert finished.planned(*targets) == jobs
    finally:
        for old, path in zip(aside, paths, strict=True):
            old.rename(path)
