# Variational autoencoders: codes that are learned without labels, from a feature or from projections.


rule vae:
    input:
        unpack(vae_inputs),
        snippets=rules.dataset.output.snippets,
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
        options=lambda wildcards: options(
            factors=typed_factors("bins"),
            held_out_fraction=config["split"]["held_out_fraction"],
            validation_fraction=config["vae"]["validation_fraction"],
            space=wildcards.space,
            **value_options(wildcards.space),
            model=wildcards.model,
            sizes=json.dumps(config["vae"]["models"][wildcards.model]),
            latent_units=config["vae"]["latent_units"],
            likelihood=config["vae"]["likelihood"],
            variance=config["vae"]["variance"],
            training=vae_training(wildcards),
            vae_seed=wildcards.vae_seed,
            seed=config["seed"],
        ),
        files=lambda wildcards, input: options(
            **{name: input[name] for name in vae_inputs(wildcards)}
        ),
        folder=lambda wildcards, output: os.path.dirname(output.weights),
    message:
        "Train the autoencoder {wildcards.space} {wildcards.model} {wildcards.objective}"
        " beta {wildcards.beta} seed {wildcards.vae_seed}"
    shell:
        "python {params.program:q} {params.options} {params.files} --threads {threads}"
        " --snippets {input.snippets:q} {params.folder:q} 2> {log:q}"
