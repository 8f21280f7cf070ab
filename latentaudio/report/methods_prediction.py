"""The methods of the study of prediction, written from the configuration of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.findings.run import Run
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.heads.head_kinds import CONSTANT, LINEAR, REVERBERATION
from latentaudio.prediction.kinds.names import CLASSES, LABELS, NUMBERS, ORDINAL
from latentaudio.prediction.tasks.tasks import predicts
from latentaudio.report.blocks import Text
from latentaudio.report.numbers import count, listing, plural, share

REFERENCES: tuple[str, ...] = (
    "Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural "
    "networks. ICML.",
    "Park, D. S. et al. (2019). SpecAugment: a simple data augmentation method for automatic "
    "speech recognition. Interspeech.",
    "Zhang, H., Cisse, M., Dauphin, Y. N. and Lopez-Paz, D. (2018). mixup: beyond empirical risk "
    "minimization. ICLR.",
    "Frank, E. and Hall, M. (2001). A simple approach to ordinal classification. ECML.",
    "Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning "
    "52, 239–281.",
)


def paragraphs(run: Run) -> list[Text]:
    """Write what was trained, and how it was compared."""
    section = run.config["prediction"]
    models = section["models"]
    networks = [_network(name, section) for name in models if name in section["networks"]]
    heads = list(_heads(run, section, [name for name in models if name in section["heads"]]))
    numbers = list(_numbers(section)) if predicts(NUMBERS, run.config) else []
    texts = [*(["Networks. " + " ".join(networks)] if networks else []), *heads, *numbers]
    return [*texts, _compared(run)]


def _network(name: str, section: Mapping[str, Any]) -> str:
    settings = NetworkSettings.of(section["networks"][name])
    frames = section["frames"][settings.frames]
    steps = (
        f"of {plural(settings.steps_per_epoch, 'batch', 'batches')}"
        if settings.steps_per_epoch
        else "over all training recordings"
    )
    text = (
        f"{name} (architecture {settings.architecture}) saw crops of {settings.crop_frames} frames "
        f"({settings.crop_frames * frames['hop_s']:.3g} s) of {frames['kind']}, "
        f"{'drawn anew in each batch' if settings.new_crops else 'one of each recording'} "
        f"({settings.crop_at}), in batches of {settings.batch}, for "
        f"{plural(settings.epochs, 'epoch')} {steps}, by {settings.optimizer} at a rate of "
        f"{settings.learning_rate:g} ({settings.schedule}); "
    )
    text += (
        f"training stopped after {plural(settings.patience, 'epoch')} without a lower loss on "
        "validation groups, and the best epoch was kept"
        if settings.patience is not None
        else "the last epoch was kept"
    )
    changes = [
        *([f"gains up to {settings.gain_db:g} dB"] if settings.gain_db else []),
        *(
            [f"masks of up to {settings.mask_frames} frames and {settings.mask_values} values"]
            if settings.mask_frames or settings.mask_values
            else []
        ),
        *([f"mixup ({settings.mixup:g})"] if settings.mixup else []),
        *(
            [f"simulated reverberation ({plural(settings.rooms, 'room')} for each recording)"]
            if settings.rooms
            else []
        ),
    ]
    if changes:
        text += f"; crops were augmented by {listing(changes)}"
    return f"{text}. Predictions are means over {plural(settings.test_crops, 'crop')}."


def _heads(run: Run, section: Mapping[str, Any], names: list[str]) -> Iterator[Text]:
    if not names:
        return
    kinds = [section["heads"][name]["kind"] for name in names]
    maps = f"Linear heads were {_linear_maps(run)}. " if LINEAR in kinds else ""
    each = [f"{name} ({_head(section['heads'][name])})" for name in names]
    yield (
        f"Heads: {listing(each)}. Of a feature or layer, a head saw the mean over the snippets of "
        f"a recording ({run.network.title}); of frames, their mean and deviation. {maps}How "
        "strongly heads were regularised was chosen by cross-validation over whole groups within "
        "the training recordings."
    )


def _linear_maps(run: Run) -> str:
    """Name what linear heads are, for the kinds of tasks that the run has."""
    kinds = {
        CLASSES: "logistic regressions of classes",
        NUMBERS: "ridge regressions of numbers",
        LABELS: "one logistic regression for each label",
    }
    return listing([text for kind, text in kinds.items() if predicts(kind, run.config)])


def _head(head: Mapping[str, Any]) -> str:
    if head["kind"] == CONSTANT:
        return "nothing but the mean or the frequencies of the training recordings"
    seen = head["values"]
    if isinstance(seen, Mapping):
        seen = f"what is known of the recordings: {listing(list(seen['columns']))}"
    if "components" in head:
        seen = f"{head['components']} principal components of {seen}"
    if head.get("summary") == REVERBERATION:
        seen = f"eight descriptors of reverberation computed from {seen}"
    return f"{'linear' if head['kind'] == LINEAR else 'a hidden layer'} on {seen}"


def _numbers(section: Mapping[str, Any]) -> Iterator[Text]:
    ordinal = [
        name
        for name in section["models"]
        if section["networks"].get(name, {}).get("targets") == ORDINAL
    ]
    text = (
        "Numbers. Values were predicted on the scale of their factor (natural logarithms if it is "
        "log). Networks gave one value, standardised by the training recordings, and lowered its "
        "squared error"
    )
    if ordinal:
        text += (
            f"; {listing(ordinal)} gave the probability of lying above the middle of each two "
            "neighbouring values (Frank and Hall 2001), of which the prediction is the mean"
        )
    yield f"{text}. Intervals of predictions assume normal errors."


def _compared(run: Run) -> str:
    section = run.config["prediction"]
    apart = (
        f" Recordings that share {listing(section['apart'])} with held-out ones were left out."
        if section["apart"]
        else ""
    )
    return (
        f"{share(section['validation_fraction'])} of the training groups of each class or label "
        "were kept for validation by networks. Temperatures were fitted to groups that a model was "
        "not trained on and that are not held out. Accuracies, absolute errors of numbers and "
        "mean average precisions of labels were "
        "compared by the corrected resampled t-test over folds (Nadeau and Bengio 2003), with "
        f"seeds averaged, at a family-wise error rate of {section['alpha']:g} (Holm, all pairs of "
        f"models); intervals are from {count(section['bootstrap'])} bootstrap resamples of whole "
        f"groups. Nothing was chosen on held-out recordings.{apart}"
    )
