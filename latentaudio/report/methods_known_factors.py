"""How representations were compared, in the form of the methods of a paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from latentaudio.findings.lookup import distinct, select
from latentaudio.findings.run import Run
from latentaudio.known_factors.representations import VAE
from latentaudio.report.blocks import Text
from latentaudio.report.numbers import count, listing, plural, share
from latentaudio.report.settings import setting

_AXES = {
    "ridge": "ridge regression (for categorical factors, one class against the others)",
    "lda": "linear discriminants with shrinkage",
    "network": "a small neural network with one output for each factor",
}
_LIKELIHOODS = {
    "gaussian_fixed": "Gaussian with a fixed variance of {variance:g}",
    "gaussian_learned": "Gaussian with one learned variance, which started at {variance:g}",
    "gaussian_optimal": "Gaussian with the mean squared error of the batch as its variance",
    "bernoulli": "Bernoulli, of values scaled to 0 … 1",
    "categorical": "categorical, of values scaled to 0 … 1, for the bands of each frame",
}

REFERENCES = (
    "Chen, R. T. Q., Li, X., Grosse, R. and Duvenaud, D. (2018). Isolating sources of "
    "disentanglement in variational autoencoders. NeurIPS.",
    "Eastwood, C. and Williams, C. K. I. (2018). A framework for the quantitative evaluation of "
    "disentangled representations. ICLR.",
    "Esser, P., Rombach, R. and Ommer, B. (2020). A disentangling invertible interpretation "
    "network for explaining latent representations. CVPR.",
    "Higgins, I. et al. (2017). beta-VAE: Learning basic visual concepts with a constrained "
    "variational framework. ICLR.",
    "Kim, H. and Mnih, A. (2018). Disentangling by factorising. ICML.",
    "Kumar, A., Sattigeri, P. and Balakrishnan, A. (2018). Variational inference of disentangled "
    "latent concepts from unlabeled observations. ICLR.",
    "Politis, D. N. and Romano, J. P. (1994). Large sample confidence regions based on subsamples "
    "under minimal assumptions. Annals of Statistics 22, 2031–2050.",
)


def projected(config: Mapping[str, Any]) -> str:
    """Describe how a space was projected."""
    groups = (
        "all groups" if setting(config, "pca.fit_on") == "all" else "groups that are not held out"
    )
    return (
        f"standardised, projected onto {setting(config, 'pca.components')} principal components "
        f"fitted to at most {count(setting(config, 'pca.fit_snippets'))} snippets of {groups}, "
        "and standardised again"
    )


def paragraphs(run: Run) -> list[Text]:
    """Describe the representations, and how they were scored."""
    return [_representations(run), _autoencoders(run), _scores(run)]


def _representations(run: Run) -> str:
    config = run.config
    own, flow = config["known_factors"], config["flow"]
    axes = listing([_AXES[name] for name in own["axes"]])
    return (
        f"Representations of {listing(own['spaces'])} were compared. Each of these spaces was "
        f"{projected(config)}. The first {flow['components']} components were scored as they are, "
        "and were the input of a flow and of supervised axes. Flows (Esser, Rombach and Ommer "
        f"2020; {plural(flow['stages'], 'stage')}) were trained from "
        f"{plural(len(flow['seeds']), 'seed')} on pairs of sounds that share a class of a factor, "
        "or a bin of its values; they are not told the order of bins. Supervised axes, one for "
        f"each factor, were learned by {axes}."
    )


def _autoencoders(run: Run) -> str:
    vae = run.config["vae"]
    seeds = select(run.known_factors.seeds, kind=VAE)
    if seeds.empty:
        return "No variational autoencoder was trained."
    trainings = seeds.drop_duplicates(["representation", "seed"])
    inputs = inputs_of_autoencoders(vae, distinct(trainings["space"]))
    models = distinct(trainings["model"])
    named = listing([name.replace("_", " ") for name in models])
    return (
        f"Variational autoencoders ({named}) were trained without labels on {listing(inputs)}: "
        f"{plural(len(trainings), 'training')}, each with {latent_units(vae, models)}, for "
        f"at most {plural(vae['epochs'], 'epoch')}, until the loss on validation sounds had not "
        f"fallen for {plural(vae['patience'], 'epoch')}. Their likelihood is {likelihood(vae)}. A "
        "sound’s code is the mean of its posterior."
    )


def latent_units(vae: Mapping[str, Any], models: Sequence[str]) -> str:
    """Say how large the codes of models are, by section ``vae`` of a configuration.

    Examples
    --------
    >>> vae = {"latent_units": 3, "models": {"recurrent": {"code_of": "step"}}}
    >>> latent_units(vae, ["dense"]), latent_units(vae, ["recurrent"])
    ('3 latent units', '3 latent units (recurrent: 3 for each step)')
    """
    units = plural(vae["latent_units"], "latent unit")
    # Runs of before there was the option do not have it.
    if "recurrent" not in models or vae["models"]["recurrent"].get("code_of") != "step":
        return units
    return f"{units} (recurrent: {vae['latent_units']} for each step)"


def inputs_of_autoencoders(vae: Mapping[str, Any], spaces: Sequence[str]) -> list[str]:
    """Name what autoencoders saw of each space, by section ``vae`` of a configuration."""
    relative = " (relative to the maximum of each sound)" if relative_to_sounds(vae) else ""
    return [
        f"the values of {space}{relative}"
        if vae["spaces"][space] == "values"
        else f"the first {vae['components']} components of {space}{relative}"
        for space in spaces
    ]


def relative_to_sounds(vae: Mapping[str, Any]) -> bool:
    """Return whether autoencoders saw sounds without their levels."""
    # Runs of before there was the option do not have it.
    return bool(vae.get("scale") == "sound")


def likelihood(vae: Mapping[str, Any]) -> str:
    """Describe the likelihood of autoencoders by section ``vae`` of a configuration."""
    return _LIKELIHOODS[vae["likelihood"]].format(variance=vae["variance"])


def _scores(run: Run) -> str:
    config = run.config
    return (
        f"All representations share one split: {share(config['split']['held_out_fraction'])} of "
        f"the groups were held out, and {share(config['flow']['validation_fraction'])} of the "
        "others chose when trainings stopped, and settings and seeds. Representations were scored "
        "on held-out sounds by the mutual information gap (MIG; Chen et al. 2018), "
        "disentanglement, completeness and informativeness (DCI; Eastwood and Williams 2018, with "
        "importances from random forests that see all units at each split), the separated "
        "attribute predictability (SAP; Kumar et al. 2018) and others "
        "(known_factors/comparison.csv). Intervals over sounds are from "
        f"{config['known_factors']['half_samples']} random halves of the held-out groups (Politis "
        "and Romano 1994), fewer where forests are fitted; intervals over seeds are by Student’s "
        "t. Differences of two representations use the same halves for both."
    )
