"""What the fault tests must try: every program of a job, and every kind of binary artifact."""

import importlib

from places import REPOSITORY

from latentaudio.artifacts import Kind

#: Why some programs are spared: the run that is killed does not start them.
NOT_STARTED = "the small project does not use it"
#: How often to kill when a program of a job has started.
KILLS = {
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
}
#: Programs that are not killed, and why.
SPARED = {
    **dict.fromkeys(
        [
            *("figure_accuracy_by_layer", "figure_class_shifts", "figure_disentanglement"),
            *("figure_dose_response", "figure_explained_variance", "figure_latent_axes"),
            *("figure_people", "figure_spectrograms", "figure_stages", "figure_training"),
            *("figure_tsne", "figure_gallery", "figure_morphs", "figure_traversals"),
            *("figure_digits_by_beta", "figure_digits_traversals", "figure_factor_importance"),
            *("figure_known_factors_comparison", "figure_latent_scatter", "figure_metric_by_beta"),
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
    **dict.fromkeys(["scatter_sounds", "synthesise", "render", "map_umap"], NOT_STARTED),
    **dict.fromkeys(["waveform_feature"], NOT_STARTED),
    # The study of known factors, which the small project does not have.
    **dict.fromkeys(
        [
            *("vae", "axes", "published_scores", "comparison", "costs", "digits"),
            *("chosen_sounds", "traversals", "flow_traversals", "plain_mixing"),
            *("sounds_of_views", "players", "tune_flow", "tune_vae"),
        ],
        NOT_STARTED,
    ),
}


def every_kind() -> list[Kind]:
    """Find the kinds of artifacts, in whichever module of the library they are made."""
    library = REPOSITORY / "latentaudio"
    modules = [path for path in sorted(library.rglob("*.py")) if "Kind(" in path.read_text()]
    assert modules
    names = [".".join(path.relative_to(REPOSITORY).with_suffix("").parts) for path in modules]
    values = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return list(dict.fromkeys(value for value in values if isinstance(value, Kind)))


def kinds_made() -> list[Kind]:
    """List the kinds of artifacts that the small project makes."""
    return [kind for kind in every_kind() if SPARED.get(kind.made_by) != NOT_STARTED]
