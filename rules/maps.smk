# Maps: which sounds of the run are shown, and where they lie in each space.


rule explorer_sounds:
    input:
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
    output:
        f"{RESULTS}/maps/sounds.parquet",
    log:
        f"{RESULTS}/logs/explorer_sounds.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("maps/explorer_sounds.py"),
        code=code("maps/explorer_sounds.py"),
        options=options(
            parts=config["embeddings"]["parts"],
            sounds=config["explorer"]["sounds"],
            seed=config["seed"],
        ),
    message:
        "Choose the sounds of the map"
    shell:
        "python {params.program:q} {params.options} --recordings {input.recordings:q}"
        " --snippets {input.snippets:q} {output:q} 2> {log:q}"
