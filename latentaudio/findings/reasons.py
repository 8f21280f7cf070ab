"""The reasons that findings give."""

from latentaudio.findings.record import Reason
from latentaudio.transfer.effects import CONTROLS

NO_FLOW = Reason("no_flow", "no flow in this run")
NOT_MEASURED = Reason("not_measured", "not measured")

# -- Layers --
TOO_FEW_LAYERS = Reason("too_few_layers", "fewer than three layers were analysed")
AT_AN_END = Reason("at_an_end", "the first or the last layer is best, at least on some folds")
NO_GROUPED_FOLDS = Reason("no_grouped_folds", "no grouped folds")
SAME_LAYER = Reason("same_layer", "the best layer is that layer itself")
SAME_FOLDS_ONLY = Reason(
    "same_folds_only", "significant only when the best layer is chosen on the same folds"
)
NO_CONTROL_NETWORK = Reason("no_control_network", "no control network in this run")
NO_FEATURES = Reason("no_features", "no features in this run")
FEATURE_BETTER = Reason("feature_better", "the feature is significantly better")

# -- Axes --
WEAK_AXIS = Reason("weak_axis", "the own factor explains too little of the variance of the axis")
OVERLAPS_OTHER = Reason("overlaps_other", "its interval overlaps that of another factor")
FOLDED_AXIS = Reason(
    "folded_axis", "the axis folds: it separates the bins of the values, but not in their order"
)
ENCODES_OTHER = Reason("encodes_other", "the axis also encodes another factor")
NO_INTERVAL = Reason("no_interval", "no interval")
INEXACT = Reason("inexact_inverse", "the inverse is not exact")
NO_LDA = Reason("no_lda", "no LDA to compare with")
LINEAR_AS_GOOD = Reason("linear_as_good", "a linear axis is as good as the flow")
OVERLAPS_LINEAR = Reason("overlaps_linear", "its interval overlaps that of the linear axis")

# -- Moves --
ALL_PAIRS_LEFT_OUT = Reason("all_pairs_left_out", "all pairs of classes were left out")
TOO_FEW_MOVED = Reason("too_few_moved_sounds", "too few moved sounds")
NO_MOVES = Reason("no_moves", "no sounds were moved")
ONE_FACTOR = Reason("one_factor", "only one factor")
NOT_SIGNIFICANT = Reason("not_significant", "not significant")
WRONG_DIRECTION = Reason(
    "not_significant_wrong_direction", "not in the predicted direction, not significant"
)
OPPOSITE = Reason("opposite", "opposite to the prediction")
NO_GROUP_INTERVAL = Reason(
    "no_interval_over_groups",
    "no interval over groups, because all moved sounds are from one group",
)
INCLUDES_ZERO = Reason("interval_includes_zero", "the interval over groups includes zero")
#: By control.
NOT_BEYOND = {
    control: Reason(f"not_beyond_{control}", f"not beyond {words}")
    for control, words in CONTROLS.items()
}

# -- Seeds --
ONE_SEED = Reason("one_seed", "only one seed was trained")
NO_EFFECT = Reason("no_effect_tested", "no effect was tested")
SEEDS_DISAGREE = Reason("seeds_disagree", "the flows of some seeds show other effects")

# -- What the network hears --
NO_ASSOCIATIONS = Reason("no_associated_classes", "no associated output classes")
NO_INTERVALS = Reason("no_intervals", "no intervals")
TARGET_UNCLEAR = Reason(
    "target_unclear", "classes named for the class moved to do not clearly become more probable"
)
SOURCE_UNCLEAR = Reason(
    "source_unclear", "classes named for the opposite class do not clearly become less probable"
)

# -- Known factors --
NO_PAIRS = Reason("no_pairs", "no representations to compare")
UNKNOWN_SPREAD = Reason("unknown_spread", "the spread over seeds is unknown")
SOME_NOT_SIGNIFICANT = Reason("some_not_significant", "some differences are not significant")
NONE_SIGNIFICANT = Reason("none_significant", "no difference is significant")
SOME_LOWER = Reason("some_lower", "some differences are significant in the opposite direction")
FLOW_HIGHER = Reason("flow_higher", "the flow scores significantly higher")
MARGIN_OPEN = Reason("margin_open", "the interval reaches below the margin and is not conclusive")
OTHERS_RETURN = Reason("others_return", "inputs come back from another representation too")

# -- Prediction --
NO_HEARING_MODELS = Reason("no_models_that_hear", "no models that hear the sounds in this run")
NO_PRETRAINED_HEADS = Reason(
    "no_pretrained_heads", "no heads on what the network encodes in this run"
)
NO_SCRATCH_NETWORKS = Reason(
    "no_networks_from_scratch", "no networks that are trained from scratch in this run"
)
TOO_FEW_LAYER_HEADS = Reason("too_few_layer_heads", "heads on fewer than three layers in this run")
NO_INNER_LOSSES = Reason(
    "no_inner_losses",
    "there are no losses within the training recordings by which a model could be chosen",
)
FEW_FOLDS = Reason(
    "too_few_folds",
    "not significant over folds, but three folds or fewer leave the corrected test hardly any "
    "power",
)
NOT_OVER_FOLDS = Reason("not_significant_over_folds", "not significant over folds")
GROUPS_OVERLAP = Reason(
    "intervals_over_groups_overlap", "the intervals over groups of both sides overlap"
)
REACHES_CHANCE = Reason(
    "interval_reaches_chance", "the interval over groups reaches what needs no model"
)
