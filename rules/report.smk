# What the run says about each claim, and the page that shows it. `make run` writes Snakemake's own report
# beside them.

KNOWN_FACTOR_FIGURES = [
    *rules.figure_known_factors_comparison.output,
    *rules.figure_metric_by_beta.output,
    *rules.figure_factor_importance.output,
    *rules.figure_latent_scatter.output,
    *rules.figure_known_factors_curves.output,
    *expand(rules.figure_traversals.output, shown=PICTURED),
    *rules.figure_morphs.output,
    *rules.figure_gallery.output,
    *(
        [*rules.figure_digits_by_beta.output, *rules.figure_digits_traversals.output]
        if FIGURES["digits_by_beta"].is_in(config)
        else []
    ),
]
PREDICTION_FIGURES = [
    figure_path(name, form)
    for name in figure_names(of_flow=False, study="prediction")
    for form in ["svg", "png"]
    if PREDICTS and FIGURES[name].is_in(config)
]
# What claims are judged by. Rules of a study that the run does not have are not asked for it.
JUDGED = [
    *(
        [
            *rules.scores.output,
            *rules.compare.output,
            *(rules.compare_features.output if FEATURES else []),
            *rules.best_layer.output,
        ]
        if DECODES
        else []
    ),
    *(rules.comparison.output if COMPARES else []),
    *(
        [rules.prediction_scores.output.scores, rules.prediction_scores.output.by_fold]
        if PREDICTS
        else []
    ),
]
# What the report shows beside them.
REPORTED = [
    *rules.dataset.output,
    *(rules.figure_rooms.output if FIGURES["rooms"].is_in(config) else []),
    *(rules.folds.output if FOLDED else []),
    *(
        [
            *RUN_FIGURES,
            *(rules.compare_technical.output if config["control"]["technical"] else []),
            *(rules.listening_scores.output if ANSWERS else []),
            *rules.classes.output,
            *rules.explained_variance.output,
        ]
        if DECODES
        else []
    ),
    *(KNOWN_FACTOR_FIGURES if COMPARES else []),
    *([*PREDICTION_FIGURES, *rules.prediction_scores.output] if PREDICTS else []),
]


rule findings:
    input:
        for_flow_layers(
            f"{RESULTS}/flow/{{layer}}/metrics.json",
            f"{RESULTS}/transfer/{{layer}}/pairs.csv",
            f"{RESULTS}/transfer/{{layer}}/tests.csv",
            f"{RESULTS}/transfer/{{layer}}/class_shifts.csv",
            f"{RESULTS}/transfer/{{layer}}/replicates.csv",
        ),
        JUDGED,
    output:
        f"{RESULTS}/report/findings.json",
    log:
        f"{RESULTS}/logs/findings.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("report/findings.py"),
        code=code("report/findings.py"),
        options=lambda wildcards: options(
            run=config["run"],
            studies=config["studies"],
            factors=typed_factors(),
            flow_layers=[LAYER_NUMBERS[name] for name in flow_layers(wildcards)],
            alpha=config["transfer"]["alpha"],
            **judged_predictors(),
        ),
        results=lambda wildcards, output: str(Path(output[0]).parents[1]),
    message:
        "Judge the claims"
    shell:
        "python {params.program:q} {params.options} --results {params.results:q}"
        " --output {output:q} 2> {log:q}"


rule report:
    input:
        for_flow_layers(
            *FLOW_FIGURES,
            f"{RESULTS}/flow/{{layer}}/latents.parquet",
            f"{RESULTS}/flow/{{layer}}/history.csv",
            f"{RESULTS}/flow/{{layer}}/stages.csv",
            f"{RESULTS}/flow/{{layer}}/metrics.json",
            f"{RESULTS}/flow/{{layer}}/replicates.csv",
            f"{RESULTS}/transfer/{{layer}}/pairs.csv",
            f"{RESULTS}/transfer/{{layer}}/distances.parquet",
            f"{RESULTS}/transfer/{{layer}}/tests.csv",
            f"{RESULTS}/transfer/{{layer}}/class_shifts.csv",
            f"{RESULTS}/transfer/{{layer}}/dose_response.csv",
            f"{RESULTS}/transfer/{{layer}}/examples.csv",
            f"{RESULTS}/transfer/{{layer}}/replicates.csv",
            *([f"{RESULTS}/control/flow/{{layer}}/metrics.json"] if CONTROL_FLOW else []),
        ),
        JUDGED,
        REPORTED,
        findings=rules.findings.output[0],
    output:
        report(f"{RESULTS}/report/index.html", caption="captions/page.rst", category="0 Summary"),
    log:
        f"{RESULTS}/logs/report.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        program=program("report/report.py"),
        code=code("report/report.py", *DESCRIPTION_CODE, *map(feature_module, FEATURES)),
        # The report lists the versions of the libraries.
        versions=content_digest((BASE / "requirements.lock").read_bytes()),
        lock=lambda wildcards, output: os.path.relpath(BASE / "requirements.lock"),
        # A function, because the braces of JSON would be taken for wildcards.
        options=lambda wildcards: options(
            config=json.dumps(config),
            flow_layers=[LAYER_NUMBERS[name] for name in flow_layers(wildcards)],
            traversals=PICTURED if COMPARES else None,
        ),
        results=lambda wildcards, output: str(Path(output[0]).parents[1]),
    message:
        "Write the report"
    shell:
        "python {params.program:q} {params.options} --results {params.results:q}"
        " --findings {input.findings:q} --lock {params.lock:q} --output {output:q} 2> {log:q}"
