# Predicting factors of recordings: frames, networks trained on crops of them, heads on means, and how
# well all of these predict recordings that were held out.


rule frames:
    input:
        made=lambda wildcards: made(PARTS[wildcards.part]),
        measured=rules.measure.output,
    output:
        f"{RESULTS}/frames/{{frames}}/{{part}}.parquet",
    log:
        f"{RESULTS}/logs/frames/{{frames}}/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/frames/{{frames}}/{{part}}.jsonl"
    conda:
        "../envs/waveform_features.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(120),
    params:
        program=program("prediction/frames.py"),
        code=code("prediction/frames.py"),
        options=lambda wildcards: frame_options(wildcards),
        # Where digests of files are found, which does not outdate what exists already.
        files=lambda wildcards, output: options(digests=INDEX),
    message:
        "Compute frames {wildcards.frames} of {wildcards.part}"
    shell:
        "python {params.program:q} {params.options} --measured {input.measured:q} {params.files}"
        " {output:q} 2> {log:q}"


rule frames_in_rooms:
    input:
        made=lambda wildcards: made(PARTS[wildcards.part]),
        measured=rules.measure.output,
    output:
        f"{RESULTS}/frames_in_rooms/{{frames}}/{{rooms}}/{{part}}.parquet",
    log:
        f"{RESULTS}/logs/frames_in_rooms/{{frames}}/{{rooms}}/{{part}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/frames_in_rooms/{{frames}}/{{rooms}}/{{part}}.jsonl"
    wildcard_constraints:
        rooms=r"\d+",
    conda:
        "../envs/audio.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(120),
    params:
        program=program("prediction/frames_in_rooms.py"),
        code=code("prediction/frames_in_rooms.py"),
        options=lambda wildcards: frame_options(
            wildcards, rooms=wildcards.rooms, seed=config["seed"]
        ),
        # Where digests of files are found, which does not outdate what exists already.
        files=lambda wildcards, output: options(digests=INDEX),
    message:
        "Compute frames {wildcards.frames} of {wildcards.part} in {wildcards.rooms} rooms"
    shell:
        "python {params.program:q} {params.options} --measured {input.measured:q} {params.files}"
        " {output:q} 2> {log:q}"


rule label_lists:
    input:
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output,
    output:
        f"{RESULTS}/label_lists/{{task}}.parquet",
    log:
        f"{RESULTS}/logs/label_lists/{{task}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/label_lists/{{task}}.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        program=program("prediction/label_lists.py"),
        code=code("prediction/label_lists.py"),
        # A function, because braces in a plain string would be taken for wildcards.
        options=lambda wildcards: label_options(wildcards),
        # The content of the table.
        lists=lambda wildcards: digest(LABELLED[wildcards.task]),
    message:
        "List the labels of recordings for {wildcards.task}"
    shell:
        "python {params.program:q} {params.options} --snippets {input.snippets:q}"
        " --folds {input.folds:q} {input.recordings:q} {output:q} 2> {log:q}"


rule network_predictor:
    input:
        unpack(label_inputs),
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output,
        frames=lambda wildcards: frame_files(NETWORKS[wildcards.predictor]["frames"]),
        frames_in_rooms=lambda wildcards: frame_files_in_rooms(NETWORKS[wildcards.predictor]),
    output:
        weights=f"{PREDICTOR_FOLDER}/weights.npz",
        architecture=f"{PREDICTOR_FOLDER}/architecture.json",
        history=f"{PREDICTOR_FOLDER}/history.csv",
        predictions=f"{PREDICTOR_FOLDER}/predictions.parquet",
        hearing=f"{PREDICTOR_FOLDER}/hearing.npz",
    log:
        f"{RESULTS}/logs/network_predictor/{{task}}/{{predictor}}/seed_{{training_seed}}/{{fold}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/network_predictor/{{task}}/{{predictor}}/seed_{{training_seed}}/{{fold}}.jsonl"
    wildcard_constraints:
        predictor="|".join(NETWORKS) or "no network",
    conda:
        "../envs/vae.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        program=program("prediction/network_predictor.py"),
        # One program trains all networks, each with a module of its own.
        code=lambda job: code("prediction/network_predictor.py", architecture_code(job)),
        options=lambda wildcards: network_options_of(wildcards),
        files=lambda wildcards, input: options(
            **{name: input[name] for name in label_inputs(wildcards)}
        ),
        folder=lambda wildcards, output: os.path.dirname(output.weights),
    message:
        "Train {wildcards.predictor} for {wildcards.task}, seed {wildcards.training_seed}, {wildcards.fold}"
    shell:
        "python {params.program:q} {params.options} {params.files} --threads {threads}"
        " --recordings {input.recordings:q} --snippets {input.snippets:q} --folds {input.folds:q}"
        " --frames {input.frames:q} --frames-in-rooms {input.frames_in_rooms:q}"
        " -- {params.folder:q} 2> {log:q}"


rule head_predictor:
    input:
        unpack(head_inputs),
        unpack(label_inputs),
        recordings=rules.dataset.output.recordings,
        snippets=rules.dataset.output.snippets,
        folds=rules.folds.output,
    output:
        weights=f"{PREDICTOR_FOLDER}/weights.npz",
        architecture=f"{PREDICTOR_FOLDER}/architecture.json",
        predictions=f"{PREDICTOR_FOLDER}/predictions.parquet",
        hearing=f"{PREDICTOR_FOLDER}/hearing.npz",
    log:
        f"{RESULTS}/logs/head_predictor/{{task}}/{{predictor}}/seed_{{training_seed}}/{{fold}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/head_predictor/{{task}}/{{predictor}}/seed_{{training_seed}}/{{fold}}.jsonl"
    wildcard_constraints:
        predictor="|".join(HEADS) or "no head",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(4000),
        runtime=growing(30),
    params:
        program=program("prediction/head_predictor.py"),
        code=code("prediction/head_predictor.py"),
        options=lambda wildcards: head_options(wildcards),
        files=lambda wildcards, input: options(
            **{name: input[name] for name in head_inputs(wildcards) | label_inputs(wildcards)}
        ),
        folder=lambda wildcards, output: os.path.dirname(output.weights),
    message:
        "Fit head {wildcards.predictor} for {wildcards.task}, seed {wildcards.training_seed}, {wildcards.fold}"
    shell:
        "python {params.program:q} {params.options} {params.files}"
        " --recordings {input.recordings:q} --snippets {input.snippets:q} --folds {input.folds:q}"
        " -- {params.folder:q} 2> {log:q}"


rule prediction_scores:
    input:
        predictions=[f"{folder}/predictions.parquet" for folder in PREDICTED],
    output:
        **{name: f"{PREDICTION}/{name}.csv" for name in ("per_class", "confusion") if CLASS_TASKS},
        **({"per_label": f"{PREDICTION}/per_label.csv"} if LABEL_TASKS else {}),
        **({"reliability": f"{PREDICTION}/reliability.csv"} if CLASS_TASKS or LABEL_TASKS else {}),
        **({"values": f"{PREDICTION}/predicted_values.csv"} if NUMBER_TASKS else {}),
        scores=f"{PREDICTION}/scores.csv",
        by_fold=f"{PREDICTION}/fold_scores.csv",
        comparisons=f"{PREDICTION}/comparisons.csv",
        ranked=[
            f"{PREDICTION}/{task}/{model}/top3.csv"
            for task, model in dict.fromkeys((one.task, one.model) for one in PREDICTORS)
            if task in CLASS_TASKS
        ],
    log:
        f"{RESULTS}/logs/prediction_scores.log",
    benchmark:
        f"{RESULTS}/benchmarks/prediction_scores.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("prediction/prediction_scores.py"),
        code=code("prediction/prediction_scores.py"),
        # A function, because the brackets of JSON would be taken for wildcards.
        options=lambda wildcards: options(
            trainings=trainings_of(PREDICTORS),
            resamples=config["prediction"]["bootstrap"],
            alpha=config["prediction"]["alpha"],
            seed=config["seed"],
        ),
        folder=lambda wildcards, output: os.path.dirname(output.scores),
    message:
        "Score and compare all models"
    shell:
        "python {params.program:q} {params.options} --predictions {input.predictions:q}"
        " -- {params.folder:q} 2> {log:q}"


# Times differ between runs, so this is no target of the tables that are the same twice.
use rule costs as prediction_costs with:
    input:
        benchmarks=[benchmark_of(folder) for folder in PREDICTED],
    output:
        f"{PREDICTION}/costs.csv",
    log:
        f"{RESULTS}/logs/prediction_costs.log",
    params:
        trainings=options(trainings=[folder.removeprefix(f"{PREDICTION}/") for folder in PREDICTED]),
    message:
        "Gather what each predictor cost"
