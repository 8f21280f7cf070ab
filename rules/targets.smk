# The results of a run, and targets at which it can be stopped half way.


# The results of each study. The studies of a run share its data set, embeddings and projections.
STUDY_TARGETS = {
    "layers": [
        *rules.report.output,
        *rules.findings.output,
        *RUN_FIGURES,
        *rules.scores.output,
        *rules.compare.output,
        *(rules.compare_features.output if FEATURES else []),
        *(rules.compare_technical.output if config["control"]["technical"] else []),
        *rules.best_layer.output,
        *rules.classes.output,
        *rules.explained_variance.output,
        *(rules.listening_scores.output if ANSWERS else []),
    ],
    "known_factors": [
        *rules.report.output,
        *rules.findings.output,
        *KNOWN_FACTOR_FIGURES,
        *rules.comparison.output,
        *rules.costs.output,
        # The report links to it, and does not wait for it.
        *rules.players.output,
    ],
    "prediction": [
        *rules.report.output,
        *rules.findings.output,
        *PREDICTION_FIGURES,
        *rules.prediction_scores.output,
        *rules.prediction_costs.output,
    ],
    "explorer": [*EARLY_MAPS, *rules.explorer.output],
}
TARGETS = [
    *rules.preflight.output,
    *(rules.notes.output if SOURCE.notes else []),
    *(target for study in config["studies"] for target in STUDY_TARGETS[study]),
]


# Targets at which to stop half way, e.g. snakemake --cores 8 embeddings
rule embeddings:
    input:
        expand(f"{RESULTS}/embeddings/output/{{part}}.parquet", part=PARTS),
        expand(f"{RESULTS}/embeddings/{{feature}}/{{part}}.parquet", feature=FEATURES, part=PARTS),
        rules.preflight.output,


rule projections:
    input:
        expand(f"{RESULTS}/pca/{{space}}/projections.parquet", space=SPACES),
        rules.preflight.output,
