# Features: spaces that need no training, computed from what the pass over the recordings has written, or
# from the recordings themselves.

OF_WAVEFORMS = [name for name, one in COMPUTED_FEATURES.items() if one.source == WAVEFORMS]
OF_THE_PASS = [name for name in COMPUTED_FEATURES if name not in OF_WAVEFORMS]


rule feature:
    input:
        source=lambda wildcards: (
            f"{RESULTS}/embeddings/{COMPUTED_FEATURES[wildcards.feature].source}/{wildcards.part}.parquet"
        ),
    output:
        activations("{feature}", kept=config["embeddings"]["keep"] == "all"),
    log:
        f"{RESULTS}/logs/feature/{{feature}}/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/feature/{{feature}}/{{part}}.jsonl"
    wildcard_constraints:
        feature="|".join(OF_THE_PASS) or "no feature",
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


rule waveform_feature:
    input:
        made=lambda wildcards: made(PARTS[wildcards.part]),
        measured=rules.measure.output,
    output:
        activations("{feature}", kept=config["embeddings"]["keep"] == "all"),
    log:
        f"{RESULTS}/logs/waveform_feature/{{feature}}/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/waveform_feature/{{feature}}/{{part}}.jsonl"
    wildcard_constraints:
        feature="|".join(OF_WAVEFORMS) or "no feature",
    conda:
        "../envs/waveform_features.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(120),
    params:
        program=program("features/waveform_feature.py"),
        # One program computes all features, each with a module of its own.
        code=lambda job: code("features/waveform_feature.py", *feature_code(job.feature)),
        options=lambda wildcards: network_options(
            feature=wildcards.feature, skip_unreadable=skips_unreadable(config)
        ),
        # How, and where digests of files are found, which does not outdate what exists already.
        files=lambda wildcards, output: options(
            compression_level=config["embeddings"]["compression_level"], digests=INDEX
        ),
    message:
        "Compute {wildcards.feature} of {wildcards.part}"
    shell:
        "python {params.program:q} {params.options} --measured {input.measured:q} {params.files}"
        " {output:q} 2> {log:q}"


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
