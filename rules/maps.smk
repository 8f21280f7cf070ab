# Maps: which sounds of the run are shown, and where they lie in each space.


rule explorer_sounds:
    input:
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/maps/sounds.parquet",
    log:
        f"{RESULTS}/logs/explorer_sounds.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("maps/explorer_sounds.py"),
        code=code("maps/explorer_sounds.py"),
        options=options(
            parts=config["embeddings"]["parts"],
            sounds=config["explorer"]["sounds"],
            seed=config["seed"],
        ),
    message:
        "Choose the sounds of the map"
    shell:
        "python {params.program:q} {params.options} --recordings {input.recordings:q}"
        " --snippets {input.snippets:q} {output:q} 2> {log:q}"


def spaces_named(words, best, flows):
    """List the spaces that words of the configuration stand for, each once.

    Words for results of decoding stand for nothing where nothing is decoded.
    """
    meanings = {
        "layers": LAYERS,
        "best": [] if MAP_ONLY else best,
        "flow": [] if MAP_ONLY else flows,
    }
    return list(dict.fromkeys(space for word in words for space in meanings.get(word, [word])))


def possible_spaces(words):
    """List all spaces that words may stand for: the best layer is known only after decoding."""
    return spaces_named(words, LAYERS, LAYERS)


def found_spaces(words):
    """List the spaces that words stand for, once the best layer is known."""
    best = [layer_folder(best_layer_number())] if "best" in words and not MAP_ONLY else []
    return spaces_named(words, best, flow_layers(None) if "flow" in words and not MAP_ONLY else [])


MAPS = config["explorer"]["maps"]
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


rule map_pca:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        models=expand(f"{RESULTS}/pca/{{space}}/model.npz", space=PCA_SPACES),
        projections=expand(f"{RESULTS}/pca/{{space}}/projections.parquet", space=PCA_SPACES),
    output:
        expand(f"{RESULTS}/maps/{{space}}/pca.parquet", space=PCA_SPACES),
    log:
        f"{RESULTS}/logs/map_pca.log",
    benchmark:
        f"{RESULTS}/benchmarks/map_pca.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("maps/map_pca.py"),
        code=code("maps/map_pca.py"),
        options=options(
            spaces=PCA_SPACES,
            titles=[MAP_TITLES[space] for space in PCA_SPACES],
            seed=config["seed"],
        ),
    message:
        "Map the sounds by their first components"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --sounds {input.sounds:q} --models {input.models:q} --projections {input.projections:q}"
        " -- {output:q} 2> {log:q}"


rule map_tsne:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        model=f"{RESULTS}/pca/{{space}}/model.npz",
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
    output:
        f"{RESULTS}/maps/{{space}}/tsne.parquet",
    log:
        f"{RESULTS}/logs/map_tsne/{{space}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/map_tsne/{{space}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("maps/map_tsne.py"),
        code=code("maps/map_tsne.py"),
        options=lambda wildcards: options(
            space=wildcards.space,
            title=MAP_TITLES[wildcards.space],
            perplexity=config["explorer"]["tsne"]["perplexity"],
            seed=config["seed"],
        ),
    message:
        "Map the sounds in {wildcards.space} by t-SNE"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --sounds {input.sounds:q} --model {input.model:q} {input.projections:q} {output:q}"
        " 2> {log:q}"


rule map_umap:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        model=f"{RESULTS}/pca/{{space}}/model.npz",
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
    output:
        f"{RESULTS}/maps/{{space}}/umap_2d.parquet",
        f"{RESULTS}/maps/{{space}}/umap_3d.parquet",
    log:
        f"{RESULTS}/logs/map_umap/{{space}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/map_umap/{{space}}.jsonl"
    conda:
        "../envs/maps.yaml"
    threads: 1
    resources:
        mem_mb=growing(3000),
        runtime=growing(120),
    params:
        program=program("maps/map_umap.py"),
        code=code("maps/map_umap.py"),
        options=lambda wildcards: options(
            space=wildcards.space,
            title=MAP_TITLES[wildcards.space],
            neighbours=config["explorer"]["umap"]["neighbours"],
            minimal_distance=config["explorer"]["umap"]["minimal_distance"],
            seed=config["seed"],
        ),
    message:
        "Map the sounds in {wildcards.space} by UMAP"
    shell:
        "NUMBA_NUM_THREADS={threads} python {params.program:q} {params.options}"
        " --snippets {input.snippets:q} --sounds {input.sounds:q} --model {input.model:q}"
        " {input.projections:q} {output:q} 2> {log:q}"


rule map_factor_axes:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        model=f"{RESULTS}/pca/{{layer}}/model.npz",
        projections=f"{RESULTS}/pca/{{layer}}/projections.parquet",
        architecture=f"{RESULTS}/flow/{{layer}}/architecture.json",
        latents=f"{RESULTS}/flow/{{layer}}/latents.parquet",
    output:
        f"{RESULTS}/maps/{{layer}}/factor_axes.parquet",
    log:
        f"{RESULTS}/logs/map_factor_axes/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("maps/map_factor_axes.py"),
        code=code("maps/map_factor_axes.py"),
        options=lambda wildcards: options(
            factors=typed_factors(),
            space=wildcards.layer,
            title=MAP_TITLES[wildcards.layer],
            seed=config["seed"],
        ),
    message:
        "Map the sounds in {wildcards.layer} by the axes of its flow"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --sounds {input.sounds:q} --model {input.model:q} --projections {input.projections:q}"
        " --architecture {input.architecture:q} --latents {input.latents:q} {output:q} 2> {log:q}"


rule neighbours:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        models=expand(f"{RESULTS}/pca/{{space}}/model.npz", space=NEIGHBOUR_SPACES),
        projections=expand(f"{RESULTS}/pca/{{space}}/projections.parquet", space=NEIGHBOUR_SPACES),
    output:
        expand(f"{RESULTS}/maps/{{space}}/neighbours.parquet", space=NEIGHBOUR_SPACES),
    log:
        f"{RESULTS}/logs/neighbours.log",
    benchmark:
        f"{RESULTS}/benchmarks/neighbours.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(60),
    params:
        program=program("maps/neighbours.py"),
        code=code("maps/neighbours.py"),
        options=options(neighbours=config["explorer"]["neighbours"]),
    message:
        "List the nearest sounds of each sound"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --sounds {input.sounds:q} --models {input.models:q} --projections {input.projections:q}"
        " -- {output:q} 2> {log:q}"


rule clusters:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        model=f"{RESULTS}/pca/{{space}}/model.npz",
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
    output:
        f"{RESULTS}/maps/{{space}}/clusters.parquet",
    log:
        f"{RESULTS}/logs/clusters/{{space}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("maps/clusters.py"),
        code=code("maps/clusters.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins"),
            space=wildcards.space,
            method=config["explorer"]["clusters"]["method"],
            number=config["explorer"]["clusters"]["number"],
            seed=config["seed"],
        ),
    message:
        "Divide the sounds in {wildcards.space} into clusters"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --sounds {input.sounds:q} --model {input.model:q} {input.projections:q} {output:q}"
        " 2> {log:q}"


def has_component_map(layer):
    """Return whether moves have a path on the map of components of a layer.

    A flow of two components does not place a sound among three.
    """
    return layer in PCA_SPACES and config["flow"]["components"] > 2


rule explorer_moves:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        flow=[f"{RESULTS}/flow/{{layer}}/{name}" for name in FLOW_FILES],
        outputs=f"{RESULTS}/transfer/{{layer}}/outputs.parquet",
        distances=f"{RESULTS}/transfer/{{layer}}/distances.parquet",
        component_map=lambda wildcards: (
            [f"{RESULTS}/maps/{wildcards.layer}/pca.parquet"]
            if has_component_map(wildcards.layer)
            else []
        ),
    output:
        f"{RESULTS}/maps/{{layer}}/moves.json",
    log:
        f"{RESULTS}/logs/explorer_moves/{{layer}}.log",
    conda:
        "../envs/flow.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("maps/explorer_moves.py"),
        code=code("maps/explorer_moves.py", *DESCRIPTION_CODE),
        # A function, because the braces of JSON would be taken for wildcards; not one of `input`, because
        # Snakemake would not compare what it gives.
        options=lambda wildcards: network_options(
            associated=json.dumps(associated_classes(config)),
            factors=typed_factors("bins"),
            space=wildcards.layer,
            typical=config["transfer"]["typical"],
            axes_map=f"{wildcards.layer}/factor_axes" if MAPS["factor_axes"] else None,
            component_map=(
                f"{wildcards.layer}/pca" if has_component_map(wildcards.layer) else None
            ),
        ),
        files=lambda wildcards, input: options(
            flow=folder_of(input.flow),
            component_map_file=input.component_map[0] if input.component_map else None,
        ),
    message:
        "Describe the moves in {wildcards.layer} for the map"
    shell:
        "python {params.program:q} {params.options} --threads {threads} --snippets {input.snippets:q}"
        " --sounds {input.sounds:q} {params.files} --outputs {input.outputs:q}"
        " --distances {input.distances:q} {output:q} 2> {log:q}"
