# Activations: one forward pass of the network over a part of the recordings reads out all layers.


rule weights:
    output:
        f"{RESULTS}/{NETWORK.name}/weights.npz",
    log:
        f"{RESULTS}/logs/weights.log",
    benchmark:
        f"{RESULTS}/benchmarks/weights.jsonl"
    conda:
        "../envs/yamnet.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(30),
    params:
        program=program("embeddings/weights.py"),
        code=code("embeddings/weights.py", *NETWORK_CODE),
        options=lambda wildcards: network_options(source=config["network"]["weights"]),
    message:
        "Fetch the weights of the network"
    shell:
        "python {params.program:q} {params.options} {output:q} 2> {log:q}"


rule embed:
    input:
        made=lambda wildcards: made(PARTS[wildcards.part]),
        measured=rules.measure.output,
        weights=rules.weights.output,
    output:
        activations=[activations(layer) for layer in LAYERS],
        control=[activations(layer, "control/") for layer in LAYERS if CONTROL],
        output=f"{RESULTS}/embeddings/output/{{part}}.parquet",
    log:
        f"{RESULTS}/logs/embed/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/embed/{{part}}.jsonl"
    conda:
        "../envs/yamnet.yaml"
    # One thread computes, one compresses and writes.
    threads: 2
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        program=program("embeddings/embed.py"),
        code=code("embeddings/embed.py", *NETWORK_CODE),
        # Only the control network is random.
        options=network_options(
            seed=config["seed"] if CONTROL else None,
            skip_unreadable=skips_unreadable(config),
        ),
        files=lambda wildcards, output: embedding_files(
            list(LAYER_NUMBERS.values()),
            activations=list(output.activations),
            output=output.output,
            permuted_activations=list(output.control) or None,
        ),
    message:
        "Embed {wildcards.part}"
    shell:
        "python {params.program:q} {params.options} --threads {threads}"
        " --measured {input.measured:q} --weights {input.weights:q} {params.files} 2> {log:q}"


# Moves start from activations, which are recomputed for a layer that is not kept.
use rule embed as embed_again with:
    output:
        activations=temp(f"{RESULTS}/transfer/{{layer}}/activations/{{part}}.parquet"),
    log:
        f"{RESULTS}/logs/embed_again/{{layer}}/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/embed_again/{{layer}}/{{part}}.jsonl"
    params:
        options=network_options(skip_unreadable=skips_unreadable(config)),
        files=lambda wildcards, output: embedding_files(
            [LAYER_NUMBERS[wildcards.layer]], activations=[output.activations]
        ),
    message:
        "Embed {wildcards.part} again for {wildcards.layer}"
