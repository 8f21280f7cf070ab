# Views of the study known_factors: what representations make of sounds, as pictures, sounds and players.


wildcard_constraints:
    shown_vae="|".join(map(re.escape, SHOWN_VAES)) or "no vae",
    shown_flow="|".join(map(re.escape, SHOWN_FLOWS)) or "no flow",
    shown="|".join(map(re.escape, PICTURED)) or "nothing",


rule chosen_sounds:
    input:
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/known_factors/chosen.json",
    log:
        f"{RESULTS}/logs/chosen_sounds.log",
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("views/chosen_sounds.py"),
        code=code("views/chosen_sounds.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins", "unit", "scale"),
            sounds=VIEWS["sounds"],
            pairs=VIEWS["pairs"],
            held_out_fraction=config["split"]["held_out_fraction"],
            seed=config["seed"],
        ),
    message:
        "Choose the sounds that are shown"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q} {output:q} 2> {log:q}"


rule traversals:
    input:
        unpack(shown_vae_inputs),
        snippets=rules.dataset.output.snippets,
        chosen=rules.chosen_sounds.output,
        weights=lambda wildcards: f"{shown_vae_folder(wildcards)}/weights.npz",
        architecture=lambda wildcards: f"{shown_vae_folder(wildcards)}/architecture.json",
        latents=lambda wildcards: f"{shown_vae_folder(wildcards)}/latents.parquet",
    output:
        views=f"{VIEWS_FOLDER}/{{shown_vae}}/views.parquet",
        axes=f"{VIEWS_FOLDER}/{{shown_vae}}/axes.csv",
    log:
        f"{RESULTS}/logs/traversals/{{shown_vae}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/traversals/{{shown_vae}}.jsonl"
    conda:
        "../envs/vae.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("views/traversals.py"),
        code=lambda wildcards: code("views/traversals.py", shown_vae_module(wildcards)),
        options=lambda wildcards: options(
            factors=typed_factors("bins", "unit", "scale"),
            space=shown_vae(wildcards).space,
            shape=shape_of(shown_vae(wildcards).space),
            components=(
                config["vae"]["components"]
                if sees_components(shown_vae(wildcards).space)
                else None
            ),
            name=wildcards.shown_vae,
            title=shown_vae_title(wildcards),
            axes=VIEWS["axes"],
            steps=VIEWS["steps"],
            range=VIEWS["range"],
            origin=VIEWS["origin"],
            morph_steps=VIEWS["steps"],
        ),
        files=lambda wildcards, input: options(
            **{name: input[name] for name, given in shown_vae_inputs(wildcards).items() if given}
        ),
        folder=lambda wildcards, input: os.path.dirname(input.weights),
    message:
        "Traverse the units of {wildcards.shown_vae}"
    shell:
        "python {params.program:q} {params.options} {params.files} --threads {threads}"
        " --snippets {input.snippets:q} --chosen {input.chosen:q} --vae {params.folder:q}"
        " --axis-table {output.axes:q} {output.views:q} 2> {log:q}"


rule flow_traversals:
    input:
        snippets=rules.dataset.output.snippets,
        chosen=rules.chosen_sounds.output,
        weights=flow_of("weights.npz"),
        architecture=flow_of("architecture.json"),
        latents=flow_of("latents.parquet"),
        projections=pca_of_flow("projections.parquet"),
        model=pca_of_flow("model.npz"),
        activations=lambda wildcards: way_back_files(SHOWN_FLOWS[wildcards.shown_flow]),
    output:
        views=f"{VIEWS_FOLDER}/{{shown_flow}}/views.parquet",
        axes=f"{VIEWS_FOLDER}/{{shown_flow}}/axes.csv",
    log:
        f"{RESULTS}/logs/flow_traversals/{{shown_flow}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/flow_traversals/{{shown_flow}}.jsonl"
    conda:
        "../envs/flow.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("views/flow_traversals.py"),
        code=code("views/flow_traversals.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins", "unit", "scale"),
            space=SHOWN_FLOWS[wildcards.shown_flow],
            shape=shape_of(SHOWN_FLOWS[wildcards.shown_flow]),
            name=wildcards.shown_flow,
            title=shown_flow_title(wildcards),
            steps=VIEWS["steps"],
            morph_steps=VIEWS["steps"],
        ),
        folder=lambda wildcards, input: os.path.dirname(input.weights),
    message:
        "Move sounds along the axes of {wildcards.shown_flow}"
    shell:
        "python {params.program:q} {params.options} --threads {threads}"
        " --snippets {input.snippets:q} --chosen {input.chosen:q} --flow {params.folder:q}"
        " --latents {input.latents:q} --projections {input.projections:q} --pca-model {input.model:q}"
        " --activations {input.activations:q} --axis-table {output.axes:q}"
        " {output.views:q} 2> {log:q}"


rule plain_mixing:
    input:
        made=made(RECORDINGS.values()),
        measured=expand(rules.measure.output, part=PARTS),
        weights=rules.weights.output,
        chosen=rules.chosen_sounds.output,
    output:
        f"{VIEWS_FOLDER}/{MIXING}/views.parquet",
    log:
        f"{RESULTS}/logs/plain_mixing.log",
    benchmark:
        f"{RESULTS}/benchmarks/plain_mixing.jsonl"
    conda:
        "../envs/yamnet.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("views/plain_mixing.py"),
        code=code("views/plain_mixing.py", *NETWORK_CODE, feature_module(VIEWS["mixing_space"])),
        options=network_options(
            space=VIEWS["mixing_space"],
            morph_steps=VIEWS["steps"],
            skip_unreadable=skips_unreadable(config),
        ),
        # Where digests of files are found, which by itself outdates nothing.
        files=lambda wildcards, output: options(digests=INDEX),
    message:
        "Mix the waveforms of pairs of sounds"
    shell:
        "python {params.program:q} {params.options} {params.files} --threads {threads}"
        " --weights {input.weights:q} --chosen {input.chosen:q} --output {output:q}"
        " {input.measured:q} 2> {log:q}"


# One job for all representations, because librosa takes seconds to load.
rule sounds_of_views:
    input:
        made=made(RECORDINGS.values()),
        measured=expand(rules.measure.output, part=PARTS),
        snippets=rules.dataset.output.snippets,
        chosen=rules.chosen_sounds.output,
        views=ALL_VIEWS,
        projections=expand(f"{RESULTS}/pca/{{space}}/projections.parquet", space=NEAREST_SPACES),
    output:
        directory(f"{RESULTS}/known_factors/sounds"),
    log:
        f"{RESULTS}/logs/sounds_of_views.log",
    benchmark:
        f"{RESULTS}/benchmarks/sounds_of_views.jsonl"
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        program=program("views/sounds_of_views.py"),
        code=code("views/sounds_of_views.py", *DESCRIPTION_CODE, *WAY_BACK_CODE),
        options=lambda wildcards: network_options(
            factors=typed_factors("bins"),
            held_out_fraction=config["split"]["held_out_fraction"],
            seed=config["seed"],
            iterations=VIEWS["iterations"],
            nearest=NEAREST_SPACES,
            skip_unreadable=skips_unreadable(config),
        ),
        # Where digests of files are found, which by itself outdates nothing.
        files=lambda wildcards, output: options(digests=INDEX),
    message:
        "Make the views of representations audible"
    shell:
        "python {params.program:q} {params.options} {params.files} --views {input.views:q}"
        " --chosen {input.chosen:q} --snippets {input.snippets:q}"
        " --projections {input.projections:q} --output {output:q} {input.measured:q} 2> {log:q}"


rule players:
    input:
        chosen=rules.chosen_sounds.output,
        views=ALL_VIEWS,
        axes=expand(f"{VIEWS_FOLDER}/{{name}}/axes.csv", name=SHOWN),
        sounds=rules.sounds_of_views.output,
    output:
        directory(f"{RESULTS}/known_factors/players"),
    log:
        f"{RESULTS}/logs/players.log",
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("views/players.py"),
        code=code("views/players.py"),
        options=options(title=f"Players: {config['run']}"),
    message:
        "Write the page that plays all views"
    shell:
        "python {params.program:q} {params.options} --views {input.views:q}"
        " --axes {input.axes:q} --chosen {input.chosen:q} --sounds {input.sounds:q}"
        " {output:q} 2> {log:q}"
