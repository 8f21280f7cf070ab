# Figures: one rule each, drawn only from tables, as .svg and .png.


rule figure_accuracy_by_layer:
    input:
        scores=rules.scores.output,
        comparisons=rules.compare.output,
        best=rules.best_layer.output,
    output:
        svg=svg("accuracy_by_layer"),
        png=figure_path("accuracy_by_layer", "png"),
    log:
        f"{RESULTS}/logs/figure_accuracy_by_layer.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_accuracy_by_layer.py"),
        code=code("figures/figure_accuracy_by_layer.py"),
        options=lambda wildcards: options(
            factors=typed_factors("unit", "scale"), network_title=NETWORK.title
        ),
    message:
        "Draw decoding scores by layer"
    shell:
        "python {params.program:q} {params.options} --scores {input.scores:q} --comparisons {input.comparisons:q} --best {input.best:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_confusion:
    input:
        best=rules.best_layer.output,
        predictions=rules.scores.input.predictions,
    output:
        svg=svg("confusion"),
        png=figure_path("confusion", "png"),
    log:
        f"{RESULTS}/logs/figure_confusion.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_confusion.py"),
        code=code("figures/figure_confusion.py"),
        options=lambda wildcards: options(factors=typed_factors("unit", "scale")),
    message:
        "Draw the predictions at each factor's best layer"
    shell:
        "python {params.program:q} {params.options} --best {input.best:q} --predictions {input.predictions:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_tsne:
    input:
        coordinates=rules.tsne.output,
    output:
        svg=svg("tsne"),
        png=figure_path("tsne", "png"),
    log:
        f"{RESULTS}/logs/figure_tsne.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_tsne.py"),
        code=code("figures/figure_tsne.py"),
        options=lambda wildcards: options(factors=typed_factors("unit")),
    message:
        "Draw the t-SNE maps of the first, the best and the last layer"
    shell:
        "python {params.program:q} {params.options} --coordinates {input.coordinates:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_explained_variance:
    input:
        table=rules.explained_variance.output,
    output:
        svg=svg("explained_variance"),
        png=figure_path("explained_variance", "png"),
    log:
        f"{RESULTS}/logs/figure_explained_variance.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_explained_variance.py"),
        code=code("figures/figure_explained_variance.py"),
        options=options(network_title=NETWORK.title),
    message:
        "Draw the variance explained by principal components, by layer"
    shell:
        "python {params.program:q} {params.options} --table {input.table:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_spectrograms:
    input:
        snippets=rules.dataset.output.snippets,
        outputs=rules.classes.input.outputs,
    output:
        svg=svg("spectrograms"),
        png=figure_path("spectrograms", "png"),
    log:
        f"{RESULTS}/logs/figure_spectrograms.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_spectrograms.py"),
        code=code("figures/figure_spectrograms.py", *DESCRIPTION_CODE),
        options=lambda wildcards: network_options(factors=typed_factors("bins", "unit")),
    message:
        "Draw the log-mel spectrogram of one sound of each cell"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q} --outputs {input.outputs:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_latent_axes:
    input:
        latents=f"{RESULTS}/flow/{{layer}}/latents.parquet",
        snippets=rules.dataset.output.snippets,
        architecture=f"{RESULTS}/flow/{{layer}}/architecture.json",
        metrics=f"{RESULTS}/flow/{{layer}}/metrics.json",
    output:
        svg=svg("latent_axes"),
        png=figure_path("latent_axes", "png"),
    log:
        f"{RESULTS}/logs/figure_latent_axes/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_latent_axes.py"),
        code=code("figures/figure_latent_axes.py"),
        options=lambda wildcards: options(factors=typed_factors("bins", "unit")),
    message:
        "Draw held-out sounds on the axes of {wildcards.layer}"
    shell:
        "python {params.program:q} {params.options}"
        " --latents {input.latents:q} --snippets {input.snippets:q}"
        " --architecture {input.architecture:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_disentanglement:
    input:
        metrics=f"{RESULTS}/flow/{{layer}}/metrics.json",
    output:
        svg=svg("disentanglement"),
        png=figure_path("disentanglement", "png"),
    log:
        f"{RESULTS}/logs/figure_disentanglement/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_disentanglement.py"),
        code=code("figures/figure_disentanglement.py"),
    message:
        "Draw what each axis of {wildcards.layer} encodes about each factor"
    shell:
        "python {params.program:q}"
        " --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_training:
    input:
        flows=expand(f"{RESULTS}/flow/{{{{layer}}}}/{{replicate}}history.csv", replicate=REPLICATES),
        control=[f"{RESULTS}/control/flow/{{layer}}/history.csv"] if CONTROL_FLOW else [],
    output:
        svg=svg("training"),
        png=figure_path("training", "png"),
    log:
        f"{RESULTS}/logs/figure_training/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_training.py"),
        code=code("figures/figure_training.py"),
        options=options(
            names=[f"seed {seed}" for seed in REPLICATES.values()]
            + ["permuted labels"] * bool(CONTROL_FLOW)
        ),
    message:
        "Draw the losses of the flows of {wildcards.layer} by epoch"
    shell:
        "python {params.program:q} {params.options}"
        " --history {input.flows:q} {input.control:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_stages:
    input:
        stages=f"{RESULTS}/flow/{{layer}}/stages.csv",
    output:
        svg=svg("stages"),
        png=figure_path("stages", "png"),
    log:
        f"{RESULTS}/logs/figure_stages/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_stages.py"),
        code=code("figures/figure_stages.py"),
    message:
        "Draw what each stage of the flow of {wildcards.layer} does"
    shell:
        "python {params.program:q}"
        " --stages {input.stages:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_transfer:
    input:
        tests=f"{RESULTS}/transfer/{{layer}}/tests.csv",
    output:
        svg=svg("transfer"),
        png=figure_path("transfer", "png"),
    log:
        f"{RESULTS}/logs/figure_transfer/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_transfer.py"),
        code=code("figures/figure_transfer.py"),
        options=lambda wildcards: options(factors=typed_factors("unit")),
    message:
        "Draw how moves along the axes of {wildcards.layer} changed distances"
    shell:
        "python {params.program:q} {params.options}"
        " --tests {input.tests:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_dose_response:
    input:
        table=f"{RESULTS}/transfer/{{layer}}/dose_response.csv",
    output:
        svg=svg("dose_response"),
        png=figure_path("dose_response", "png"),
    log:
        f"{RESULTS}/logs/figure_dose_response/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_dose_response.py"),
        code=code("figures/figure_dose_response.py"),
        options=lambda wildcards: options(factors=typed_factors("unit")),
    message:
        "Draw what the network hears as sounds move along the axes of {wildcards.layer}"
    shell:
        "python {params.program:q} {params.options}"
        " --table {input.table:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_class_shifts:
    input:
        table=f"{RESULTS}/transfer/{{layer}}/class_shifts.csv",
    output:
        svg=svg("class_shifts"),
        png=figure_path("class_shifts", "png"),
    log:
        f"{RESULTS}/logs/figure_class_shifts/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_class_shifts.py"),
        code=code("figures/figure_class_shifts.py"),
        options=lambda wildcards: options(factors=typed_factors("unit")),
    message:
        "Draw which output classes rose and fell with moves in {wildcards.layer}"
    shell:
        "python {params.program:q} {params.options}"
        " --table {input.table:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_people:
    input:
        scores=rules.listening_scores.output.scores,
        confusion=rules.listening_scores.output.confusion,
    output:
        svg=svg("people"),
        png=figure_path("people", "png"),
    log:
        f"{RESULTS}/logs/figure_people.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_people.py"),
        code=code("figures/figure_people.py"),
        options=lambda wildcards: options(factors=typed_factors()),
    message:
        "Draw what listeners and the network answer"
    shell:
        "python {params.program:q} {params.options} --scores {input.scores:q} --confusion {input.confusion:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"
