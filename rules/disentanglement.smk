# What each axis of a flow encodes about each factor.


rule disentanglement:
    input:
        snippets=rules.dataset.output.snippets,
        projections=f"{RESULTS}/pca/{{layer}}/projections.parquet",
        latents=f"{RESULTS}/{{control}}flow/{{layer}}/{{replicate}}latents.parquet",
        architecture=f"{RESULTS}/{{control}}flow/{{layer}}/{{replicate}}architecture.json",
    output:
        f"{RESULTS}/{{control}}flow/{{layer}}/{{replicate}}metrics.json",
    log:
        f"{RESULTS}/logs/{{control}}flow/{{layer}}/{{replicate}}metrics.log",
    benchmark:
        f"{RESULTS}/benchmarks/{{control}}flow/{{layer}}/{{replicate}}metrics.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("disentanglement/disentanglement.py"),
        code=code("disentanglement/disentanglement.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins", "scale"),
            layer=LAYER_NUMBERS[wildcards.layer],
            layer_name=LAYER_NAMES[wildcards.layer],
            seed_of_flow=REPLICATES[wildcards.replicate],
            labels="permuted" if wildcards.control else "true",
            neighbors=config["disentanglement"]["neighbors"],
            bootstrap=config["disentanglement"]["bootstrap"],
            seed=config["seed"],
        ),
    message:
        "Measure the axes of {wildcards.control}{wildcards.layer} {wildcards.replicate}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --projections {input.projections:q} --latents {input.latents:q}"
        " --architecture {input.architecture:q} {output:q} 2> {log:q}"
