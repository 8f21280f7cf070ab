# A listening test: people name the classes of sounds that the network has heard. Made by the target
# `listening_test`; where `listening.answers` names files of answers, these are scored as those of one
# more decoder.


rule listening_test:
    input:
        made=made(RECORDINGS.values()),
        measured=expand(rules.measure.output, part=PARTS),
        snippets=rules.dataset.output.snippets,
    output:
        key=f"{RESULTS}/listening/key.csv",
        folder=directory(f"{RESULTS}/listening/test"),
    log:
        f"{RESULTS}/logs/listening_test.log",
    benchmark:
        f"{RESULTS}/benchmarks/listening_test.jsonl"
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("listening/listening_test.py"),
        code=code("listening/listening_test.py"),
        options=lambda wildcards: options(
            factors=typed_factors("unit", "bins"),
            samplerate=NETWORK.snippet.samplerate,
            snippet_samples=NETWORK.snippet.samples,
            slice_s=config["listening"]["slice_s"],
            blocks=config["listening"]["blocks"],
            per_cell=config["listening"]["per_cell"],
            held_out_fraction=config["split"]["held_out_fraction"],
            seed=config["seed"],
            title=f"Listening test {config['run']}",
        ),
        # Which files there are, and their contents.
        content=content(RECORDINGS.values()),
        # A function of `output`, because the index by itself outdates nothing.
        index=lambda wildcards, output: options(digests=INDEX),
    message:
        "Make the listening test"
    shell:
        "python {params.program:q} {params.options} {params.index} --snippets {input.snippets:q}"
        " --key {output.key:q} --folder {output.folder:q} --measured {input.measured:q} 2> {log:q}"


rule listening_scores:
    input:
        key=rules.listening_test.output.key,
        snippets=rules.dataset.output.snippets,
        best=rules.best_layer.output,
        predictions=rules.scores.input.predictions,
    output:
        scores=f"{RESULTS}/listening/scores.csv",
        confusion=f"{RESULTS}/listening/confusion.csv",
    log:
        f"{RESULTS}/logs/listening_scores.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("listening/listening_scores.py"),
        code=code("listening/listening_scores.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins"),
            bootstrap=config["listening"]["bootstrap"],
            seed=config["seed"],
        ),
        # Which files of answers there are, and what they contain; see `made` for why they are no input.
        content=[content_digest(path.read_bytes()) for path in ANSWERS],
        # A function, because braces in names would be taken for wildcards.
        answers=lambda wildcards: options(answers=ANSWERS),
    message:
        "Score the answers of listeners"
    shell:
        "python {params.program:q} {params.options} {params.answers} --key {input.key:q}"
        " --snippets {input.snippets:q} --best {input.best:q} --scores {output.scores:q}"
        " --confusion {output.confusion:q} --predictions {input.predictions:q} 2> {log:q}"
