# The sounds that a run makes itself: the built-in ones, additive tones, and sounds in rooms, of which
# many are in a file.


rule synthesise:
    output:
        f"{RESULTS}/dataset/synthetic/{{recording}}.wav",
    log:
        f"{RESULTS}/logs/synthesise/{{recording}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/synthesise/{{recording}}.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("synthesis/synthesise.py"),
        code=code("synthesis/synthesise.py"),
        options=lambda wildcards: options(
            material=RECORDINGS[wildcards.recording].factors[FACTORS[0]],
            action=RECORDINGS[wildcards.recording].factors[FACTORS[1]],
            objects=config["synthetic"]["objects_per_cell"],
            seconds_per_object=config["synthetic"]["seconds_per_object"],
            samplerate=config["synthetic"]["samplerate"],
            seed=config["seed"],
        ),
    message:
        "Synthesise {wildcards.recording}"
    shell:
        "python {params.program:q} {params.options} {output:q} 2> {log:q}"


rule render:
    output:
        f"{RESULTS}/dataset/additive/{{tones}}.wav",
    log:
        f"{RESULTS}/logs/render/{{tones}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/render/{{tones}}.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("synthesis/render.py"),
        code=code("synthesis/render.py"),
        # A function, because the braces of JSON would be taken for wildcards.
        options=lambda wildcards: options(
            design=json.dumps(dataclasses.asdict(SOURCE.tones), sort_keys=True),
            file=int(wildcards.tones.removeprefix("tones_")),
        ),
    message:
        "Render {wildcards.tones}"
    shell:
        "python {params.program:q} {params.options} {output:q} 2> {log:q}"


rule render_rooms:
    output:
        sounds=f"{RESULTS}/dataset/distances/{{rooms}}.wav",
        acoustics=f"{RESULTS}/dataset/distances/{{rooms}}.parquet",
    log:
        f"{RESULTS}/logs/render_rooms/{{rooms}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/render_rooms/{{rooms}}.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(60),
    params:
        program=program("synthesis/render_rooms.py"),
        code=code("synthesis/render_rooms.py"),
        # A function, because braces in a plain string would be taken for wildcards.
        options=lambda wildcards: options(
            source=source_option(
                dataclasses.replace(SOURCE, labels_only=False, skip_unreadable=False)
            )
        ),
        # The dry recordings, their labels and groups, and their contents.
        listing=listing(DRY),
        content=content(DRY),
    message:
        "Render sounds in {wildcards.rooms}"
    shell:
        "python {params.program:q} {params.options} --group {wildcards.rooms:q}"
        " --acoustics {output.acoustics:q} {output.sounds:q} 2> {log:q}"
