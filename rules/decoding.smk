# Decoding of factors from projections: one job per layer and fold, for all factors and schemes.

# The decoders that suit the factors, and the main ones again on the control network.
DECODERS = running(config["decoders"], TYPED_FACTORS, control=CONTROL)


rule knn:
    input:
        projections=f"{RESULTS}/pca/{{layer}}/projections.parquet",
        control=[f"{RESULTS}/control/pca/{{layer}}/projections.parquet"] if CONTROL else [],
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output,
    output:
        f"{RESULTS}/knn/{{layer}}/{{fold}}.parquet",
    log:
        f"{RESULTS}/logs/knn/{{layer}}/{{fold}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/knn/{{layer}}/{{fold}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("decoding/knn.py"),
        code=code("decoding/knn.py", *sorted(one.module for one in DECODERS)),
        options=lambda wildcards: options(
            factors=typed_factors("scale"),
            decoders=json.dumps({one.name: one.configured(config) for one in DECODERS}),
            layer=LAYER_NUMBERS[wildcards.layer],
            fold=FOLD_NUMBERS[wildcards.fold],
        ),
        control=lambda wildcards, input: options(permuted_projections=list(input.control) or None),
    message:
        "Decode {wildcards.layer}, {wildcards.fold}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --folds {input.folds:q} --projections {input.projections:q} {params.control} {output:q}"
        " 2> {log:q}"


rule scores:
    input:
        predictions=expand(f"{RESULTS}/knn/{{layer}}/{{fold}}.parquet", layer=LAYERS, fold=FOLDS),
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/knn/scores.parquet",
    log:
        f"{RESULTS}/logs/scores.log",
    benchmark:
        f"{RESULTS}/benchmarks/scores.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("decoding/scores.py"),
        code=code("decoding/scores.py"),
        options=lambda wildcards: options(
            factors=typed_factors("scale"),
            layers=list(LAYER_NUMBERS.values()),
            layer_names=list(LAYER_NAMES.values()),
        ),
    message:
        "Score all predictions"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --output {output:q} {input.predictions:q} 2> {log:q}"
