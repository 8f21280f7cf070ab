"""The study of known factors is told of with what it has, and without what it does not have."""

import re
from dataclasses import replace

import pytest
from made_up_representations import MIG, Representations
from made_up_run import judged
from markupsafe import Markup

from latentaudio.errors import ArtifactError
from latentaudio.findings.run import KnownFactors
from latentaudio.report.caveats import found_caveats, standing_caveats
from latentaudio.report.dataset import write as write_sounds
from latentaudio.report.in_brief import in_brief
from latentaudio.report.known_factor_tables import comparison_table, factors_table, seeds_table
from latentaudio.report.known_factor_tuning import tuning_table
from latentaudio.report.known_factor_verdicts import write as write_verdicts
from latentaudio.report.known_factors import PLAYERS, notes
from latentaudio.report.page import render
from latentaudio.report.sections import sections_of
from latentaudio.tuning import gathered

pytestmark = pytest.mark.slow

CLASSES = {"pitch": ["low", "high"], "decay": ["slow", "fast"]}
ONLY = {"classes": CLASSES, "numeric": True, "flow_layers": (), "decoded": False}
BETA = "vae/log_mel/convolution_1d/beta_vae-constant/beta_"
#: Words of what only a run of the study of layers has.
DECODED = (
    *(" layer", "decoder", "decoding", "nearest-neighbor", "cross-validation", "folds and"),
    *("moved sounds", "published study", "transfer"),
)


def text(block):
    return Markup(block).striptags()


def told(page):
    """What the page says, without its style, figures and list of settings."""
    body = page.split("</style>")[1].split("The complete configuration")[0]
    return re.sub(r"\s+", " ", Markup(re.sub(r'src="[^"]*"', "", body)).striptags())


def configured(run, **sections):
    """The run with other settings."""
    changed = {name: {**run.config[name], **values} for name, values in sections.items()}
    return replace(run, config={**run.config, **changed})


def of_classes(run):
    """The run with the bins of its factors as classes."""
    return configured(run, dataset={"factors": run.factors})


@pytest.fixture(scope="module")
def known(make_run):
    return make_run(**ONLY, representations=Representations())


@pytest.fixture(scope="module")
def doubtful(make_run):
    """VAEs of which some collapsed, a flow of which an axis folds, and seeds that are missing."""
    mig = {**MIG, f"{BETA}4": 0.01, f"{BETA}16": 0.0, "flow/log_mel": 0.11}
    plan = Representations(mig=mig, seeds=(1,), collapsed=(f"{BETA}16",), folded="pitch")
    return make_run(**ONLY, representations=plan)


@pytest.fixture(scope="module")
def page(known):
    return told(render(known))


def test_the_sections_are_those_of_the_study(known):
    assert [one.name for one in sections_of(known.config)] == [
        *("verdicts", "data", "representations", "methods", "caveats")
    ]
    with_map = {**known.config, "studies": ["known_factors", "explorer"]}
    assert "explorer" in [one.name for one in sections_of(with_map)]


def test_nothing_is_said_of_decoding_where_nothing_was_decoded(page):
    for word in DECODED:
        assert word not in page.lower(), word
    assert "is missing" not in page
    assert "Run “demo”: separation of known factors" in page
    assert "Which representation separates pitch and decay" in page


def test_a_run_of_both_studies_has_all_sections_and_figures(make_run):
    both = make_run(representations=Representations(factors=("material", "action")))
    names = [one.name for one in sections_of(both.config)]
    assert names[:3] == ["summary", "verdicts", "data"]
    assert names.index("heard") < names.index("representations") < names.index("methods")
    page = told(render(both))
    assert "decoding of layers, factor axes, moved sounds, separation of known factors" in page
    assert "is missing from this run" not in page
    assert len(in_brief(both.findings)) == 4


def test_every_claim_has_its_verdict_with_titles_and_intervals(page):
    for words in (
        "A beta above 1 helps a VAE to separate the factors. ● holds",
        "VAEs separate the factors without labels. ● holds",
        "The flow separates the factors better than VAEs, with labels. ● holds",
        "A linear map of the same input separates the factors as well as the flow. ● holds",
        "Only the flow can move a sound along a factor and bring it back. ● holds",
        "MIG: 2 of 2 significantly higher, 0 lower; differences from",
        "(flow minus VAE conv 1-D, β 4) to",
        "flow: largest error 2.0 × 10⁻⁶ standard deviations; of others, most comes back from VAE "
        "conv 1-D, β 1 (R² 0.85)",
        "ridge regression and the flow lies above −0.05",
        "Intervals are not corrected for the number of pairs, tests are",
        "none was tuned further than by the settings that the run lists",
    ):
        assert words in page, words


def test_claims_that_are_not_found_say_why(doubtful):
    rows = {str(row.statement): row for row in write_verdicts(doubtful)[1].claims}
    beta = rows["A beta above 1 helps a VAE to separate the factors."]
    assert beta.verdict == "not found"
    assert "0 of 2 significantly higher, 2 lower" in text(beta.lines[0].answer)
    assert "the spread over seeds is unknown" in text(beta.lines[0].answer)


def test_the_table_has_a_row_for_each_representation(known):
    table = comparison_table(known)
    rows = {row[0]: dict(zip(table.header, map(text, row), strict=True)) for row in table.rows}
    assert list(rows) == [
        *("raw components", "VAE conv 1-D, β 1", "VAE conv 1-D, β 4"),
        *("flow", "ridge (linear)", "network (bound)"),
    ]
    assert table.marked == {0}
    flow = rows["flow"]
    assert re.fullmatch(r"0\.4\d \[0\.4\d, 0\.\d\d\]", flow["MIG"])
    assert (flow["units"], flow["own axis R²"], flow["own axis |ρ|"]) == ("32", "0.85", "0.92")
    vae = rows["VAE conv 1-D, β 1"]
    assert (vae["active units"], vae["rate (nats)"], vae["seeds"]) == ("4", "7.3", "3")
    tried = [rows[name]["settings tried"] for name in ("raw components", "ridge (linear)", "flow")]
    assert [*tried, vae["settings tried"]] == ["1", "3", "3", "3"]
    assert [row[0] for row in seeds_table(known).rows] == [
        *("VAE conv 1-D, β 1", "VAE conv 1-D, β 4", "flow", "network (bound)")
    ]


def test_chosen_settings_are_listed_with_what_they_were_chosen_by(known):
    cells = [" | ".join(row) for row in tuning_table(known).rows]
    assert cells == [
        "ridge | log_mel |  | penalty: 1, 100 | highest score | 100",
        "network | log_mel |  | weight decay: 0.01, 1 | highest score | 1 (2 seeds), 0.01 (1 seed)",
        "flow | log_mel |  | noise: 0.25, 0.5 | lowest loss of pairs | 0.5",
        "vae | log_mel | convolution_1d | learning rate: 0.001, 0.003 (diverged) | "
        "lowest negative bound | 0.001",
    ]


def test_without_a_choice_no_settings_are_listed(known):
    title = "Settings chosen on validation sounds"
    assert title in told(render(known))
    tuning = known.known_factors.tuning
    # One setting for each method; and no axes, so that there is no table at all.
    for left in (tuning[tuning["chosen"]], gathered([])):
        run = replace(known, known_factors=replace(known.known_factors, tuning=left))
        assert title not in told(render(run))


def test_factors_with_classes_have_the_scores_that_classes_have(known):
    run = of_classes(known)
    comparison = run.known_factors.comparison
    ordered = comparison["metric"].isin(["sap_r2", "own_axis_r2", "own_axis_abs_rank_correlation"])
    tables = replace(run.known_factors, comparison=comparison[~ordered])
    run = replace(run, known_factors=tables)
    assert comparison_table(run).header[2:6] == ["MIG", "DCI-D", "DCI-C", "own axis η²"]
    assert factors_table(run).header == ["representation", "pitch, η²", "decay, η²"]


def test_collapsed_autoencoders_and_folded_axes_are_marked(doubtful, known):
    table = comparison_table(doubtful)
    assert "VAE conv 1-D, β 16 (collapsed: 1 of 1)" in [row[0] for row in table.rows]
    found = [text(caveat) for caveat in found_caveats(doubtful)]
    for start in (
        "The posterior of some autoencoders collapsed: VAE conv 1-D, β 16 (1 training). None of "
        "their units is active, so their codes carry hardly any information",
        "Some axes fold: pitch in flow (1 of 1 training).",
        "Some autoencoders were trained once: VAE conv 1-D, β 1, VAE conv 1-D, β 4 and",
    ):
        assert any(one.startswith(start) for one in found), start
    found = [text(caveat) for caveat in found_caveats(known)]
    for word in ("collapsed", "fold", "trained once"):
        assert not any(word in one for one in found), word


def test_weak_axes_are_not_called_folded(doubtful):
    seeds = doubtful.known_factors.seeds
    weak = seeds.assign(value=seeds["value"].mask(seeds["metric"] == "own_axis_eta2", 0.2))
    run = replace(doubtful, known_factors=replace(doubtful.known_factors, seeds=weak))
    assert not any("fold" in text(caveat) for caveat in found_caveats(run))


def test_the_input_of_autoencoders_is_a_caveat_where_it_differs(known):
    start = "Autoencoders had other inputs than flows"
    (found,) = (text(one) for one in found_caveats(known) if start in one)
    assert "autoencoders see the values of log_mel. A part of the differences" in found
    relative = configured(known, vae={"scale": "sound"})
    (found,) = (text(one) for one in found_caveats(relative) if start in one)
    assert "the values of log_mel (relative to the maximum of each sound). A part" in found
    same = configured(known, vae={"spaces": {"log_mel": "components"}})
    assert not any(start in one for one in found_caveats(same))
    relative = configured(same, vae={"scale": "sound"})
    assert any(start in one for one in found_caveats(relative))


def test_the_scale_of_beta_is_stated(known):
    (words,) = (text(note) for note in notes(known) if "Beta has a scale" in note)
    assert "here 6 144 values of log_mel; Gaussian with a fixed variance of 1" in words
    spaces = {"log_mel": "components"}
    changed = configured(known, vae={"likelihood": "bernoulli", "spaces": spaces})
    (words,) = (text(note) for note in notes(changed) if "Beta has a scale" in note)
    assert "here 32 values of log_mel; Bernoulli, of values scaled to 0 … 1" in words


def test_without_autoencoders_nothing_is_said_of_beta(known):
    tables = known.known_factors
    run = judged(
        replace(
            known,
            known_factors=KnownFactors(
                tables.comparison[tables.comparison["kind"] != "vae"],
                tables.contrasts[tables.contrasts["claim"] == "linear_map_suffices"],
                tables.seeds[tables.seeds["kind"] != "vae"],
                tables.tuning[tables.tuning["method"] != "vae"],
            ),
        )
    )
    assert not any("Beta" in note for note in notes(run))
    page = told(render(run))
    assert "No variational autoencoder was trained." in page
    assert "no representations to compare" in page


def test_made_sounds_are_said_to_be_made(known):
    assert any("made from their factors" in one for one in standing_caveats(known))
    recorded = configured(known, dataset={"source": "manifest"})
    assert not any("made from their factors" in one for one in standing_caveats(recorded))
    assert "Anything about recordings" not in str(write_verdicts(recorded)[-1])


def test_the_sounds_have_no_cells_where_values_were_drawn_from_ranges(known):
    blocks = write_sounds(known)
    assert [one.kind for one in blocks] == ["paragraph", "paragraph", "table", "paragraph"]
    assert "25\u202f% are held out, 15\u202f% of the others decide" in blocks[-1].text
    assert write_sounds(of_classes(known))[-1].kind == "details"
    assert not any("Not every combination" in one for one in found_caveats(known))


def test_bins_are_listed_in_the_order_of_values(known):
    shuffled = replace(known, snippets=known.snippets.sample(frac=1, random_state=1))
    labels = [str(row[1]) for row in write_sounds(shuffled)[2].rows]
    of_factors = [labels[: len(labels) // 2], labels[len(labels) // 2 :]]
    assert len(of_factors[0]) > 1
    assert all(own == sorted(own) for own in of_factors)


def test_traversals_of_several_trainings_are_told_apart(known):
    name = "log_mel_dense_beta_vae-constant_beta_4_seed_1"
    seeds = known.known_factors.seeds
    trained = next(one for one in seeds["representation"] if one.startswith("vae/"))
    folder = trained.removeprefix("vae/").replace("/", "_") + "_seed_1"
    first, other = known.known_factors.traversals.items()
    shown = {first[0]: first[1], folder: other[1], name: other[1]}
    run = replace(known, known_factors=replace(known.known_factors, traversals=shown))
    page = render(run)
    assert re.search(r"<summary>Traversals of VAE .*, seed 1</summary>", page)
    # What has no scores keeps its name.
    assert f"<summary>Traversals of {name}</summary>" in page


def test_the_players_are_linked(known):
    assert render(known).count(f'<a href="{PLAYERS}">') == 1


def test_all_figures_of_the_study_are_shown(known):
    page = render(known)
    # The traversals of one representation are folded.
    assert page.count("<img ") == 9
    assert "<summary>Traversals of flow</summary>" in page
    missing = {name: {} for name in known.known_factors.traversals}
    tables = replace(known.known_factors, traversals=missing)
    page = told(render(replace(known, figures={}, known_factors=tables)))
    for name in ("latent_scatter", "traversals", "morphs"):
        assert f"The figure “{name}” is missing from this run." in page


def test_digits_are_shown_where_they_are_trained(known):
    digits = configured(known, known_factors={"digits": {"betas": [1, 4], "seeds": [1]}})
    assert "handwritten" not in told(render(known))
    assert render(digits).count("<img ") == 11


def test_representations_without_pictures_are_said_to_have_no_traversals(known):
    page = told(render(replace(known, known_factors=replace(known.known_factors, traversals={}))))
    assert "No traversals are drawn" in page
    assert "is missing from this run" not in page


def test_the_same_tables_give_the_same_bytes(known):
    assert render(known) == render(known)


def test_tables_of_other_studies_are_neither_needed_nor_read(make_run):
    # What an earlier run of layers has left.
    plan = {**ONLY, "decoded": True}
    left = make_run(
        **plan, representations=Representations(), config={"studies": ["known_factors"]}
    )
    assert left.scores.empty
    assert left.heard.empty
    assert not left.best
    assert "spectrograms" not in left.figures


@pytest.mark.parametrize("name", ["comparison", "comparison_seeds", "contrasts", "tuning"])
def test_a_missing_table_is_named(made_up, tmp_path, name):
    plan = made_up.MadeUp(**{**ONLY, "numeric": False}, representations=Representations())
    made_up.write_run(tmp_path, plan)
    config = {**made_up.config(plan.factors), "studies": plan.studies}
    made_up.write_judged(tmp_path, plan, config)
    (tmp_path / "known_factors" / f"{name}.csv").unlink()
    with pytest.raises(ArtifactError, match=rf"{name}\.csv: not found; run the workflow again"):
        made_up.read_run(tmp_path, config, [], tmp_path / "report/findings.json", tmp_path / "no")


def test_a_line_in_brief(known):
    (line,) = in_brief(known.findings)
    assert re.fullmatch(
        r"factors     flow: MIG 0\.4\d \[0\.\d\d, 0\.\d\d\]; VAE \(convolution_1d, beta 4\), "
        r"highest of \d: 0\.2\d \[0\.\d\d, 0\.\d\d\]; ridge: 0\.56 \[0\.53, 0\.59\]; raw "
        r"components: 0\.03 \[.*\] \(held-out sounds\)",
        line,
    )
