# Features: spaces that need no training, computed from what the pass over the recordings has written.


rule feature:
    input:
        source=lambda wildcards: (
            f"{RESULTS}/embeddings/{PROJECTED_FEATURES[wildcards.feature].source}/{wildcards.part}.parquet"
        ),
    output:
        activations("{feature}", kept=config["embeddings"]["keep"] == "all"),
    log:
        f"{RESULTS}/logs/feature/{{feature}}/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/feature/{{feature}}/{{part}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("features/feature.py"),
        # One program computes all features, each with a module of its own.
        code=lambda wildcards: code("features/feature.py", *feature_code(wildcards.feature)),
        options=lambda wildcards: network_options(feature=wildcards.feature),
        # How, which does not outdate what exists already.
        files=lambda wildcards, output: options(
            compression_level=config["embeddings"]["compression_level"]
        ),
    message:
        "Compute {wildcards.feature} of {wildcards.part}"
    shell:
        "python {params.program:q} {params.options} --source {input.source:q} {params.files} {output:q}"
        " 2> {log:q}"


rule technical:
    input:
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/dataset/technical.parquet",
    log:
        f"{RESULTS}/logs/technical.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("features/technical.py"),
        code=code("features/technical.py"),
    message:
        "Collect the technical properties of the recordings"
    shell:
        "python {params.program:q} --recordings {input.recordings:q} --snippets {input.snippets:q}"
        " {output:q} 2> {log:q}"
