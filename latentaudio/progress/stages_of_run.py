"""The stages of a run, as its user sees them: which rules belong to each, and what these cost."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A stage of a run.

    Attributes
    ----------
    name
        What it is called.
    seconds
        Its rules, each with the time that one of its jobs takes on two cores in the demo run, or in
        that of the example `toy_sounds` (s). This stands in for jobs of which no time is known yet.
    """

    name: str
    seconds: Mapping[str, float]


#: The stages in the order of the data.
STAGES = (
    Stage(
        "sounds",
        {
            "synthesise": 3,
            "render": 4,
            "render_rooms": 6,
            "originals": 2,
            "reverberate": 2,
            "measure_originals": 2,
            "measure": 2,
            "dataset": 2,
            "notes": 1,
            "technical": 1,
            "folds": 3,
            "preflight": 3,
        },
    ),
    Stage("activations", {"weights": 7, "embed": 10, "embed_again": 10}),
    Stage(
        "projections",
        {
            "feature": 1,
            "waveform_feature": 3,
            "pca_fit": 4,
            "pca_project": 1.5,
            "explained_variance": 1,
        },
    ),
    Stage("decoding", {"knn": 3, "scores": 2}),
    Stage(
        "comparisons",
        {
            "best_layer": 3,
            "compare": 3,
            "compare_features": 3,
            "compare_technical": 3,
            "classes": 2,
            "tsne": 36,
        },
    ),
    Stage(
        "predictors",
        {
            "frames": 9,
            "frames_in_rooms": 12,
            "label_lists": 2,
            "network_predictor": 21,
            "head_predictor": 4,
            "prediction_scores": 6,
            "prediction_costs": 1,
        },
    ),
    Stage("autoencoders", {"tune_vae": 45, "vae": 21, "digits": 50}),
    Stage("flows", {"tune_flow": 95, "flow": 35}),
    Stage("axes", {"axes": 5, "disentanglement": 6}),
    Stage("scores", {"published_scores": 6, "comparison": 3, "costs": 1}),
    Stage(
        "views",
        {
            "chosen_sounds": 1,
            "traversals": 7,
            "flow_traversals": 7,
            "plain_mixing": 5,
            "sounds_of_views": 55,
            "players": 2,
        },
    ),
    Stage("moves", {"transfer": 10, "transfer_tests": 6, "class_shifts": 4, "replicates": 2}),
    Stage(
        "maps",
        {
            "explorer_sounds": 1,
            "map_pca": 8,
            "map_tsne": 14,
            "map_umap": 22,
            "map_factor_axes": 4,
            "neighbours": 4,
            "clusters": 4,
            "explorer_moves": 9,
        },
    ),
    Stage("sound map", {"clips": 12, "explorer": 5, "scatter_sounds": 10}),
    Stage(
        "figures",
        {
            "figure_accuracy_by_layer": 5,
            "figure_class_counts": 4,
            "figure_class_shifts": 6,
            "figure_confusion": 4,
            "figure_digits_by_beta": 4,
            "figure_digits_traversals": 4,
            "figure_disentanglement": 4,
            "figure_dose_response": 5,
            "figure_explained_variance": 4,
            "figure_factor_importance": 5,
            "figure_gallery": 3,
            "figure_known_factors_comparison": 3,
            "figure_known_factors_curves": 4,
            "figure_latent_axes": 4,
            "figure_latent_scatter": 7,
            "figure_learning_curves": 4,
            "figure_metric_by_beta": 3,
            "figure_morphs": 3,
            "figure_people": 4,
            "figure_predicted_classes": 4,
            "figure_label_precisions": 4,
            "figure_predicted_numbers": 4,
            "figure_prediction_by_layer": 4,
            "figure_predictors": 4,
            "figure_reliability": 4,
            "figure_rooms": 4,
            "figure_sound_as_frames": 6,
            "figure_spectrograms": 4,
            "figure_stages": 4,
            "figure_training": 4,
            "figure_transfer": 6,
            "figure_traversals": 5,
            "figure_tsne": 4,
        },
    ),
    Stage("listening", {"listening_test": 6, "listening_scores": 5}),
    Stage("report", {"findings": 4, "report": 6}),
)
#: The stage of rules that none of the others names.
OTHER = Stage("other", {})
#: Rules that only name what others make; they have no jobs of their own.
TARGETS = frozenset({"all", "embeddings", "projections"})
#: Rules whose results decide which further jobs there are.
CHECKPOINTS = frozenset({"best_layer"})

TYPICAL_SECONDS = {rule: time for stage in STAGES for rule, time in stage.seconds.items()}
_STAGE_OF = {rule: stage for stage in STAGES for rule in stage.seconds}


def stage_of(rule: str) -> Stage:
    """Find the stage of a rule."""
    return _STAGE_OF.get(rule, OTHER)
