"""Made-up tables of the study of known factors, with values as they may be expected."""

import numpy as np

from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.known_factors.comparison import compare, gather, scores_table
from latentaudio.known_factors.unit_tables import importance_table, shown_sounds

FACTORS = ("fundamental_hz", "slope", "inharmonicity", "decay_per_s")
METRICS = ("mig", "dci_disentanglement", "sap_r2")
#: Values of `METRICS`, reconstruction and rate; then the number of seeds.
VALUES = {
    ("components", "layer_06", "", "", None): ((0.03, 0.47, 0.09, 1.0, None), 1),
    ("vae", "log_mel_48x32", "convolution_1d", "beta_vae", 1.0): ((0.11, 0.35, 0.31, 0.82, 12), 3),
    ("vae", "log_mel_48x32", "convolution_1d", "beta_vae", 4.0): ((0.20, 0.31, 0.38, 0.74, 7), 3),
    ("vae", "log_mel_48x32", "convolution_1d", "beta_vae", 8.0): ((0.18, 0.23, 0.35, 0.69, 5), 3),
    ("vae", "log_mel_48x32", "convolution_1d", "beta_vae", 16.0): ((0.17, 0.22, 0.33, 0.6, 4), 3),
    ("vae", "log_mel_48x32", "convolution_1d", "beta_tcvae", 4.0): ((0.2, 0.3, 0.3, 0.75, 7), 1),
    ("vae", "log_mel_48x32", "convolution_1d", "factor_vae", 4.0): ((0.1, 0.3, 0.3, 0.8, 9), 1),
    ("vae", "log_mel_48x32", "convolution_2d", "beta_vae", 4.0): ((0.06, 0.14, 0.12, 0.7, 8), 1),
    ("vae", "log_mel_48x32", "dense", "beta_vae", 4.0): ((0.04, 0.08, 0.2, 0.77, 8), 1),
    ("vae", "log_mel_48x32", "recurrent", "beta_vae", 4.0): ((0.06, 0.24, 0.2, 0.66, 6), 1),
    ("flow", "layer_06", "", "", None): ((0.46, 0.9, 0.82, 0.9999, None), 3),
    ("ridge", "layer_06", "", "", None): ((0.56, 0.86, 0.89, 0.21, None), 1),
    ("lda", "layer_06", "", "", None): ((0.56, 0.86, 0.88, 0.2, None), 1),
    ("network", "layer_06", "", "", None): ((0.63, 0.97, 0.94, 0.23, None), 3),
}


def tables(values=None, collapsed=()):
    """The comparison, and the values of each seed; `collapsed` names trainings."""
    rng = np.random.default_rng(5)
    every = []
    for (kind, space, model, objective, beta), (scores, seeds) in (values or VALUES).items():
        for seed in range(1, seeds + 1):
            *metrics, reconstruction, rate = scores
            drawn = rng.normal(0, 0.025 if seeds > 1 else 0, len(metrics))
            records = [
                {
                    "metric": metric,
                    "factor": None,
                    "value": value + noise,
                    "low": value + noise - 0.03,
                    "high": min(value + noise + 0.03, 1.0),
                    "note": "",
                }
                for metric, value, noise in zip(METRICS, metrics, drawn, strict=True)
            ]
            name = "/".join(filter(None, (kind, space, model, objective, f"{beta}")))
            described = {
                "representation": name,
                "kind": kind,
                "space": space,
                "model": model,
                "objective": objective,
                "schedule": "constant" if kind == "vae" else "",
                "beta": beta,
                "seed": seed if seeds > 1 or kind == "vae" else None,
                "dimensions": 10,
                "active_units": None,
                "rate": None if rate is None else rate + rng.normal(0, 0.1),
                "parameters": 1000,
                "reconstruction_r2": reconstruction,
                "round_trip_error": None,
                "validation_score": -float(seed),
                "settings_tried": 1,
                "collapsed": f"{name}, seed {seed}" in collapsed,
            }
            every.append(scores_table(described, records))
    seeds_table = gather(every)
    return compare(seeds_table), seeds_table


def sounds(count=300, factors=FACTORS, kind=False):
    rng = np.random.default_rng(2)
    values = {name: rng.uniform(size=count) for name in factors}
    values["fundamental_hz"] = np.log(100) + values["fundamental_hz"] * np.log(10)
    classes = {name: (4 * rng.uniform(size=count)).astype(int) for name in factors}
    if kind:
        classes["kind"] = rng.choice(["all", "even", "odd"], count)
    return KnownSounds(tuple(classes), classes, values, np.arange(count))


def importances(units, factors=4, own=True):
    """Importances of a code with a unit for each factor at its end, or of a mixture."""
    rng = np.random.default_rng(units)
    table = rng.dirichlet(np.full(units, 0.4), factors).T
    if own:
        table *= 0.1
        table[units - factors + np.arange(factors), np.arange(factors)] += 0.9
    return table


def maps():
    """Titles and tables of importances."""
    units = {"raw components": 32, "VAE conv 1-D, β 4": 10, "flow": 32, "ridge (linear)": 4}
    return [
        (title, importance_table(importances(count, own="raw" not in title), FACTORS))
        for title, count in units.items()
    ]


def shown(kind=False):
    """Titles and tables of shown sounds: a mixture, and a code with an axis for each factor."""
    known, rng = sounds(kind=kind), np.random.default_rng(3)
    columns = [known.values[name] for name in FACTORS]
    columns += [np.unique(known.classes["kind"], return_inverse=True)[1]] if kind else []
    own = np.stack([(one - one.mean()) / one.std() for one in columns], axis=1)
    own = own + rng.normal(0, 0.2, own.shape)
    mixed = own @ np.linalg.qr(rng.normal(size=(own.shape[1],) * 2))[0]
    eye = np.eye(own.shape[1])
    return [
        (title, shown_sounds(codes, known, eye).astype({"class": str}))
        for title, codes in (("VAE conv 1-D, β 4", mixed), ("flow", own), ("ridge (linear)", own))
    ]
