# Maps: which sounds of the run are shown, and where they lie in each space.


rule explorer_sounds:
    input:
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/maps/sounds.parquet",
    log:
        f"{RESULTS}/logs/explorer_sounds.log",
    priority: LAST
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
    priority: LAST
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
    priority: LAST
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
            steps=config["explorer"]["tsne"]["steps"],
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
    priority: LAST
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
    priority: LAST
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
    priority: LAST
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
    priority: LAST
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
    priority: LAST
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
