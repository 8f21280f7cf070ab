# Figures: one rule each, drawn from tables only, as .svg and .png.

FIGURES = expand(
    f"{RESULTS}/figures/{{figure}}.{{format}}",
    figure=["accuracy_by_layer", "confusion", "tsne", "explained_variance", "spectrograms"],
    format=["svg", "png"],
)


rule figure_accuracy_by_layer:
    input:
        scores=rules.scores.output,
        comparisons=rules.compare.output,
        best=rules.best_layer.output,
        code=code("figure_accuracy_by_layer.py"),
    output:
        svg=f"{RESULTS}/figures/accuracy_by_layer.svg",
        png=f"{RESULTS}/figures/accuracy_by_layer.png",
    log:
        f"{RESULTS}/logs/figure_accuracy_by_layer.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    message:
        "Draw the accuracy of decoding by layer"
    shell:
        "python {input.code[0]:q} --scores {input.scores:q} --comparisons {input.comparisons:q} --best {input.best:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_confusion:
    input:
        best=rules.best_layer.output,
        predictions=rules.scores.input.predictions,
        code=code("figure_confusion.py"),
    output:
        svg=f"{RESULTS}/figures/confusion.svg",
        png=f"{RESULTS}/figures/confusion.png",
    log:
        f"{RESULTS}/logs/figure_confusion.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    message:
        "Draw the confusion matrices of each factor's best layer"
    shell:
        "python {input.code[0]:q} --best {input.best:q} --predictions {input.predictions:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_tsne:
    input:
        coordinates=rules.tsne.output,
        code=code("figure_tsne.py"),
    output:
        svg=f"{RESULTS}/figures/tsne.svg",
        png=f"{RESULTS}/figures/tsne.png",
    log:
        f"{RESULTS}/logs/figure_tsne.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        options=options(factors=FACTORS),
    message:
        "Draw the maps of the first, the best and the last layer"
    shell:
        "python {input.code[0]:q} {params.options} --coordinates {input.coordinates:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_explained_variance:
    input:
        table=rules.explained_variance.output,
        code=code("figure_explained_variance.py"),
    output:
        svg=f"{RESULTS}/figures/explained_variance.svg",
        png=f"{RESULTS}/figures/explained_variance.png",
    log:
        f"{RESULTS}/logs/figure_explained_variance.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    message:
        "Draw the variance that principal components explain, by layer"
    shell:
        "python {input.code[0]:q} --table {input.table:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_spectrograms:
    input:
        snippets=rules.dataset.output.snippets,
        outputs=rules.classes.input.outputs,
        code=code("figure_spectrograms.py"),
    output:
        svg=f"{RESULTS}/figures/spectrograms.svg",
        png=f"{RESULTS}/figures/spectrograms.png",
    log:
        f"{RESULTS}/logs/figure_spectrograms.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        options=options(factors=FACTORS),
        folder=lambda wildcards, input: folder_of(input.outputs),
    message:
        "Draw one sound of each cell of the design as YAMNet's front end sees it"
    shell:
        "python {input.code[0]:q} {params.options} --snippets {input.snippets:q} --outputs {params.folder:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"
