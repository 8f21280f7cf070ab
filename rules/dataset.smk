# Recordings are checked and cut into snippets, which are assigned to folds.


rule dataset:
    input:
        made=made(RECORDINGS),
    output:
        recordings=f"{RESULTS}/dataset/recordings.parquet",
        snippets=f"{RESULTS}/dataset/snippets.parquet",
        passed_over=f"{RESULTS}/dataset/passed_over.csv",
        near_copies=f"{RESULTS}/dataset/near_copies.csv",
    log:
        f"{RESULTS}/logs/dataset.log",
    benchmark:
        f"{RESULTS}/benchmarks/dataset.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 4
    resources:
        mem_mb=growing(1000),
        runtime=growing(240),
    params:
        program=program("dataset/dataset.py"),
        code=code("dataset/dataset.py"),
        # A function, because braces in a plain string would be taken for wildcards.
        options=lambda wildcards: dataset_options(SOURCE),
        # The content of a manifest or a folder.
        listing=listing(RECORDINGS),
    message:
        "Check all recordings and list their snippets"
    shell:
        "python {params.program:q} {params.options} --threads {threads}"
        " --recordings {output.recordings:q} --snippets {output.snippets:q}"
        " --passed-over {output.passed_over:q} --near-copies {output.near_copies:q} 2> {log:q}"


ORIGINALS = [name for name, one in RECORDINGS.items() if one.augmentation_of is None]


use rule dataset as originals with:
    input:
        made=made(ORIGINALS),
    output:
        recordings=f"{RESULTS}/dataset/originals/recordings.parquet",
        snippets=f"{RESULTS}/dataset/originals/snippets.parquet",
        passed_over=f"{RESULTS}/dataset/originals/passed_over.csv",
        near_copies=f"{RESULTS}/dataset/originals/near_copies.csv",
    log:
        f"{RESULTS}/logs/originals.log",
    benchmark:
        f"{RESULTS}/benchmarks/originals.jsonl"
    params:
        program=program("dataset/dataset.py"),
        code=code("dataset/dataset.py"),
        options=lambda wildcards: dataset_options(dataclasses.replace(SOURCE, reverberated=None)),
        listing=listing(ORIGINALS),
    message:
        "Check all originals"


rule reverberate:
    input:
        made=lambda wildcards: made([wildcards.recording]),
        # All originals are checked, and all bad ones reported, before the first twin is made. The
        # table also tells which channel is read.
        checked=rules.originals.output.recordings,
    output:
        f"{RESULTS}/dataset/reverberated/{{recording}}__reverb.flac",
    log:
        f"{RESULTS}/logs/reverberate/{{recording}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/reverberate/{{recording}}.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(60),
    params:
        program=program("dataset/reverberate.py"),
        code=code("dataset/reverberate.py"),
        options=options(
            rt60_s=config["dataset"]["reverb"]["rt60_s"],
            room_m=config["dataset"]["reverb"]["room_m"],
            distance_m=config["dataset"]["reverb"]["distance_m"],
            seed=config["seed"],
            **heard_band(),
        ),
        # A function, because braces in a plain string would be taken for wildcards.
        audio=lambda wildcards: str(RECORDINGS[wildcards.recording].path),
    message:
        "Reverberate {wildcards.recording}"
    shell:
        "python {params.program:q} {params.options} --recordings {input.checked:q}"
        " --recording={wildcards.recording:q} -- {params.audio:q} {output:q} 2> {log:q}"


# The next two rules find what would fail later. They run before all embeddings, but must not outdate
# them: as inputs of the embeddings they would, and as ancient() inputs they would hide from Snakemake
# which settings of later rules have changed. So they have priority, and take all of the resource
# `gate`, of which each embedding job needs some.


rule folds:
    input:
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/dataset/folds.parquet",
    log:
        f"{RESULTS}/logs/folds.log",
    benchmark:
        f"{RESULTS}/benchmarks/folds.jsonl"
    priority: 100
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
        gate=GATE,
    params:
        program=program("dataset/folds.py"),
        code=code("dataset/folds.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins"),
            given=SCHEME == GIVEN,
            grouped=config["folds"]["grouped"],
            random=config["folds"]["random"],
            seed=config["seed"],
        ),
    message:
        "Assign snippets to folds"
    shell:
        "python {params.program:q} {params.options} {input.snippets:q} {output:q} 2> {log:q}"


rule preflight:
    input:
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output,
    output:
        f"{RESULTS}/dataset/preflight.json",
    log:
        f"{RESULTS}/logs/preflight.log",
    benchmark:
        f"{RESULTS}/benchmarks/preflight.jsonl"
    priority: 100
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
        gate=GATE,
    params:
        program=program("dataset/preflight.py"),
        code=code("dataset/preflight.py", *DESCRIPTION_CODE, *map(feature_module, FEATURES)),
        options=lambda wildcards: network_options(
            factors=typed_factors("bins"),
            layers=list(LAYER_NUMBERS.values()),
            kept_layers=[LAYER_NUMBERS[layer] for layer in KEPT],
            networks=2 if CONTROL else 1,
            features=list(FEATURES) or None,
            keep_features=config["embeddings"]["keep"] == "all",
            compression_level=config["embeddings"]["compression_level"],
            keep_free_gb=config["embeddings"]["keep_free_gb"],
            components=config["pca"]["components"],
            fit_snippets=config["pca"]["fit_snippets"],
            fit_on=config["pca"]["fit_on"],
            held_out_fraction=config["split"]["held_out_fraction"],
            neighbors=config["knn"]["neighbors"],
            perplexity=config["tsne"]["perplexity"],
            seed=config["seed"],
        ),
        # A function, because the braces of JSON would be taken for wildcards.
        flow=lambda wildcards: options(
            validation_fraction=(
                config["flow"]["validation_fraction"]
                if config["flow"]["layer"] != "none"
                else None
            ),
            axis_neighbors=config["disentanglement"]["neighbors"],
            flow_classes=json.dumps(config["flow"]["classes"]),
        ),
        results=lambda wildcards, output: str(Path(output[0]).parents[1]),
    message:
        "Check that data and disk space suffice"
    shell:
        "python {params.program:q} {params.options} {params.flow} --snippets {input.snippets:q}"
        " --folds {input.folds:q} --results {params.results:q} {output:q} 2> {log:q}"
