"""What the fault tests must try: every program of a job, and every kind of binary artifact."""

import importlib

from places import REPOSITORY

from latentaudio.artifacts import HEARING, MAP, RECORDING_PREDICTIONS, VIEWS, Kind

#: Why some programs are spared: the runs that are killed do not start them.
NOT_STARTED = "the small projects do not use it"
#: How often to kill when a program of a job has started, by the name of the run. What runs of both
#: start is killed in the first.
KILLS = {
    "tones": {
        "preflight": 1,
        "weights": 1,
        "measure": 2,
        "dataset": 1,
        "folds": 1,
        "embed": 3,
        "pca_fit": 2,
        "pca_project": 1,
        "knn": 3,
        "scores": 1,
        "best_layer": 1,
        "tsne": 1,
        "flow": 3,
        "disentanglement": 1,
        "transfer": 3,
        "transfer_tests": 1,
        "figure_confusion": 1,
        "figure_transfer": 1,
        "explorer_sounds": 1,
        "clips": 2,
        "map_pca": 1,
        "map_tsne": 1,
        "map_factor_axes": 1,
        "neighbours": 1,
        "clusters": 1,
        "explorer_moves": 1,
        "explorer": 2,
        "findings": 1,
        "report": 2,
    },
    "known": {
        "render": 1,
        "axes": 2,
        "tune_flow": 1,
        "tune_vae": 1,
        "vae": 2,
        "digits": 1,
        "published_scores": 2,
        "comparison": 1,
        "costs": 1,
        "chosen_sounds": 1,
        "traversals": 1,
        "flow_traversals": 1,
        "plain_mixing": 1,
        "sounds_of_views": 2,
        "players": 2,
        # The only one that writes three files, of which one moves.
        "figure_traversals": 1,
    },
    "predicted": {
        "frames": 2,
        "frames_in_rooms": 1,
        "network_predictor": 3,
        "head_predictor": 2,
        "prediction_scores": 1,
    },
}
#: Kinds that several of these programs make, by the name of the run.
OF_SEVERAL_RULES = {
    "tones": {MAP},
    "known": {VIEWS},
    "predicted": {HEARING, RECORDING_PREDICTIONS},
}
KILLED = {program for kills in KILLS.values() for program in kills}
#: Programs that are not killed, and why.
SPARED = {
    **dict.fromkeys(
        [
            *("figure_accuracy_by_layer", "figure_class_shifts", "figure_disentanglement"),
            *("figure_dose_response", "figure_explained_variance", "figure_latent_axes"),
            *("figure_people", "figure_spectrograms", "figure_stages", "figure_training"),
            *("figure_tsne", "figure_gallery", "figure_morphs"),
            *("figure_digits_by_beta", "figure_digits_traversals", "figure_factor_importance"),
            *("figure_known_factors_comparison", "figure_latent_scatter", "figure_metric_by_beta"),
            *("figure_predictors", "figure_learning_curves", "figure_predicted_classes"),
            *("figure_predicted_numbers", "figure_prediction_by_layer"),
            *("figure_reliability", "figure_rooms", "figure_sound_as_frames"),
            *("figure_label_precisions", "figure_class_counts", "figure_known_factors_curves"),
        ],
        "two figures stand for all, which are drawn and written alike",
    ),
    **dict.fromkeys(
        [
            *("class_shifts", "classes", "compare", "compare_features", "compare_technical"),
            *("explained_variance", "feature", "replicates", "technical"),
        ],
        "writes one table, as `transfer_tests` does",
    ),
    **dict.fromkeys(["listening_scores", "listening_test", "notes", "reverberate"], NOT_STARTED),
    **dict.fromkeys(["scatter_sounds", "synthesise", "map_umap", "waveform_feature"], NOT_STARTED),
    "render_rooms": NOT_STARTED,
    "label_lists": NOT_STARTED,
}


def every_kind() -> list[Kind]:
    """Find the kinds of artifacts, in whichever module of the library they are made."""
    library = REPOSITORY / "latentaudio"
    modules = [path for path in sorted(library.rglob("*.py")) if "Kind(" in path.read_text()]
    assert modules
    names = [".".join(path.relative_to(REPOSITORY).with_suffix("").parts) for path in modules]
    values = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return list(dict.fromkeys(value for value in values if isinstance(value, Kind)))


def kinds_made(run: str) -> list[Kind]:
    """List the kinds of artifacts that programs make which are killed in a run."""
    return [
        kind for kind in every_kind() if kind.made_by in KILLS[run] or kind in OF_SEVERAL_RULES[run]
    ]
