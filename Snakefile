# latentaudio: from recordings to what each layer of a network encodes about them.
#
# Everything is written to results/<run>/, one folder per stage, in the order of the stages:
#
#   dataset/     measured/<part>.parquet, recordings.parquet, snippets.parquet, passed_over.csv,
#                near_copies.csv, folds.parquet, preflight.json; with notes, notes.parquet;
#                of sounds at distances, distances/<group>.parquet, their acoustics
#   yamnet/      weights.npz; with another network, the folder has its name
#   embeddings/  <space>/<part>.parquet, output/<part>.parquet
#   pca/         <space>/model.npz, <space>/projections.parquet, explained_variance.csv
#   control/     embeddings/ and pca/ of the network with permuted weights, flow/ trained on permuted labels
#   knn/         <space>/<fold>.parquet, scores.parquet
#   stats/       layers.csv, features.csv, technical.csv, best_layer.json, tsne.parquet, classes.csv
#   flow/        <layer>/weights.npz, architecture.json, history.csv, latents.parquet, stages.csv,
#                metrics.json, and the same for other seeds in seed_<seed>/; replicates.csv, tuning.csv
#   transfer/    <layer>/pairs.csv, distances.parquet, outputs.parquet, tests.csv, class_shifts.csv,
#                dose_response.csv, examples.csv, and the same for other seeds; replicates.csv
#   frames/      <frames>/<part>.parquet
#   prediction/  scores.csv, fold_scores.csv, comparisons.csv, per_class.csv, confusion.csv,
#                reliability.csv, costs.csv, <task>/<model>/top3.csv, and in
#                <task>/<model>/seed_<seed>/<fold>/ weights.npz, architecture.json, hearing.npz,
#                predictions.parquet and, of networks, history.csv
#   maps/        sounds.parquet, <space>/pca.parquet, tsne.parquet, umap_2d.parquet, umap_3d.parquet,
#                neighbours.parquet, clusters.parquet, <layer>/factor_axes.parquet, moves.json
#   explorer/    index.html, app.js, app.css, datasets.js, data/, audio/, sprites/
#   scatter_sounds/   the sounds of the map in the format of scatter-sounds
#   listening/   test/ (a folder for listeners), key.csv and, with answers, scores.csv, confusion.csv
#   figures/     every figure as .svg and .png; figures of flows in <layer>/
#   report/      findings.json, index.html
#   logs/, benchmarks/   <rule>/...: messages of each job; its time and memory
#
# where <layer> is layer_01, layer_02, ..., <space> is a layer or a feature such as log_mel, <fold> is
# fold_01, fold_02, ... and <part> is part_001, part_002, ...: each job measures, or embeds, a part of the
# recordings.

from snakemake.utils import min_version

min_version("9.27.1")


include: "rules/library.smk"
include: "rules/progress.smk"


# Defaults; the file given by --configfile is overlaid on them.
configfile: workflow.source_path("config/config.yaml")
configfile: workflow.source_path("config/layers.yaml")
configfile: workflow.source_path("config/known_factors.yaml")
configfile: workflow.source_path("config/prediction.yaml")
configfile: workflow.source_path("config/explorer.yaml")
configfile: workflow.source_path("config/listening.yaml")


include: "rules/patches.smk"
include: "rules/common.smk"
include: "rules/lock.smk"
include: "rules/synthesis.smk"
include: "rules/dataset.smk"
include: "rules/embeddings.smk"
include: "rules/features.smk"
include: "rules/pca.smk"
include: "rules/decoding.smk"
include: "rules/comparisons.smk"
include: "rules/tuning_files.smk"
include: "rules/flow.smk"
include: "rules/representation_files.smk"
include: "rules/vae.smk"
include: "rules/disentanglement.smk"
include: "rules/transfer.smk"
include: "rules/map_files.smk"
include: "rules/maps.smk"
include: "rules/explorer.smk"
include: "rules/scatter_sounds.smk"
include: "rules/listening.smk"
include: "rules/known_factors.smk"
include: "rules/digits.smk"
include: "rules/view_files.smk"
include: "rules/views.smk"
include: "rules/prediction_files.smk"
include: "rules/prediction.smk"
include: "rules/figures.smk"
include: "rules/report.smk"
include: "rules/targets.smk"


rule all:
    default_target: True
    input:
        TARGETS,
