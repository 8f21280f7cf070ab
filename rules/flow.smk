# Flows: invertible maps of the projections of a space, with an axis for every factor.

TRAINING_SETTINGS = [
    "sigma",
    "noise",
    "pairs_per_factor",
    "epochs",
    "steps_per_epoch",
    "evaluation_pairs",
    "schedule",
    "learning_rates",
    "clip_norm",
    "patience",
]
FLOW_FILES = ["weights.npz", "architecture.json", "latents.parquet"]
CONTROL_FLOW = [
    f"{RESULTS}/control/flow/{{layer}}/{name}"
    for name in FLOW_FILES
    if config["control"]["permuted_labels"]
]


rule flow:
    input:
        snippets=rules.dataset.output.snippets,
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
    output:
        weights=f"{RESULTS}/{{control}}flow/{{space}}/{{replicate}}weights.npz",
        architecture=f"{RESULTS}/{{control}}flow/{{space}}/{{replicate}}architecture.json",
        history=f"{RESULTS}/{{control}}flow/{{space}}/{{replicate}}history.csv",
        latents=f"{RESULTS}/{{control}}flow/{{space}}/{{replicate}}latents.parquet",
        stages=f"{RESULTS}/{{control}}flow/{{space}}/{{replicate}}stages.csv",
    log:
        f"{RESULTS}/logs/{{control}}flow/{{space}}/{{replicate}}training.log",
    benchmark:
        f"{RESULTS}/benchmarks/{{control}}flow/{{space}}/{{replicate}}training.jsonl"
    conda:
        "../envs/flow.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        program=program("flow/flow.py"),
        code=code("flow/flow.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins"),
            classes=json.dumps(config["flow"]["classes"]),
            held_out_fraction=config["split"]["held_out_fraction"],
            validation_fraction=config["flow"]["validation_fraction"],
            permute_labels=bool(wildcards.control),
            components=config["flow"]["components"],
            dimensions_per_factor=json.dumps(config["flow"]["dimensions_per_factor"]),
            stages=config["flow"]["stages"],
            hidden_units=config["flow"]["hidden_units"],
            hidden_layers=config["flow"]["hidden_layers"],
            training=json.dumps({name: config["flow"][name] for name in TRAINING_SETTINGS}),
            space=wildcards.space,
            flow_seed=REPLICATES[wildcards.replicate],
            seed=config["seed"],
        ),
        folder=lambda wildcards, output: os.path.dirname(output.weights),
    message:
        "Train the flow {wildcards.control}{wildcards.space} {wildcards.replicate}"
    shell:
        "python {params.program:q} {params.options} --threads {threads} --snippets {input.snippets:q}"
        " --projections {input.projections:q} --latents {output.latents:q}"
        " --stage-table {output.stages:q} {params.folder:q} 2> {log:q}"
