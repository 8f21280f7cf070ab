# Comparisons of layers, the best layer, t-SNE maps, and what the network hears.


rule compare:
    input:
        scores=rules.scores.output,
    output:
        report(
            f"{RESULTS}/stats/layers.csv",
            caption="captions/layers.rst",
            category="2 Layers",
        ),
    log:
        f"{RESULTS}/logs/compare.log",
    benchmark:
        f"{RESULTS}/benchmarks/compare.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("comparisons/compare.py"),
        code=code("comparisons/compare.py"),
        options=options(
            metric=config["comparisons"]["metric"],
            family=config["comparisons"]["family"],
            alpha=config["comparisons"]["alpha"],
        ),
    message:
        "Compare layers"
    shell:
        "python {params.program:q} {params.options} {input.scores:q} {output:q} 2> {log:q}"


rule compare_features:
    input:
        scores=rules.scores.output,
    output:
        report(
            f"{RESULTS}/stats/features.csv",
            caption="captions/features.rst",
            category="2 Layers",
        ),
    log:
        f"{RESULTS}/logs/compare_features.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("comparisons/compare_features.py"),
        code=code("comparisons/compare_features.py"),
        options=options(
            metric=config["comparisons"]["metric"],
            family=config["comparisons"]["family"],
            alpha=config["comparisons"]["alpha"],
        ),
    message:
        "Compare layers with features"
    shell:
        "python {params.program:q} {params.options} {input.scores:q} {output:q} 2> {log:q}"


rule compare_technical:
    input:
        scores=rules.scores.output,
    output:
        report(
            f"{RESULTS}/stats/technical.csv",
            caption="captions/technical.rst",
            category="2 Layers",
        ),
    log:
        f"{RESULTS}/logs/compare_technical.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("comparisons/compare_technical.py"),
        code=code("comparisons/compare_technical.py"),
        options=options(
            metric=config["comparisons"]["metric"], alpha=config["comparisons"]["alpha"]
        ),
    message:
        "Compare what technical properties tell with chance"
    shell:
        "python {params.program:q} {params.options} {input.scores:q} {output:q} 2> {log:q}"


# A checkpoint, because the result decides which layers get a flow.
checkpoint best_layer:
    input:
        scores=rules.scores.output,
    output:
        f"{RESULTS}/stats/best_layer.json",
    log:
        f"{RESULTS}/logs/best_layer.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("comparisons/best_layer.py"),
        code=code("comparisons/best_layer.py"),
        options=options(metric=config["comparisons"]["metric"], scheme=SCHEME),
    message:
        "Choose the best layer"
    shell:
        "python {params.program:q} {params.options} {input.scores:q} {output:q} 2> {log:q}"


rule classes:
    input:
        outputs=expand(rules.embed.output.output, part=PARTS),
        snippets=rules.dataset.output.snippets,
    output:
        report(
            f"{RESULTS}/stats/classes.csv",
            caption="captions/classes.rst",
            category="1 Sounds",
        ),
    log:
        f"{RESULTS}/logs/classes.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("comparisons/classes.py"),
        code=code("comparisons/classes.py", *DESCRIPTION_CODE),
        options=lambda wildcards: network_options(factors=typed_factors("bins")),
    message:
        "List what the network hears in each cell"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --output {output:q} {input.outputs:q} 2> {log:q}"


rule tsne:
    input:
        projections=expand(f"{RESULTS}/pca/{{layer}}/projections.parquet", layer=LAYERS),
        snippets=rules.dataset.output.snippets,
        best=rules.best_layer.output,
    output:
        f"{RESULTS}/stats/tsne.parquet",
    log:
        f"{RESULTS}/logs/tsne.log",
    benchmark:
        f"{RESULTS}/benchmarks/tsne.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(60),
    params:
        program=program("comparisons/tsne.py"),
        code=code("comparisons/tsne.py"),
        options=lambda wildcards: options(
            factors=typed_factors("bins"),
            layers=list(LAYER_NUMBERS.values()),
            layer_names=list(LAYER_NAMES.values()),
            snippets=config["tsne"]["snippets"],
            perplexity=config["tsne"]["perplexity"],
            seed=config["seed"],
        ),
    message:
        "Compute t-SNE maps of the first, the best and the last layer"
    shell:
        "python {params.program:q} {params.options} --table-of-snippets {input.snippets:q}"
        " --best {input.best:q} --output {output:q} {input.projections:q} 2> {log:q}"
