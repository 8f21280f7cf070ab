"""The smallest run of the study `known_factors` that starts each of its programs."""

from tiny_project import TONES

#: As few classes as there can be, so that a small validation split has pairs of each.
FACTORS = {"fundamental_hz": {"bins": 3}, "decay_per_s": {"bins": 2}}
#: The flow sees a layer, which has no way back to sound, and the autoencoders that are shown see a
#: spectrogram, which has one.
LAYER, SPECTROGRAM = "layer_14", "log_mel_48x32"
TRAINING = {"objectives": ["beta_vae-constant"], "seeds": [1]}
#: The name in paths of the autoencoder that is shown.
SHOWN_VAE = f"{SPECTROGRAM}_convolution_1d_beta_vae-constant_beta_4_seed_1"
KNOWN = {
    "run": "known",
    "studies": ["known_factors"],
    "dataset": {"source": "additive", "factors": FACTORS, "normalise": "none"},
    "additive": {"sounds": 200, "slope": 1.0, "inharmonicity": 0.0},
    "network": {"layers": [14]},
    "features": [SPECTROGRAM],
    "embeddings": {"parts": 1},
    "pca": {"components": 5},
    "flow": TONES["flow"] | {"seeds": [1, 2]},
    "known_factors": {
        "spaces": [LAYER],
        "half_samples": 4,
        "seeds": [1],
        "digits": {"betas": [4], "seeds": [1]},
    },
    "vae": {
        "spaces": {SPECTROGRAM: "values", LAYER: "components"},
        "components": 4,
        "trainings": [
            TRAINING | {"spaces": [SPECTROGRAM], "models": ["convolution_1d"], "betas": [1, 4]},
            TRAINING | {"spaces": [LAYER], "models": ["dense"], "betas": [1]},
        ],
        "models": {
            "convolution_1d": {"filters": [8, 8], "hidden_units": 16},
            "dense": {"hidden_units": [16]},
        },
        "latent_units": 3,
        "batch": 16,
        "epochs": 20,
    },
    "views": {
        "sounds": 1,
        "pairs": 1,
        "vaes": [
            {
                **{"space": SPECTROGRAM, "model": "convolution_1d"},
                **{"objective": "beta_vae-constant", "beta": 4, "seed": 1},
            }
        ],
        "axes": 2,
        "steps": 3,
        "mixing_space": SPECTROGRAM,
        "iterations": 4,
        "gallery_sounds": 4,
        "gallery_features": [SPECTROGRAM],
    },
}
