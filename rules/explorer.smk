# The page of the sound map: clips of the sounds, and the folder of the page.


# One job for all parts, because starting takes it longer than the sounds of a part. The table is in
# the order of parts, as the sounds are.
rule clips:
    input:
        made=made(RECORDINGS.values()),
        measured=expand(rules.measure.output, part=PARTS),
        sounds=rules.explorer_sounds.output,
    output:
        f"{RESULTS}/maps/clips.parquet",
    log:
        f"{RESULTS}/logs/clips.log",
    benchmark:
        f"{RESULTS}/benchmarks/clips.jsonl"
    priority: LAST
    conda:
        "../envs/explorer.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(120),
    params:
        program=program("explorer/clips.py"),
        code=code("explorer/clips.py", *DESCRIPTION_CODE),
        options=network_options(skip_unreadable=skips_unreadable(config)),
        # Where digests of files are found, which by itself outdates nothing.
        files=lambda wildcards, output: options(digests=INDEX),
    message:
        "Cut the clips of the sounds of the map"
    shell:
        "python {params.program:q} {params.options} {params.files} --sounds {input.sounds:q}"
        " --output {output:q} {input.measured:q} 2> {log:q}"


# Inputs of the page that are lists of files, some of which may be empty.
PAGE_FILES = ("maps", "neighbours", "clusters", "moves", "outputs", "predictions")


rule explorer:
    input:
        sounds=rules.explorer_sounds.output,
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output if DECODES else [],
        passed_over=rules.dataset.output.passed_over,
        maps=map_files,
        neighbours=neighbour_files,
        clusters=cluster_files,
        moves=moves_files,
        clips=rules.clips.output,
        outputs=expand(rules.embed.output.output, part=PARTS),
        best=rules.best_layer.output if DECODES else [],
        predictions=expand(rules.knn.output, space=LAYERS, fold=FOLDS) if DECODES else [],
    output:
        directory(f"{RESULTS}/explorer"),
    log:
        f"{RESULTS}/logs/explorer.log",
    benchmark:
        f"{RESULTS}/benchmarks/explorer.jsonl"
    priority: LAST
    conda:
        "../envs/explorer.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("explorer/explorer.py"),
        code=code("explorer/explorer.py", *DESCRIPTION_CODE),
        # A function, because the braces of JSON would be taken for wildcards.
        options=lambda wildcards: network_options(
            title=config["run"],
            factors=typed_factors("unit", "scale"),
            layers=json.dumps(LAYER_NAMES),
            scheme=SCHEME,
            best_layer=best_layer_number() if DECODES else None,
            made_with=json.dumps({"run": config["run"], "seed": config["seed"]}),
        ),
        files=lambda wildcards, input: options(
            folds=str(input.folds) or None,
            **{name: list(input.get(name)) or None for name in PAGE_FILES},
        ),
    message:
        "Write the page of the sound map"
    shell:
        "python {params.program:q} {params.options} {params.files} --sounds {input.sounds:q}"
        " --recordings {input.recordings:q} --snippets {input.snippets:q}"
        " --passed-over {input.passed_over:q} --clips {input.clips:q} {output:q} 2> {log:q}"
