# Which models predict which tasks, and their files.

from latentaudio.prediction.kinds.names import CLASSES, LABELS, NUMBERS
from latentaudio.prediction.labels.label_table import label_lists
from latentaudio.prediction.models.registry import model_module as predictor_module
from latentaudio.prediction.origins import origins_of, origins_to_json
from latentaudio.prediction.tasks.tasks import asked_kinds, label_columns, layer_heads
from latentaudio.workflow.prediction_config import predictor_trainings

PREDICTION = f"{RESULTS}/prediction"
PREDICTOR_FOLDER = f"{PREDICTION}/{{task}}/{{predictor}}/seed_{{training_seed}}/{{fold}}"
NETWORKS, HEADS, FRAMES = (config["prediction"][one] for one in ("networks", "heads", "frames"))
# The folds of the scheme on which conclusions rest.
TESTED_FOLDS = FOLDS[: FOLD_COUNTS[0] if SCHEME == GIVEN else config["folds"]["grouped"]]
PREDICTORS = predictor_trainings(config) if PREDICTS else []
PREDICTED = [
    PREDICTOR_FOLDER.format(task=one.task, predictor=one.model, training_seed=one.seed, fold=fold)
    for one in PREDICTORS
    for fold in TESTED_FOLDS
]
# What is asked of each task, and the tasks of each kind.
TASK_KINDS = asked_kinds(config) if PREDICTS else {}
CLASS_TASKS, NUMBER_TASKS, LABEL_TASKS = (
    [task for task, asked in TASK_KINDS.items() if asked["kind"] == kind]
    for kind in (CLASSES, NUMBERS, LABELS)
)
# The note by which the figure of classes tells recordings apart, if any.
SHOWN_NOTE = config["prediction"]["shown_note"] if PREDICTS else None
# The labels of all recordings, read here so that errors come before anything is computed.
LABEL_COLUMNS = label_columns(config) if PREDICTS else {}
try:
    LABELLED = {
        task: label_lists(column, list(RECORDINGS.values()), SOURCE.root)
        for task, column in LABEL_COLUMNS.items()
    }
except LatentAudioError as error:
    raise WorkflowError(str(error)) from None
# Those with a course of training.
TRAINED_NETWORKS = list(
    dict.fromkeys((one.task, one.model) for one in PREDICTORS if one.model in NETWORKS)
)


wildcard_constraints:
    frames="|".join(FRAMES) or "no frames",
    task=r"[^/]+",
    predictor="|".join([*NETWORKS, *HEADS]) or "no predictor",
    training_seed=r"\d+",


def noted(wildcards):
    """Name the table of notes, if the figure of classes shows one."""
    return {} if SHOWN_NOTE is None else {"notes": rules.notes.output[0]}


def frame_files(name):
    """List the files of some frames."""
    return expand(f"{RESULTS}/frames/{name}/{{part}}.parquet", part=PARTS)


def frame_files_in_rooms(network):
    """List the files of a network's frames as they are heard in rooms, if it is trained on such."""
    if not network.get("rooms"):
        return []
    folder = f"{RESULTS}/frames_in_rooms/{network['frames']}/{network['rooms']}"
    return expand(f"{folder}/{{part}}.parquet", part=PARTS)


def frame_options(wildcards, **own):
    """Format the options of frames."""
    return options(
        settings=json.dumps(FRAMES[wildcards.frames], sort_keys=True),
        samplerate=NETWORK.samplerate,
        skip_unreadable=skips_unreadable(config),
        **own,
    )


def task_kind_of(task):
    """Describe the kind of a task to a program, as JSON, unless it is a factor of classes."""
    return None if task in CLASS_TASKS else json.dumps(TASK_KINDS[task])


def hearing():
    """Say how recordings are read and cut, as JSON: new sounds will be, too."""
    snippet = NETWORK.snippet
    read = {"samplerate": snippet.samplerate, "snippet_samples": snippet.samples}
    return json.dumps(read | heard_band() | measuring_settings(config))


def label_inputs(wildcards):
    """Name the file of the labels that a task needs; none of a factor."""
    lists = f"{RESULTS}/label_lists/{wildcards.task}.parquet"
    return {"label_lists": lists} if wildcards.task in LABEL_TASKS else {}


def label_options(wildcards):
    """Format the options of the program that lists labels."""
    column = LABEL_COLUMNS[wildcards.task]
    return options(
        source=source_option(SOURCE),
        task=wildcards.task,
        column=json.dumps(column.listing()),
        scheme=SCHEME,
    )


def predictor_options(wildcards, **own):
    """Format the options that all trainings have, and those of some of them."""
    return options(
        task=wildcards.task,
        task_kind=task_kind_of(wildcards.task),
        apart=config["prediction"]["apart"] or None,
        model=wildcards.predictor,
        scheme=SCHEME,
        fold=FOLD_NUMBERS[wildcards.fold],
        training_seed=wildcards.training_seed,
        seed=config["seed"],
        hearing=hearing(),
        **own,
    )


def frame_settings(name):
    """Say how frames were computed."""
    return {
        "frame_settings": json.dumps(FRAMES[name], sort_keys=True),
        "samplerate": NETWORK.samplerate,
    }


def frames_shown():
    """Format what the figure of a sound shows."""
    return options(
        frames=json.dumps(FRAMES),
        samplerate=NETWORK.samplerate,
        skip_unreadable=skips_unreadable(config),
    )


def network_options_of(wildcards):
    """Format the options of a network."""
    settings = NETWORKS[wildcards.predictor]
    return predictor_options(
        wildcards,
        network=json.dumps(settings, sort_keys=True),
        validation_fraction=config["prediction"]["validation_fraction"],
        **frame_settings(settings["frames"]),
    )


def architecture_code(wildcards):
    """Name the module of a network's architecture."""
    return predictor_module(NETWORKS[wildcards.predictor]["architecture"])


def head_sees_frames(wildcards):
    """Return whether a head sees frames, or else the activations of a space."""
    seen = HEADS[wildcards.predictor].get("values")
    return isinstance(seen, str) and seen in FRAMES


def head_inputs(wildcards):
    """Name the files that a head is fitted to; none if it sees columns of a table, or nothing."""
    name = HEADS[wildcards.predictor].get("values")
    if not isinstance(name, str):
        return {}
    return {"frames": frame_files(name)} if name in FRAMES else {"activations": files_of(name)}


def head_options(wildcards):
    """Format the options of a head."""
    # The order of keys in a file says nothing, so it must not outdate what exists.
    head = dict(sorted(HEADS[wildcards.predictor].items()))
    seen = head.pop("values", None)
    if isinstance(seen, dict):
        head |= seen
    elif head_sees_frames(wildcards):
        head |= frame_settings(seen)
    elif seen is not None:
        network = config["network"]
        head |= {"space": seen, "network": network["name"], "network_module": network["module"]}
    return predictor_options(wildcards, **head)


def benchmark_of(folder):
    """Name the measurements of a training by its folder."""
    model = folder.split(os.sep)[-3]
    kind = "network_predictor" if model in NETWORKS else "head_predictor"
    return folder.replace(PREDICTION, f"{RESULTS}/benchmarks/{kind}", 1) + ".jsonl"


def trainings_of(tested):
    """Describe trainings to a program: task, model, seed and fold of each, as JSON."""
    return json.dumps(
        [
            [one.task, one.model, one.seed, FOLD_NUMBERS[fold]]
            for one in tested
            for fold in TESTED_FOLDS
        ]
    )


def histories(task, model):
    """List the histories of a network, of every seed and fold."""
    return [
        f"{folder}/history.csv"
        for folder in PREDICTED
        if folder.startswith(f"{PREDICTION}/{task}/{model}/")
    ]


def titled_networks():
    """Name each network, and count its histories, as JSON; with its task where there are several."""
    several = len({task for task, _ in TRAINED_NETWORKS}) > 1
    return json.dumps(
        [
            [f"{task}: {model}" if several else model, len(histories(task, model))]
            for task, model in TRAINED_NETWORKS
        ]
    )


def judged_predictors():
    """Name the options by which claims about predictors are judged; none without the study."""
    if not PREDICTS:
        return {}
    return {
        "origins": origins_to_json(origins_of(config, NETWORK)),
        "prediction_alpha": config["prediction"]["alpha"],
    }
