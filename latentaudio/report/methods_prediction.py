"""The methods of the study of prediction, written from the configuration of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.findings.run import Run
from latentaudio.prediction.head_kinds import LINEAR
from latentaudio.prediction.network_settings import NetworkSettings
from latentaudio.report.blocks import Text
from latentaudio.report.numbers import count, listing, plural, share

REFERENCES: tuple[str, ...] = (
    "Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural "
    "networks. ICML.",
    "Park, D. S. et al. (2019). SpecAugment: a simple data augmentation method for automatic "
    "speech recognition. Interspeech.",
    "Zhang, H., Cisse, M., Dauphin, Y. N. and Lopez-Paz, D. (2018). mixup: beyond empirical risk "
    "minimization. ICLR.",
    "Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning "
    "52, 239–281.",
)


def paragraphs(run: Run) -> list[Text]:
    """Write what was trained, and how it was compared."""
    section = run.config["prediction"]
    models = section["models"]
    networks = [_network(name, section) for name in models if name in section["networks"]]
    heads = list(_heads(run, section, [name for name in models if name in section["heads"]]))
    return [*(["Networks. " + " ".join(networks)] if networks else []), *heads, _compared(section)]


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
    ]
    if changes:
        text += f"; crops were augmented by {listing(changes)}"
    return f"{text}. Predictions are means over {plural(settings.test_crops, 'crop')}."


def _heads(run: Run, section: Mapping[str, Any], names: list[str]) -> Iterator[Text]:
    if not names:
        return
    each = [
        f"{name} ({'logistic regression' if own['kind'] == LINEAR else 'a hidden layer'} on "
        f"{own['values']})"
        for name, own in ((name, section["heads"][name]) for name in names)
    ]
    yield (
        f"Heads. {listing(each)} saw one mean over each recording: of the activations of its "
        f"snippets ({run.network.title}), or of its frames. How strongly they were regularised was "
        "chosen by cross-validation over whole groups within the training recordings."
    )


def _compared(section: Mapping[str, Any]) -> str:
    return (
        f"{share(section['validation_fraction'])} of the training groups of each class were kept "
        "for validation by networks. Temperatures were fitted to groups that a model was not "
        "trained on and that are not held out. Accuracies were compared by the corrected resampled "
        "t-test over folds (Nadeau and Bengio 2003), with seeds averaged, at a family-wise error "
        f"rate of {section['alpha']:g} (Holm, all pairs of models); intervals are from "
        f"{count(section['bootstrap'])} bootstrap resamples of whole groups. Nothing was chosen on "
        "held-out recordings."
    )
