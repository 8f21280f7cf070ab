# The built-in sounds, synthesised if no recordings are given.


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
