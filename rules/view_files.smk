# Which representations are shown, and their files.

from latentaudio.features.feature import module_for
from latentaudio.features.inversion.inversion import INVERSIONS
from latentaudio.vae.model_titles import model_title
from latentaudio.workflow.known_factors_config import shown_flows, shown_trainings

VIEWS = config["views"]
# None in runs without the study, which need not have the spaces.
SHOWN_VAES = {one.name: one for one in shown_trainings(config)} if COMPARES else {}
SHOWN_FLOWS = {f"flow_{space}": space for space in shown_flows(config)} if COMPARES else {}
MIXING = "plain_mixing"
SHOWN = [*SHOWN_VAES, *SHOWN_FLOWS]
VIEWS_FOLDER = f"{RESULTS}/known_factors/views"
GALLERY_CODE = [*DESCRIPTION_CODE, *map(feature_module, VIEWS["gallery_features"])]
ALL_VIEWS = expand(f"{VIEWS_FOLDER}/{{name}}/views.parquet", name=[*SHOWN, MIXING])


def shown_vae(wildcards):
    """Give the training of an autoencoder that is shown."""
    return SHOWN_VAES[wildcards.shown_vae]


def shown_vae_folder(wildcards):
    """Give the folder of an autoencoder that is shown."""
    return f"{RESULTS}/vae/{shown_vae(wildcards).folder}"


def shown_vae_module(wildcards):
    """Name the module of the model of an autoencoder that is shown."""
    return model_module(shown_vae(wildcards).model)


def shown_vae_title(wildcards):
    """Name an autoencoder that is shown, and its input."""
    one = shown_vae(wildcards)
    objective, _, schedule = one.objective.partition("-")
    name = model_title(one.model, objective, schedule)
    return f"VAE {name}, β = {one.beta:g}, seed {one.seed}: {PROJECTED_TITLES[one.space]}"


def shown_flow_title(wildcards):
    """Name a flow that is shown, which is that of the first seed, and its input."""
    return f"flow, seed {MAIN_SEED}: {PROJECTED_TITLES[SHOWN_FLOWS[wildcards.shown_flow]]}"


def has_way_back(space):
    """Return whether values of a space can be turned into sound."""
    return module_for(space, INVERSIONS) is not None


def way_back_files(space):
    """List the files that coordinates are turned back into values with."""
    return files_of(space) if has_way_back(space) else []


def shape_of(space):
    """Give the shape of the values of a space."""
    if space in PROJECTED_FEATURES:
        return PROJECTED_FEATURES[space].space.shape
    return NETWORK.layer(LAYER_NUMBERS[space]).shape


def has_pictures(name):
    """Return whether what a representation decodes are frames and bands, which can be drawn."""
    if name in SHOWN_FLOWS:
        space, decodes_values = SHOWN_FLOWS[name], has_way_back(SHOWN_FLOWS[name])
    else:
        space = SHOWN_VAES[name].space
        decodes_values = not sees_components(space) or has_way_back(space)
    return decodes_values and len(shape_of(space)) == 2


# Traversals of the others can be heard on the players' page only.
PICTURED = [name for name in SHOWN if has_pictures(name)]


def shown_vae_inputs(wildcards):
    """Name the values that an autoencoder that is shown has seen, and the way back from them."""
    space = shown_vae(wildcards).space
    if not sees_components(space):
        return {"activations": files_of(space)}
    return {
        "projections": f"{RESULTS}/pca/{space}/projections.parquet",
        "pca_model": f"{RESULTS}/pca/{space}/model.npz",
        "activations": way_back_files(space),
    }


# Spaces of shown representations whose sounds are the nearest ones.
SHOWN_SPACES = [*(one.space for one in SHOWN_VAES.values()), *SHOWN_FLOWS.values()]
NEAREST_SPACES = [space for space in dict.fromkeys(SHOWN_SPACES) if not has_way_back(space)]
# Each feature has a way back of its own.
WAY_BACK_CODE = [
    found
    for space in sorted({*SHOWN_SPACES} - {*NEAREST_SPACES})
    for found in (feature_module(space), module_for(space, INVERSIONS))
]


def flow_of(file):
    """Give a function that names a file of a flow that is shown."""
    return lambda wildcards: f"{RESULTS}/flow/{SHOWN_FLOWS[wildcards.shown_flow]}/{file}"


def pca_of_flow(file):
    """Give a function that names a file of the projection that a flow that is shown has seen."""
    return lambda wildcards: f"{RESULTS}/pca/{SHOWN_FLOWS[wildcards.shown_flow]}/{file}"


def views_figure(name, form):
    """Give the path of a figure of views; that of a representation lies in its folder."""
    folder = "{shown}/" if name == "traversals" else ""
    return f"{RESULTS}/figures/known_factors/{folder}{name}.{form}"


def views_svg(name):
    """Give the SVG file of a figure of views, which Snakemake's report shows with its caption."""
    figure = FIGURES[name]
    return report(
        views_figure(name, "svg"),
        caption=str(figure.caption_path),
        category=figure.part,
        subcategory="{shown}" if name == "traversals" else None,
    )
