"""Caveats about the decoding of layers."""

from collections.abc import Iterator

from latentaudio.decoding.decoders import DECODERS
from latentaudio.findings.lookup import select
from latentaudio.findings.run import Run
from latentaudio.findings.scores import (
    fold_values,
    indistinguishable,
    mean_with_interval,
    no_better_than_control,
)
from latentaudio.report.blocks import Text, titled
from latentaudio.report.numbers import listing, number, ranges, score_name, share
from latentaudio.report.settings import setting


def random_folds(run: Run) -> Iterator[Text]:
    """Report where random folds give higher accuracy than grouped folds."""
    parts = []
    for factor in run.factors:
        layer = int(run.best["factors"][factor]["layer"])
        grouped, random = (
            fold_values(run, factor, scheme, run.decoder_of(factor), layer)
            for scheme in (run.scheme, "random")
        )
        if grouped.empty or random.empty:
            continue
        metric = run.metric_of(factor)
        own, other = grouped[metric].mean(), random[metric].mean()
        if other > mean_with_interval(grouped, metric)[2]:
            parts.append(f"{factor} {number(other)} instead of {number(own)}")
    if not parts:
        return
    hop = float(setting(run.config, "dataset.hop_s"))
    overlap = " Snippets overlap in this run." if hop < run.network.snippet_s else ""
    yield titled(
        "Random folds overestimate accuracy",
        f"at the best layer they give {listing(parts)}, because the classifier recognises groups "
        f"from training.{overlap} The published analysis used random folds.",
    )


def single_groups(run: Run) -> Iterator[Text]:
    """Report folds in which no group could be left out to choose the penalty of a regression."""
    if run.folds.empty or not any(one.is_numeric for one in run.typed_factors.values()):
        return
    sounds = run.snippets[["snippet_id", "group"]].merge(run.folds, on="snippet_id")
    folds = sounds[run.scheme]
    single = [
        int(fold)
        for fold in sorted(folds.unique())
        if sounds.loc[folds != fold, "group"].nunique() == 1
    ]
    if single:
        yield titled(
            "Numeric factors were decoded from a single group",
            f"all training snippets of {'fold' if len(single) == 1 else 'folds'} {ranges(single)} "
            "are of one group, so single snippets were left out, instead of whole groups, to "
            "choose the penalty of the ridge regression. It may be too weak, and R² too low.",
        )


def layer_choice(run: Run) -> Iterator[Text]:
    """Report where other layers are as good as the best, or the choice depends on the folds."""
    for factor in run.factors:
        own = run.best["factors"][factor]
        equal = indistinguishable(run, factor)
        if equal:
            yield titled(
                f"The best layer for {factor} is not certain",
                f"layer {own['layer']} is not significantly better than "
                f"{'layer' if len(equal) == 1 else 'layers'} {ranges(equal)}.",
            )
        chosen = own["nested"]["layers_by_fold"]
        if len(set(chosen)) > 1:
            yield titled(
                f"The choice of the best layer for {factor} depends on the folds",
                f"layers {ranges(sorted(set(chosen)))} were chosen when each of the {len(chosen)} "
                f"folds was left out in turn. {_score(run, factor)} is "
                f"{number(own['nested']['mean'], 3)} on the folds left out, against "
                f"{number(own['mean'], 3)} on the folds used for the choice.",
            )


def _score(run: Run, factor: str) -> str:
    return score_name("r2") if run.metric_of(factor) == "r2" else "Accuracy"


def control_network(run: Run) -> Iterator[Text]:
    """Report a missing control network, or layers at which it is as good as the trained one."""
    if not any(DECODERS[name].control_of for name in run.scores["decoder"].unique()):
        yield titled(
            "No control network",
            "the accuracy due to architecture and sounds alone was not measured.",
        )
        return
    for factor in run.factors:
        layers = no_better_than_control(run, factor)
        if layers:
            yield titled(
                f"Permuted weights encode {factor} as well",
                f"at {'layer' if len(layers) == 1 else 'layers'} {ranges(layers)}, the trained "
                "network is not significantly better than the same network with permuted weights; "
                "architecture and sounds suffice there.",
            )


def kept_variance(run: Run) -> Text:
    """State how much of the variance the principal components in use explain."""
    components = int(setting(run.config, "pca.components"))
    used = f"classifiers use the first {components} components"
    layers = [int(run.best["overall"]["layer"])]
    if run.flows:
        components = int(setting(run.config, "flow.components"))
        used += f", and flows transform the first {components}"
        layers = [flow.layer for flow in run.flows]
    kept = [
        f"{share(own['cumulative'].iloc[0])} of the variance at layer {layer}"
        for layer in layers
        if len(own := select(run.explained_variance, layer=layer, component=components))
    ]
    amount = f", which explain {listing(kept)}" if kept else ""
    rest = " A move leaves the rest of the activation unchanged." if run.flows else ""
    return titled("Only the first principal components are used", f"{used}{amount}.{rest}")


def synthetic_sounds(run: Run) -> Iterator[Text]:
    """State what scores on the built-in sounds cannot say."""
    source = setting(run.config, "dataset.source")
    if source == "distances":
        source = setting(run.config, "distances.dry")
    if source == "synthetic":
        yield titled(
            "Synthetic sounds are not recordings",
            "they were made with simple models of vibrating bodies, tuned so that decoding is "
            "neither trivial nor impossible. The overall level of accuracy therefore says nothing "
            f"about {run.network.title}; its change from layer to layer does.",
        )


def comparability(run: Run) -> Iterator[Text]:
    """State with which sounds, networks and layers the results cannot be compared."""
    yield titled(
        "Published values are for other sounds",
        "only the sign and shape of effects can be compared with them.",
    )
    yield titled(
        "One network",
        f"all results are for {run.network.title} with its released weights, not for other "
        "networks.",
    )
    if run.flows:
        layers = ranges([flow.layer for flow in run.flows])
        where = (
            f"a flow was fitted to layer {layers} only"
            if len(run.flows) == 1
            else f"flows were fitted to layers {layers} only"
        )
        yield titled(
            "Layers without a flow", f"{where}; axes and moves at other layers were not studied."
        )
    if setting(run.config, "flow.layer") == "best":
        yield titled(
            "The layer was chosen on the same sounds",
            "the folds used to choose the layer of the flow include the held-out groups. These "
            "groups were not used to fit the flow, but they influenced the choice of its layer.",
        )
