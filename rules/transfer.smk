# Moves: held-out sounds are moved along a flow's axes, back into the layer, and on to the network's output.


rule transfer:
    input:
        snippets=rules.dataset.output.snippets,
        flow=[f"{RESULTS}/flow/{{layer}}/{{replicate}}{name}" for name in FLOW_FILES],
        control=CONTROL_FLOW,
        model=f"{RESULTS}/pca/{{layer}}/model.npz",
        projections=f"{RESULTS}/pca/{{layer}}/projections.parquet",
        weights=rules.weights.output,
        activations=lambda wildcards: expand(
            (
                "{results}/embeddings/{layer}/{part}.parquet"
                if wildcards.layer in KEPT
                else "{results}/transfer/{layer}/activations/{part}.parquet"
            ),
            results=RESULTS,
            layer=wildcards.layer,
            part=PARTS,
        ),
        outputs=rules.classes.input.outputs,
    output:
        pairs=report(
            f"{RESULTS}/transfer/{{layer}}/{{replicate}}pairs.csv",
            caption="captions/pairs.rst",
            category="4 Moves",
            subcategory="{layer}",
        ),
        distances=f"{RESULTS}/transfer/{{layer}}/{{replicate}}distances.parquet",
        outputs=f"{RESULTS}/transfer/{{layer}}/{{replicate}}outputs.parquet",
    log:
        f"{RESULTS}/logs/transfer/{{layer}}/{{replicate}}moves.log",
    benchmark:
        f"{RESULTS}/benchmarks/transfer/{{layer}}/{{replicate}}moves.jsonl"
    conda:
        "../envs/flow.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        program=program("transfer/transfer.py"),
        code=code("transfer/transfer.py", *NETWORK_CODE),
        options=lambda wildcards: network_options(
            factors=typed_factors("bins"),
            layer=LAYER_NUMBERS[wildcards.layer],
            flow_seed=REPLICATES[wildcards.replicate],
            typical=config["transfer"]["typical"],
            atypical=config["transfer"]["atypical"],
            least_sounds=config["transfer"]["least_sounds"],
            sounds_per_pair=config["transfer"]["sounds_per_pair"],
            references=config["transfer"]["references"],
            random_directions=config["transfer"]["random_directions"],
            steps=config["transfer"]["steps"],
            seed=config["seed"],
        ),
        folders=lambda wildcards, input: options(
            flow=folder_of(input.flow),
            permuted_flow=folder_of(input.control) if input.control else None,
            activations=list(input.activations),
            outputs_before=list(input.outputs),
        ),
    message:
        "Move sounds along the axes of {wildcards.layer} {wildcards.replicate}"
    shell:
        "python {params.program:q} {params.options} --threads {threads} --snippets {input.snippets:q}"
        " {params.folders} --projection {input.model:q} --projections {input.projections:q}"
        " --weights {input.weights:q} --pairs {output.pairs:q} --distances {output.distances:q}"
        " --outputs {output.outputs:q} 2> {log:q}"


rule transfer_tests:
    input:
        distances=rules.transfer.output.distances,
    output:
        report(
            f"{RESULTS}/transfer/{{layer}}/{{replicate}}tests.csv",
            caption="captions/tests.rst",
            category="4 Moves",
            subcategory="{layer}",
        ),
    log:
        f"{RESULTS}/logs/transfer/{{layer}}/{{replicate}}tests.log",
    benchmark:
        f"{RESULTS}/benchmarks/transfer/{{layer}}/{{replicate}}tests.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("transfer/transfer_tests.py"),
        code=code("transfer/transfer_tests.py"),
        options=lambda wildcards: options(
            factors=typed_factors(),
            alpha=config["transfer"]["alpha"],
            bootstrap=config["transfer"]["bootstrap"],
            seed=config["seed"],
        ),
    message:
        "Test the effects of moves in {wildcards.layer} {wildcards.replicate}"
    shell:
        "python {params.program:q} {params.options} {input.distances:q} {output:q} 2> {log:q}"


rule class_shifts:
    input:
        outputs=rules.transfer.output.outputs,
    output:
        shifts=f"{RESULTS}/transfer/{{layer}}/{{replicate}}class_shifts.csv",
        dose_response=f"{RESULTS}/transfer/{{layer}}/{{replicate}}dose_response.csv",
        examples=report(
            f"{RESULTS}/transfer/{{layer}}/{{replicate}}examples.csv",
            caption="captions/examples.rst",
            category="4 Moves",
            subcategory="{layer}",
        ),
    log:
        f"{RESULTS}/logs/transfer/{{layer}}/{{replicate}}class_shifts.log",
    benchmark:
        f"{RESULTS}/benchmarks/transfer/{{layer}}/{{replicate}}class_shifts.jsonl"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        program=program("transfer/class_shifts.py"),
        code=code("transfer/class_shifts.py", *DESCRIPTION_CODE),
        # A function, because the braces of JSON would be taken for wildcards.
        options=lambda wildcards: network_options(
            associated=json.dumps(associated_classes(config)),
            largest=config["transfer"]["largest"],
            examples=config["transfer"]["examples"],
            bootstrap=config["transfer"]["bootstrap"],
            seed=config["seed"],
        ),
    message:
        "List what the network hears in moved sounds of {wildcards.layer} {wildcards.replicate}"
    shell:
        "python {params.program:q} {params.options} --outputs {input.outputs:q}"
        " --shifts {output.shifts:q} --dose-response {output.dose_response:q}"
        " --examples-table {output.examples:q} 2> {log:q}"


rule replicates:
    input:
        metrics=expand(
            f"{RESULTS}/flow/{{{{layer}}}}/{{replicate}}metrics.json", replicate=REPLICATES
        ),
        tests=expand(
            f"{RESULTS}/transfer/{{{{layer}}}}/{{replicate}}tests.csv", replicate=REPLICATES
        ),
    output:
        flow=report(
            f"{RESULTS}/flow/{{layer}}/replicates.csv",
            caption="captions/replicates.rst",
            category="3 Axes",
            subcategory="{layer}",
        ),
        transfer=report(
            f"{RESULTS}/transfer/{{layer}}/replicates.csv",
            caption="captions/replicates.rst",
            category="4 Moves",
            subcategory="{layer}",
        ),
    log:
        f"{RESULTS}/logs/replicates/{{layer}}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        program=program("transfer/replicates.py"),
        code=code("transfer/replicates.py"),
        options=lambda wildcards: options(factors=typed_factors(), seeds=list(REPLICATES.values())),
    message:
        "Compare the flows of {wildcards.layer} with different seeds"
    shell:
        "python {params.program:q} {params.options} --metrics {input.metrics:q}"
        " --tests {input.tests:q} --flow-table {output.flow:q} --transfer-table {output.transfer:q}"
        " 2> {log:q}"
