# Projections: standardise, project onto principal components, standardise; per space and network.


rule pca_fit:
    input:
        activations=expand(
            f"{RESULTS}/{{{{control}}}}embeddings/{{{{space}}}}/{{part}}.parquet", part=PARTS
        ),
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/{{control}}pca/{{space}}/model.npz",
    log:
        f"{RESULTS}/logs/{{control}}pca_fit/{{space}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/{{control}}pca_fit/{{space}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        program=program("pca/pca_fit.py"),
        code=code("pca/pca_fit.py"),
        options=lambda wildcards: options(
            # Labels only say which groups are held out.
            factors="[]" if MAP_ONLY else typed_factors("bins"),
            space=wildcards.space,
            components=config["pca"]["components"],
            fit_snippets=config["pca"]["fit_snippets"],
            fit_on=config["pca"]["fit_on"],
            # None if it has no effect, so that it outdates nothing.
            held_out_fraction=(
                config["split"]["held_out_fraction"]
                if config["pca"]["fit_on"] == "training"
                else None
            ),
            seed=config["seed"],
            # A map needs few components, and should not ask for more sounds.
            fewer=MAP_ONLY,
        ),
    message:
        "Fit the projection of {wildcards.control}{wildcards.space}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --output {output:q} {input.activations:q} 2> {log:q}"


rule pca_project:
    input:
        activations=rules.pca_fit.input.activations,
        snippets=rules.dataset.output.snippets,
        model=rules.pca_fit.output,
    output:
        f"{RESULTS}/{{control}}pca/{{space}}/projections.parquet",
    log:
        f"{RESULTS}/logs/{{control}}pca_project/{{space}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/{{control}}pca_project/{{space}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(60),
    params:
        program=program("pca/pca_project.py"),
        code=code("pca/pca_project.py"),
        options=lambda wildcards: options(space=wildcards.space),
    message:
        "Project {wildcards.control}{wildcards.space}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q} --model {input.model:q}"
        " --output {output:q} {input.activations:q} 2> {log:q}"


rule explained_variance:
    input:
        models=expand(f"{RESULTS}/pca/{{space}}/model.npz", space=SPACES),
    output:
        f"{RESULTS}/pca/explained_variance.csv",
    log:
        f"{RESULTS}/logs/explained_variance.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("pca/explained_variance.py"),
        code=code("pca/explained_variance.py"),
        options=options(spaces=SPACES, titles=[SPACE_TITLES[space] for space in SPACES]),
    message:
        "Tabulate explained variance"
    shell:
        "python {params.program:q} {params.options} --output {output:q}"
        " {input.models:q} 2> {log:q}"
