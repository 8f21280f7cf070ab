# Figures: one rule each, drawn only from tables, as .svg and .png.


rule figure_rooms:
    input:
        recordings=rules.dataset.output.recordings,
    output:
        svg=svg("rooms"),
        png=figure_path("rooms", "png"),
    log:
        f"{RESULTS}/logs/figure_rooms.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_rooms.py"),
        code=code("figures/figure_rooms.py"),
    message:
        "Draw direct sound and reverberation by distance"
    shell:
        "python {params.program:q} --recordings {input.recordings:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


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


rule figure_digits_by_beta:
    input:
        table=f"{RESULTS}/known_factors/digits.csv",
    output:
        svg=svg("digits_by_beta"),
        png=figure_path("digits_by_beta", "png"),
    log:
        f"{RESULTS}/logs/figure_digits_by_beta.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_digits_by_beta.py"),
        code=code("figures/figure_digits_by_beta.py"),
    message:
        "Draw what beta does to the codes of handwritten digits"
    shell:
        "python {params.program:q}"
        " --table {input.table:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_digits_traversals:
    input:
        traversals=f"{RESULTS}/known_factors/digits_traversals.parquet",
    output:
        svg=svg("digits_traversals"),
        png=figure_path("digits_traversals", "png"),
    log:
        f"{RESULTS}/logs/figure_digits_traversals.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_digits_traversals.py"),
        code=code("figures/figure_digits_traversals.py"),
    message:
        "Draw what each unit does to a decoded digit"
    shell:
        "python {params.program:q}"
        " --traversals {input.traversals:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_known_factors_comparison:
    input:
        comparison=rules.comparison.output.comparison,
        seeds=rules.comparison.output.seeds,
    output:
        svg=svg("known_factors_comparison"),
        png=figure_path("known_factors_comparison", "png"),
    log:
        f"{RESULTS}/logs/figure_known_factors_comparison.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_known_factors_comparison.py"),
        code=code("figures/figure_known_factors_comparison.py"),
    message:
        "Draw how well each representation separates known factors"
    shell:
        "python {params.program:q} --comparison {input.comparison:q} --seeds {input.seeds:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_metric_by_beta:
    input:
        comparison=rules.comparison.output.comparison,
        seeds=rules.comparison.output.seeds,
    output:
        svg=svg("metric_by_beta"),
        png=figure_path("metric_by_beta", "png"),
    log:
        f"{RESULTS}/logs/figure_metric_by_beta.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_metric_by_beta.py"),
        code=code("figures/figure_metric_by_beta.py"),
    message:
        "Draw what beta does to VAEs"
    shell:
        "python {params.program:q} --comparison {input.comparison:q} --seeds {input.seeds:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_factor_importance:
    input:
        scores=expand(rules.published_scores.output.scores, training=REPRESENTATIONS),
        importances=expand(rules.published_scores.output.importances, training=REPRESENTATIONS),
    output:
        svg=svg("factor_importance"),
        png=figure_path("factor_importance", "png"),
    log:
        f"{RESULTS}/logs/figure_factor_importance.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_factor_importance.py"),
        code=code("figures/figure_factor_importance.py"),
        options=lambda wildcards: options(factors=typed_factors("unit", "scale")),
    message:
        "Draw how important each unit is for each factor"
    shell:
        "python {params.program:q} {params.options}"
        " --scores {input.scores:q} --importances {input.importances:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_latent_scatter:
    input:
        scores=expand(rules.published_scores.output.scores, training=REPRESENTATIONS),
        shown=expand(rules.published_scores.output.shown, training=REPRESENTATIONS),
    output:
        svg=svg("latent_scatter"),
        png=figure_path("latent_scatter", "png"),
    log:
        f"{RESULTS}/logs/figure_latent_scatter.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_latent_scatter.py"),
        code=code("figures/figure_latent_scatter.py"),
        options=lambda wildcards: options(factors=typed_factors("unit", "scale")),
    message:
        "Draw sounds on the units that say most about each factor"
    shell:
        "python {params.program:q} {params.options}"
        " --scores {input.scores:q} --shown {input.shown:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_known_factors_curves:
    input:
        scores=expand(rules.published_scores.output.scores, training=IN_EPOCHS),
        histories=[f"{RESULTS}/{one}/history.csv" for one in IN_EPOCHS],
    output:
        svg=svg("known_factors_curves"),
        png=figure_path("known_factors_curves", "png"),
    log:
        f"{RESULTS}/logs/figure_known_factors_curves.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_known_factors_curves.py"),
        code=code("figures/figure_known_factors_curves.py"),
        options=options(capacity=config["vae"]["capacity"]),
    message:
        "Draw the losses of autoencoders and flows by epoch"
    shell:
        "python {params.program:q} {params.options}"
        " --scores {input.scores:q} --histories {input.histories:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_traversals:
    input:
        views=f"{VIEWS_FOLDER}/{{shown}}/views.parquet",
        axes=f"{VIEWS_FOLDER}/{{shown}}/axes.csv",
        chosen=rules.chosen_sounds.output,
    output:
        svg=views_svg("traversals"),
        png=views_figure("traversals", "png"),
        gif=views_figure("traversals", "gif"),
    log:
        f"{RESULTS}/logs/figure_traversals/{{shown}}.log",
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_traversals.py"),
        code=code("figures/figure_traversals.py", *DESCRIPTION_CODE),
        options=network_options(),
    message:
        "Draw the traversals of {wildcards.shown}"
    shell:
        "python {params.program:q} {params.options} --views {input.views:q} --axes {input.axes:q}"
        " --chosen {input.chosen:q} --svg {output.svg:q} --png {output.png:q} --gif {output.gif:q}"
        " 2> {log:q}"


rule figure_morphs:
    input:
        views=ALL_VIEWS,
        chosen=rules.chosen_sounds.output,
    output:
        svg=views_svg("morphs"),
        png=views_figure("morphs", "png"),
    log:
        f"{RESULTS}/logs/figure_morphs.log",
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_morphs.py"),
        code=code("figures/figure_morphs.py", *DESCRIPTION_CODE),
        options=network_options(space=VIEWS["mixing_space"]),
    message:
        "Draw morphs between two sounds"
    shell:
        "python {params.program:q} {params.options} --views {input.views:q}"
        " --chosen {input.chosen:q} --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_gallery:
    input:
        snippets=rules.dataset.output.snippets,
        embeddings=[file for name in VIEWS["gallery_features"] for file in files_of(name)],
    output:
        svg=views_svg("gallery"),
        png=views_figure("gallery", "png"),
    log:
        f"{RESULTS}/logs/figure_gallery.log",
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_gallery.py"),
        code=code("figures/figure_gallery.py", *GALLERY_CODE),
        options=lambda wildcards: network_options(
            factors=typed_factors("unit"), sounds=VIEWS["gallery_sounds"], seed=config["seed"]
        ),
    message:
        "Draw a gallery of random sounds"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --values {input.embeddings:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_sound_as_frames:
    input:
        made=made(RECORDINGS.values()),
        measured=expand(rules.measure.output, part=PARTS),
    output:
        svg=svg("sound_as_frames"),
        png=figure_path("sound_as_frames", "png"),
    log:
        f"{RESULTS}/logs/figure_sound_as_frames.log",
    conda:
        "../envs/views.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_sound_as_frames.py"),
        code=code("figures/figure_sound_as_frames.py"),
        # A function, because the brackets of JSON would be taken for wildcards.
        options=lambda wildcards: frames_shown(),
        # Where digests of files are found, which does not outdate what exists already.
        files=lambda wildcards, output: options(digests=INDEX),
    message:
        "Draw a sound as models see it"
    shell:
        "python {params.program:q} {params.options} --measured {input.measured:q} {params.files}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_class_counts:
    input:
        unpack(noted),
        recordings=rules.dataset.output.recordings,
    output:
        svg=svg("class_counts"),
        png=figure_path("class_counts", "png"),
    log:
        f"{RESULTS}/logs/figure_class_counts.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_class_counts.py"),
        code=code("figures/figure_class_counts.py"),
        # A function, because braces in a plain string would be taken for wildcards.
        options=lambda wildcards: options(tasks=CLASS_TASKS, note=SHOWN_NOTE),
        notes=lambda wildcards, input: options(**{name: input[name] for name in noted(wildcards)}),
    message:
        "Draw how many recordings each class has"
    shell:
        "python {params.program:q} {params.options} {params.notes} --recordings {input.recordings:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_predictors:
    input:
        scores=rules.prediction_scores.output.scores,
        by_fold=rules.prediction_scores.output.by_fold,
    output:
        svg=svg("predictors"),
        png=figure_path("predictors", "png"),
    log:
        f"{RESULTS}/logs/figure_predictors.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_predictors.py"),
        code=code("figures/figure_predictors.py"),
    message:
        "Draw how well each model predicts"
    shell:
        "python {params.program:q} --scores {input.scores:q} --by-fold {input.by_fold:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_predicted_classes:
    input:
        confusion=f"{PREDICTION}/confusion.csv",
        scores=rules.prediction_scores.output.scores,
    output:
        svg=svg("predicted_classes"),
        png=figure_path("predicted_classes", "png"),
    log:
        f"{RESULTS}/logs/figure_predicted_classes.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_predicted_classes.py"),
        code=code("figures/figure_predicted_classes.py"),
    message:
        "Draw what models take classes for"
    shell:
        "python {params.program:q} --confusion {input.confusion:q} --scores {input.scores:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_label_precisions:
    input:
        per_label=f"{PREDICTION}/per_label.csv",
    output:
        svg=svg("label_precisions"),
        png=figure_path("label_precisions", "png"),
    log:
        f"{RESULTS}/logs/figure_label_precisions.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_label_precisions.py"),
        code=code("figures/figure_label_precisions.py"),
    message:
        "Draw how well each label is found"
    shell:
        "python {params.program:q} --per-label {input.per_label:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_reliability:
    input:
        reliability=f"{PREDICTION}/reliability.csv",
        scores=rules.prediction_scores.output.scores,
    output:
        svg=svg("reliability"),
        png=figure_path("reliability", "png"),
    log:
        f"{RESULTS}/logs/figure_reliability.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_reliability.py"),
        code=code("figures/figure_reliability.py"),
    message:
        "Draw how sure models are"
    shell:
        "python {params.program:q} --reliability {input.reliability:q} --scores {input.scores:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_predicted_numbers:
    input:
        values=f"{PREDICTION}/predicted_values.csv",
    output:
        svg=svg("predicted_numbers"),
        png=figure_path("predicted_numbers", "png"),
    log:
        f"{RESULTS}/logs/figure_predicted_numbers.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_predicted_numbers.py"),
        code=code("figures/figure_predicted_numbers.py"),
        options=lambda wildcards: options(factors=typed_factors("unit", "scale")),
    message:
        "Draw predicted against true values"
    shell:
        "python {params.program:q} {params.options} --values {input.values:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_prediction_by_layer:
    input:
        scores=rules.prediction_scores.output.scores,
    output:
        svg=svg("prediction_by_layer"),
        png=figure_path("prediction_by_layer", "png"),
    log:
        f"{RESULTS}/logs/figure_prediction_by_layer.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_prediction_by_layer.py"),
        code=code("figures/figure_prediction_by_layer.py"),
        options=lambda wildcards: options(heads=json.dumps(layer_heads(config))),
    message:
        "Draw which layer knows what"
    shell:
        "python {params.program:q} {params.options} --scores {input.scores:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"


rule figure_learning_curves:
    input:
        histories=[path for one in TRAINED_NETWORKS for path in histories(*one)],
    output:
        svg=svg("learning_curves"),
        png=figure_path("learning_curves", "png"),
    log:
        f"{RESULTS}/logs/figure_learning_curves.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(10),
    params:
        program=program("figures/figure_learning_curves.py"),
        code=code("figures/figure_learning_curves.py"),
        options=lambda wildcards: options(networks=titled_networks()),
    message:
        "Draw the course of training of networks"
    shell:
        "python {params.program:q} {params.options} --histories {input.histories:q}"
        " --svg {output.svg:q} --png {output.png:q} 2> {log:q}"
