# Activations: one forward pass of YAMNet over each recording yields all layers.


rule weights:
    input:
        code=code("weights.py"),
    output:
        f"{RESULTS}/yamnet/weights.npz",
    log:
        f"{RESULTS}/logs/weights.log",
    benchmark:
        f"{RESULTS}/benchmarks/weights.jsonl"
    conda:
        "../envs/yamnet.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=30,
    params:
        options=lambda wildcards: options(source=config["yamnet"]["weights"]),
    message:
        "Get the weights of YAMNet"
    shell:
        "python {input.code[0]:q} {params.options} {output:q} 2> {log:q}"


rule embed:
    input:
        audio=lambda wildcards: audio(wildcards.recording),
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
        weights=rules.weights.output,
        code=code("embed.py"),
    output:
        activations=[f"{RESULTS}/embeddings/{layer}/{{recording}}.parquet" for layer in LAYERS],
        control=[
            f"{RESULTS}/control/embeddings/{layer}/{{recording}}.parquet"
            for layer in LAYERS
            if CONTROL
        ],
        output=f"{RESULTS}/embeddings/output/{{recording}}.parquet",
    log:
        f"{RESULTS}/logs/embed/{{recording}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/embed/{{recording}}.jsonl"
    conda:
        "../envs/yamnet.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=120,
        gate=1,
    params:
        options=options(
            layers=list(LAYER_NUMBERS.values()),
            # Only the control is drawn at random.
            seed=config["seed"] if CONTROL else None,
        ),
    message:
        "Embed {wildcards.recording}"
    shell:
        "python {input.code[0]:q} {params.options} --threads {threads}"
        " --recording-id {wildcards.recording:q} --audio {input.audio:q}"
        " --recordings {input.recordings:q} --snippets {input.snippets:q}"
        " --weights {input.weights:q} --activations {output.activations:q}"
        " --output {output.output:q} --permuted-activations {output.control:q} 2> {log:q}"
