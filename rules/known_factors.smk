# Who finds factors that are known exactly: components, VAEs, the flow, and axes learned with labels.


rule axes:
    input:
        snippets=rules.dataset.output.snippets,
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
    output:
        codes=f"{RESULTS}/axes/{{space}}/{{method}}/seed_{{axes_seed}}/latents.parquet",
        summary=f"{RESULTS}/axes/{{space}}/{{method}}/seed_{{axes_seed}}/summary.json",
        tuning=f"{RESULTS}/axes/{{space}}/{{method}}/seed_{{axes_seed}}/tuning.csv",
    log:
        f"{RESULTS}/logs/axes/{{space}}/{{method}}/seed_{{axes_seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/axes/{{space}}/{{method}}/seed_{{axes_seed}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(20),
    params:
        program=program("known_factors/axes.py"),
        code=code("known_factors/axes.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins", "scale"),
            held_out_fraction=config["split"]["held_out_fraction"],
            validation_fraction=config["flow"]["validation_fraction"],
            components=config["flow"]["components"],
            method=wildcards.method,
            settings=json.dumps(TRIED[wildcards.method]),
            space=wildcards.space,
            axes_seed=wildcards.axes_seed,
            seed=config["seed"],
        ),
        folder=lambda wildcards, output: os.path.dirname(output.codes),
    message:
        "Learn axes of the factors in {wildcards.space} by {wildcards.method}, seed {wildcards.axes_seed}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --projections {input.projections:q} {params.folder:q} 2> {log:q}"


rule published_scores:
    input:
        snippets=rules.dataset.output.snippets,
        training=training_files,
    output:
        scores=f"{KNOWN_FACTORS}/scores/{{training}}/scores.csv",
        half_samples=f"{KNOWN_FACTORS}/scores/{{training}}/half_samples.parquet",
        importances=f"{KNOWN_FACTORS}/scores/{{training}}/importances.csv",
        shown=f"{KNOWN_FACTORS}/scores/{{training}}/shown.csv",
    log:
        f"{RESULTS}/logs/published_scores/{{training}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/published_scores/{{training}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(20),
    params:
        program=program("known_factors/published_scores.py"),
        code=code("known_factors/published_scores.py"),
        options=lambda wildcards: training_options(wildcards),
        paths=lambda wildcards: training_paths(wildcards),
        folder=lambda wildcards, output: os.path.dirname(output.scores),
    message:
        "Score how well {wildcards.training} separates the factors"
    shell:
        "python {params.program:q} {params.options} {params.paths} --snippets {input.snippets:q}"
        " {params.folder:q} 2> {log:q}"


rule comparison:
    input:
        scores=expand(rules.published_scores.output.scores, training=REPRESENTATIONS),
        half_samples=expand(rules.published_scores.output.half_samples, training=REPRESENTATIONS),
        tuning=[f"{RESULTS}/{one}/{TUNING_FILE}" for one in [*AXES, *TUNED]],
    output:
        comparison=f"{KNOWN_FACTORS}/comparison.csv",
        seeds=f"{KNOWN_FACTORS}/comparison_seeds.csv",
        contrasts=f"{KNOWN_FACTORS}/contrasts.csv",
        tuning=f"{KNOWN_FACTORS}/{TUNING_FILE}",
    log:
        f"{RESULTS}/logs/comparison.log",
    benchmark:
        f"{RESULTS}/benchmarks/comparison.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("known_factors/comparison.py"),
        code=code("known_factors/comparison.py"),
    message:
        "Compare all representations"
    shell:
        "python {params.program:q} --scores {input.scores:q} --half-samples {input.half_samples:q}"
        " --comparison {output.comparison:q} --seeds {output.seeds:q}"
        " --contrasts {output.contrasts:q} --tried {input.tuning:q} --tuning {output.tuning:q}"
        " 2> {log:q}"


# Times differ between runs, so this is no target of the tables that are the same twice.
rule costs:
    input:
        benchmarks=[benchmark_of(one) for one in [*TRAINED, *TUNINGS]],
    output:
        f"{KNOWN_FACTORS}/costs.csv",
    log:
        f"{RESULTS}/logs/costs.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(500),
        runtime=growing(5),
    params:
        program=program("known_factors/costs.py"),
        code=code("known_factors/costs.py"),
        trainings=options(trainings=[*TRAINED, *TUNINGS]),
    message:
        "Gather what each training cost"
    shell:
        "python {params.program:q} {params.trainings} --benchmarks {input.benchmarks:q} -- {output:q}"
        " 2> {log:q}"
