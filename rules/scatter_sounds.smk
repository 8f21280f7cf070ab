# The sounds of the map in the format of scatter-sounds, for its page: target `scatter_sounds`.


rule scatter_sounds:
    input:
        sounds=rules.explorer_sounds.output,
        snippets=rules.dataset.output.snippets,
        recordings=rules.dataset.output.recordings,
        map=scatter_map(),
        clips=rules.clips.output,
    output:
        directory(f"{RESULTS}/scatter_sounds"),
    log:
        f"{RESULTS}/logs/scatter_sounds.log",
    benchmark:
        f"{RESULTS}/benchmarks/scatter_sounds.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("scatter_sounds/scatter_sounds.py"),
        code=code("scatter_sounds/scatter_sounds.py"),
        options=lambda wildcards: options(
            name=config["run"],
            factors=typed_factors("bins"),
            samplerate=NETWORK.snippet.samplerate,
        ),
    message:
        "Write the sounds in the format of scatter-sounds"
    shell:
        "python {params.program:q} {params.options} --sounds {input.sounds:q}"
        " --snippets {input.snippets:q} --recordings {input.recordings:q} --map {input.map:q}"
        " --clips {input.clips:q} -- {output:q} 2> {log:q}"
