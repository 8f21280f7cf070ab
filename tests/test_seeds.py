import ast
import inspect

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from places import REPOSITORY

from latentaudio.datasets.splits import held_out_groups
from latentaudio.seeds import generator, integer_seed, seed_sequence


def test_a_stream_never_changes_between_releases():
    # Published results are only reproduced while this holds.
    state = seed_sequence(20260, "pca_fit", 9).generate_state(2)
    assert state.tolist() == [1672485266, 319979092]


def test_streams_differ_by_seed_stage_and_keys():
    jobs = [
        (0, "pca_fit"),
        (1, "pca_fit"),
        (0, "knn"),
        (0, "pca_fit", 1),
        (0, "pca_fit", 1, 2),
        (0, "pca_fit", 12),
        (0, "pca_fit", 2, 1),
        (0, "pca_fit", "a", "b"),
        (0, "pca_fit", "ab"),
    ]
    draws = {tuple(generator(*job).integers(0, 2**62, 4).tolist()) for job in jobs}
    assert len(draws) == len(jobs)
    assert len({integer_seed(*job) for job in jobs}) == len(jobs)


@given(st.integers(0, 2**40), st.text(max_size=20), st.integers(1, 99))
def test_a_job_draws_the_same_every_time_and_fits_32_bits(seed, stage, key):
    one, again = (generator(seed, stage, key).random(3) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    assert 0 <= integer_seed(seed, stage, key) < 2**32


def test_a_number_and_its_text_are_the_same_key():
    # Wildcards arrive as text, options as numbers.
    assert integer_seed(3, "knn", 7) == integer_seed(3, "knn", "7")


#: What every random choice is spawned from, as written in the code. A stage may move or get another
#: name; what it draws from may not, or published results change.
FROZEN = {
    "'additive design', name",
    "'additive noise', number",
    "'additive phases', number",
    "'atypical sounds'",
    "'class shifts', *pair, move",
    "'class shifts', factor, 'pooled', move",
    "'dci', name",
    "'disentanglement', args.layer",
    "'dose response', *name",
    "'clusters', args.space",
    "'dealt recordings'",
    "'digits draws', case.seed",
    "'drawn room', place",
    "'drawn rooms', place",
    "'rooms of a recording', recording_id",
    "'digits', case.seed",
    "'explorer sounds'",
    "'flow batches'",
    "'flow training'",
    "'flow weights', stage",
    "'flow', layer_number(args.space) or args.space, args.flow_seed",
    "'gallery'",
    "'folds', scheme",
    "'half samples'",
    "'half samples of training'",
    "'latent_axes_drawing_order'",
    "'map quality', args.space, shown.method",
    "'map quality', space, shown.method",
    "'map tsne sample', args.space",
    "'map tsne', args.space",
    "'map umap', args.space",
    "'listening scores', factor",
    "'listening test order', block",
    "'listening test sounds', *cell",
    "'morphed pairs', number",
    "'pca sample'",
    # The number of a layer, the name of a feature.
    "'pca_fit', args.space if number is None else number",
    "'permuted labels', split",
    "'permuted weights'",
    "'phases of views'",
    "'predictor', args.task, args.model, args.training_seed, args.fold",
    "'prediction augmentation'",
    "'prediction batches'",
    "'prediction components'",
    "'prediction crops'",
    "'prediction dropout'",
    "'prediction familiarity'",
    "'prediction head'",
    "'prediction label parts'",
    "'prediction scaling'",
    "'prediction scores', trainings[0].task",
    "'prediction training'",
    "'prediction validation', data.task, fold, training_seed",
    "'prediction weights'",
    "'random directions'",
    "'reverberate'",
    "'ridge folds'",
    "'room noise', one.recording_id",
    "'room placement', placed.room.name, plain(distance_m), number",
    "'room response', room.name, plain(one.distance_m), one.placement",
    "'rooms', name",
    "'source power', one.dry_id",
    "'supervised axes', args.space, args.axes_seed",
    "'shown sounds'",
    "'synthesis', material, action, index",
    "'transfer tests', *cell",
    "'transfer', args.layer, args.flow_seed",
    "'tsne sample'",
    "'tsne', number",
    "'tsne_drawing_order'",
    "'typical sounds'",
    "'vae batches'",
    "'vae discriminator'",
    "'vae dropout', next(self._numbers)",
    "'vae noise'",
    "'vae permutations'",
    "'vae training'",
    "'vae validation noise'",
    "'vae weights', name",
    "'vae', args.space, args.vae_seed",
    "'votes', number",
    "f'flow {split} pairs'",
    "purpose",
}
#: What `purpose` above may be.
FROZEN_PURPOSES = {"held out groups", "validation groups"}


def calls(names):
    """The calls of some functions anywhere in the code."""
    for folder in ("latentaudio", "scripts"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            if path.name == "seeds.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
                    yield node


def test_what_random_choices_are_spawned_from_is_frozen():
    found = {
        ", ".join(ast.unparse(argument) for argument in call.args[1:])
        for call in calls({"generator", "integer_seed", "seed_sequence"})
    }
    assert found == FROZEN


def test_purposes_of_splits_are_frozen():
    purposes = {
        word.value.value
        for call in calls({"held_out_groups"})
        for word in call.keywords
        if word.arg == "purpose" and isinstance(word.value, ast.Constant)
    }
    default = inspect.signature(held_out_groups).parameters["purpose"].default
    assert purposes | {default} == FROZEN_PURPOSES
