# Which maps there are, and their files.


def spaces_named(words, best, flows):
    """List the spaces that words of the configuration stand for, each once.

    Words for results of decoding stand for nothing where nothing is decoded.
    """
    meanings = {
        "layers": LAYERS,
        "best": best if DECODES else [],
        "flow": flows if DECODES else [],
    }
    return list(dict.fromkeys(space for word in words for space in meanings.get(word, [word])))


def possible_spaces(words):
    """List all spaces that words may stand for: the best layer is known only after decoding."""
    return spaces_named(words, LAYERS, LAYERS)


def found_spaces(words):
    """List the spaces that words stand for, once the best layer is known."""
    best = [layer_folder(best_layer_number())] if "best" in words and DECODES else []
    return spaces_named(words, best, flow_layers(None) if "flow" in words and DECODES else [])


MAPS = config["explorer"]["maps"]
# Priority of all jobs of the map: what other results wait for, the flows above all, starts first.
LAST = -1
# One job maps these, because each map is turned onto the one before.
PCA_SPACES = possible_spaces(MAPS["pca"])
# One job lists neighbors in all spaces that may have a map, because starting takes it longer.
NEIGHBOUR_SPACES = possible_spaces(word for words in MAPS.values() for word in words)
MAP_TITLES = {
    space: f"layer {LAYER_NUMBERS[space]}, {title}" if space in LAYER_NUMBERS else title
    for space, title in PROJECTED_TITLES.items()
}


def files_of_maps(spaces_of):
    """List the maps of the page in its order, given what spaces a list of words stands for."""
    patterns = {
        "pca": ["pca"],
        "factor_axes": ["factor_axes"],
        "umap": ["umap_2d", "umap_3d"],
        "tsne": ["tsne"],
    }
    return [
        f"{RESULTS}/maps/{space}/{name}.parquet"
        for method, names in patterns.items()
        for space in spaces_of(MAPS[method])
        for name in names
    ]


def map_files(wildcards):
    """List the maps of the page, in its order."""
    return files_of_maps(found_spaces)


# Maps that need not wait for the best layer; without these targets, all maps would wait.
EARLY_MAPS = files_of_maps(lambda words: spaces_named(words, [], []))


def neighbour_files(wildcards):
    """List the tables of neighbors in all spaces that have a map."""
    spaces = found_spaces([word for words in MAPS.values() for word in words])
    return [f"{RESULTS}/maps/{space}/neighbours.parquet" for space in spaces]


def cluster_files(wildcards):
    """List the tables of clusters."""
    if config["explorer"]["clusters"]["method"] == "none":
        return []
    spaces = found_spaces(config["explorer"]["clusters"]["spaces"])
    return [f"{RESULTS}/maps/{space}/clusters.parquet" for space in spaces]


def moves_files(wildcards):
    """List the files of moves, one for each layer that has a flow."""
    spaces = found_spaces(["flow"])
    return [f"{RESULTS}/maps/{space}/moves.json" for space in spaces]


def has_component_map(layer):
    """Return whether moves have a path on the map of components of a layer.

    A flow of two components does not place a sound among three.
    """
    return layer in PCA_SPACES and config["flow"]["components"] > 2


def scatter_map():
    """Give a map of three dimensions: UMAP of the embedding, or else the first one by PCA."""
    maps = config["explorer"]["maps"]
    if "embedding" in maps["umap"]:
        return f"{RESULTS}/maps/embedding/umap_3d.parquet"
    first = next(iter(maps["pca"]), "embedding")
    space = {"layers": LAYERS[0]}.get(first, first)
    return f"{RESULTS}/maps/{space}/pca.parquet"
