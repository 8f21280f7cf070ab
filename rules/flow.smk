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


# The noise that suits validation sounds best, for all flows of a space, the control among them.
rule tune_flow:
    input:
        snippets=rules.dataset.output.snippets,
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
    output:
        f"{RESULTS}/flow/{{space}}/{TUNING_FILE}",
    log:
        f"{RESULTS}/logs/flow/{{space}}/tuning.log",
    benchmark:
        f"{RESULTS}/benchmarks/flow/{{space}}/tuning.jsonl"
    conda:
        "../envs/flow.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(240),
    params:
        program=program("flow/tune_flow.py"),
        code=code("flow/tune_flow.py"),
        options=lambda wildcards: flow_options(
            wildcards.space,
            tried_hyperparameters("flow", TRAINING_SETTINGS),
            settings=json.dumps(TRIED["flow"]),
            flow_seed=MAIN_SEED,
        ),
    message:
        "Try settings of the flow {wildcards.space}"
    shell:
        "python {params.program:q} {params.options} --threads {threads} --snippets {input.snippets:q}"
        " --projections {input.projections:q} {output:q} 2> {log:q}"


rule flow:
    input:
        snippets=rules.dataset.output.snippets,
        projections=f"{RESULTS}/pca/{{space}}/projections.parquet",
        tuning=lambda wildcards: tuning_of(f"flow/{wildcards.space}") or [],
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
        options=lambda wildcards: flow_options(
            wildcards.space,
            hyperparameters("flow", TRAINING_SETTINGS, wildcards.space in TUNED_FLOWS),
            permute_labels=bool(wildcards.control),
            flow_seed=REPLICATES[wildcards.replicate],
        ),
        tuning=lambda wildcards: options(tuning=tuning_of(f"flow/{wildcards.space}")),
        folder=lambda wildcards, output: os.path.dirname(output.weights),
    message:
        "Train the flow {wildcards.control}{wildcards.space} {wildcards.replicate}"
    shell:
        "python {params.program:q} {params.options} {params.tuning} --threads {threads}"
        " --snippets {input.snippets:q} --projections {input.projections:q}"
        " --latents {output.latents:q} --stage-table {output.stages:q} {params.folder:q} 2> {log:q}"
