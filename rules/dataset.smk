# Recordings are measured part by part, described in tables of recordings and snippets, and assigned to
# folds.

# Tables of the acoustics of sounds at distances, which are written with the sounds.
ACOUSTICS = [
    str(Path(sounds).with_suffix(".parquet"))
    for sounds in (made(RECORDINGS.values()) if SOURCE.rooms else [])
]


rule measure:
    input:
        made=lambda wildcards: made(PARTS[wildcards.part]),
    output:
        f"{RESULTS}/dataset/measured/{{part}}.parquet",
    log:
        f"{RESULTS}/logs/measure/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/measure/{{part}}.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 2
    resources:
        mem_mb=growing(1000),
        runtime=growing(120),
    params:
        program=program("dataset/measure.py"),
        code=code("dataset/measure.py"),
        options=measuring_options(),
        # Which files are in the part, and their contents; labels do not matter here.
        content=lambda wildcards: content(PARTS[wildcards.part]),
        # How to find them, which by itself outdates nothing.
        source=lambda wildcards, output: part_options(SOURCE),
    message:
        "Measure {wildcards.part}"
    shell:
        "python {params.program:q} {params.options} {params.source} --threads {threads}"
        " --part {wildcards.part:q} {output:q} 2> {log:q}"


use rule measure as measure_originals with:
    input:
        made=lambda wildcards: made(PARTS_OF_ORIGINALS[wildcards.part]),
    output:
        f"{RESULTS}/dataset/originals/measured/{{part}}.parquet",
    log:
        f"{RESULTS}/logs/measure_originals/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/measure_originals/{{part}}.jsonl"
    params:
        content=lambda wildcards: content(PARTS_OF_ORIGINALS[wildcards.part]),
        source=lambda wildcards, output: part_options(ORIGINAL_SOURCE),
    message:
        "Measure the originals in {wildcards.part}"


rule dataset:
    input:
        measured=expand(rules.measure.output, part=PARTS),
        originals=[f"{RESULTS}/dataset/originals/recordings.parquet"] if SOURCE.reverberated else [],
        acoustics=ACOUSTICS,
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
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(60),
    params:
        program=program("dataset/dataset.py"),
        code=code("dataset/dataset.py"),
        # A function, because braces in a plain string would be taken for wildcards.
        options=lambda wildcards: dataset_options(SOURCE),
        # The content of a manifest or a folder.
        listing=listing(RECORDINGS.values()),
    message:
        "List all recordings and their snippets"
    shell:
        "python {params.program:q} {params.options} --recordings {output.recordings:q}"
        " --snippets {output.snippets:q} --passed-over {output.passed_over:q}"
        " --near-copies {output.near_copies:q} {input.measured:q} --acoustics {input.acoustics:q}"
        " 2> {log:q}"


rule notes:
    input:
        recordings=rules.dataset.output.recordings,
    output:
        f"{RESULTS}/dataset/notes.parquet",
    log:
        f"{RESULTS}/logs/notes.log",
    benchmark:
        f"{RESULTS}/benchmarks/notes.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("dataset/notes.py"),
        code=code("dataset/notes.py"),
        # A function, because braces in a plain string would be taken for wildcards.
        source=lambda wildcards: options(source=source_option(SOURCE)),
        listing=listing(RECORDINGS.values()),
    message:
        "Keep what the manifest says beside the factors"
    shell:
        "python {params.program:q} {params.source} {input.recordings:q} {output:q} 2> {log:q}"


use rule dataset as originals with:
    input:
        measured=expand(rules.measure_originals.output, part=PARTS_OF_ORIGINALS),
        acoustics=[],
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
        options=lambda wildcards: dataset_options(ORIGINAL_SOURCE),
        listing=listing(ORIGINALS),
    message:
        "List all originals"


rule reverberate:
    input:
        made=lambda wildcards: made([RECORDINGS[wildcards.recording]]),
        # It tells which channel is read.
        measured=lambda wildcards: expand(
            rules.measure_originals.output, part=PART_OF[wildcards.recording]
        ),
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
        segment=lambda wildcards: options(**segment_options(RECORDINGS[wildcards.recording])),
        # A function, because braces in a plain string would be taken for wildcards.
        audio=lambda wildcards: str(RECORDINGS[wildcards.recording].path),
    message:
        "Reverberate {wildcards.recording}"
    shell:
        "python {params.program:q} {params.options} {params.segment} --measured {input.measured:q}"
        " --recording={wildcards.recording:q} -- {params.audio:q} {output:q} 2> {log:q}"


# The next two rules find what would fail later. All embeddings and frames wait for them (see WAITS), but must not
# be outdated by them, so what they write is no input of the embeddings.


rule folds:
    input:
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/dataset/folds.parquet",
    log:
        f"{RESULTS}/logs/folds.log",
    benchmark:
        f"{RESULTS}/benchmarks/folds.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
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
        folds=rules.folds.output if DECODES else [],
    output:
        f"{RESULTS}/dataset/preflight.json",
    log:
        f"{RESULTS}/logs/preflight.log",
    benchmark:
        f"{RESULTS}/benchmarks/preflight.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("dataset/preflight.py"),
        code=code("dataset/preflight.py", *DESCRIPTION_CODE, *map(feature_module, STORED_FEATURES)),
        options=lambda wildcards: network_options(
            factors=typed_factors("bins"),
            layers=list(LAYER_NUMBERS.values()),
            kept_layers=[LAYER_NUMBERS[layer] for layer in KEPT],
            networks=2 if CONTROL else 1,
            features=STORED_FEATURES or None,
            keep_features=config["embeddings"]["keep"] == "all",
            compression_level=config["embeddings"]["compression_level"],
            keep_free_gb=config["embeddings"]["keep_free_gb"],
            components=pca_components(config),
            fit_snippets=config["pca"]["fit_snippets"],
            fit_on=config["pca"]["fit_on"],
            held_out_fraction=config["split"]["held_out_fraction"],
            neighbors=config["knn"]["neighbors"],
            perplexity=config["tsne"]["perplexity"],
            seed=config["seed"],
            map_only=MAP_ONLY,
        ),
        # A function, because the braces of JSON would be taken for wildcards.
        flow=lambda wildcards: options(
            validation_fraction=(
                config["flow"]["validation_fraction"] if trains_flows(config) else None
            ),
            axis_neighbors=axis_neighbors(config),
            flow_classes=json.dumps(config["flow"]["classes"]),
        ),
        results=lambda wildcards, output: str(Path(output[0]).parents[1]),
    message:
        "Check that data and disk space suffice"
    shell:
        "python {params.program:q} {params.options} {params.flow} --snippets {input.snippets:q}"
        " --folds {input.folds:q} --results {params.results:q} {output:q} 2> {log:q}"
