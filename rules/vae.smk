# Variational autoencoders: codes that are learned without labels, from a feature or from projections.


# The learning rate that suits validation sounds best, for all trainings of a model.
rule tune_vae:
    input:
        unpack(vae_inputs),
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/vae/{{space}}/{{model}}/{TUNING_FILE}",
    log:
        f"{RESULTS}/logs/vae/{{space}}/{{model}}/tuning.log",
    benchmark:
        f"{RESULTS}/benchmarks/vae/{{space}}/{{model}}/tuning.jsonl"
    wildcard_constraints:
        model="|".join(MODELS),
    conda:
        "../envs/vae.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(180),
    params:
        program=program("vae/tune_vae.py"),
        # One program trains all models, each with a module of its own.
        code=lambda wildcards: code("vae/tune_vae.py", model_module(wildcards.model)),
        options=lambda wildcards: vae_options(
            wildcards,
            tried_hyperparameters("vae", SETTINGS_AT_BETA_1),
            settings=json.dumps(TRIED["vae"]),
            vae_seed=TUNED_MODELS[wildcards.space, wildcards.model].seed,
        ),
        files=lambda wildcards, input: options(
            **{name: input[name] for name in vae_inputs(wildcards)}
        ),
    message:
        "Try settings of the autoencoder {wildcards.space} {wildcards.model}"
    shell:
        "python {params.program:q} {params.options} {params.files} --threads {threads}"
        " --snippets {input.snippets:q} {output:q} 2> {log:q}"


rule vae:
    input:
        unpack(vae_inputs),
        snippets=rules.dataset.output.snippets,
        tuning=lambda wildcards: tuning_of(f"vae/{wildcards.space}/{wildcards.model}") or [],
    output:
        weights=f"{VAE_FOLDER}/weights.npz",
        architecture=f"{VAE_FOLDER}/architecture.json",
        history=f"{VAE_FOLDER}/history.csv",
        latents=f"{VAE_FOLDER}/latents.parquet",
        summary=f"{VAE_FOLDER}/summary.json",
    log:
        f"{RESULTS}/logs/vae/{{space}}/{{model}}/{{objective}}/beta_{{beta}}/seed_{{vae_seed}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/vae/{{space}}/{{model}}/{{objective}}/beta_{{beta}}/seed_{{vae_seed}}.jsonl"
    wildcard_constraints:
        model="|".join(MODELS),
        objective="[a-z_]+-[a-z_]+",
        beta=r"\d+(\.\d+)?",
        vae_seed=r"\d+",
    conda:
        "../envs/vae.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("vae/vae.py"),
        # One program trains all models, each with a module of its own.
        code=lambda wildcards: code("vae/vae.py", model_module(wildcards.model)),
        options=lambda wildcards: vae_options(
            wildcards, vae_training(wildcards), vae_seed=wildcards.vae_seed
        ),
        files=lambda wildcards, input: options(
            **{name: input[name] for name in vae_inputs(wildcards)}
        ),
        tuning=lambda wildcards: options(
            tuning=tuning_of(f"vae/{wildcards.space}/{wildcards.model}")
        ),
        folder=lambda wildcards, output: os.path.dirname(output.weights),
    message:
        "Train the autoencoder {wildcards.space} {wildcards.model} {wildcards.objective}"
        " beta {wildcards.beta} seed {wildcards.vae_seed}"
    shell:
        "python {params.program:q} {params.options} {params.files} {params.tuning}"
        " --threads {threads} --snippets {input.snippets:q} {params.folder:q} 2> {log:q}"
