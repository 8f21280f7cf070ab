# Decoding of factors from projections: one job per space and fold, for all factors and schemes.


rule knn:
    input:
        projections=coordinates,
        control=control_projections,
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output,
    output:
        f"{RESULTS}/knn/{{space}}/{{fold}}.parquet",
    log:
        f"{RESULTS}/logs/knn/{{space}}/{{fold}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/knn/{{space}}/{{fold}}.jsonl"
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
            decoders=json.dumps(
                {one.name: one.configured(config) for one in decoders_in(wildcards.space)}
            ),
            space=wildcards.space,
            fold=FOLD_NUMBERS[wildcards.fold],
        ),
        control=lambda wildcards, input: options(permuted_projections=list(input.control) or None),
    message:
        "Decode {wildcards.space}, {wildcards.fold}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --folds {input.folds:q} --projections {input.projections:q} {params.control} {output:q}"
        " 2> {log:q}"


rule scores:
    input:
        predictions=expand(f"{RESULTS}/knn/{{space}}/{{fold}}.parquet", space=DECODED, fold=FOLDS),
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
            spaces=DECODED,
            titles=[DECODED_TITLES[space] for space in DECODED],
        ),
    message:
        "Score all predictions"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --output {output:q} {input.predictions:q} 2> {log:q}"
