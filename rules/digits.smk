# Handwritten digits: what beta does to the codes of autoencoders, in numbers.


rule digits:
    output:
        table=f"{RESULTS}/known_factors/digits.csv",
        traversals=f"{RESULTS}/known_factors/digits_traversals.parquet",
    log:
        f"{RESULTS}/logs/digits.log",
    benchmark:
        f"{RESULTS}/benchmarks/digits.jsonl"
    conda:
        "../envs/vae.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("digits/digits.py"),
        code=code("digits/digits.py", model_module("dense")),
        options=options(
            betas=config["known_factors"]["digits"]["betas"],
            seeds=config["known_factors"]["digits"]["seeds"],
            seed=config["seed"],
        ),
    message:
        "Train autoencoders of handwritten digits at several values of beta"
    shell:
        "python {params.program:q} {params.options} --threads {threads}"
        " --table {output.table:q} --traversals {output.traversals:q} 2> {log:q}"
