import math

from latentaudio.training.stopping import EarlyStopping


def epochs_until_over(stopping, losses):
    for epoch, loss in enumerate(losses, start=1):
        stopping.is_best(epoch, loss)
        if stopping.is_over(epoch):
            return epoch
    return None


def test_training_stops_after_epochs_without_a_lower_loss():
    stopping = EarlyStopping(patience=3, settled_epoch=0)
    assert epochs_until_over(stopping, [5, 4, 3, 3, 3.5, 4, 1]) == 6
    assert stopping.best_epoch == 3


def test_an_equal_loss_is_not_better():
    stopping = EarlyStopping(patience=1, settled_epoch=0)
    assert [stopping.is_best(epoch, 2.0) for epoch in (1, 2)] == [True, False]


def test_epochs_of_the_warm_up_do_not_count_but_may_be_best():
    stopping = EarlyStopping(patience=2, settled_epoch=6)
    assert epochs_until_over(stopping, [1, *range(2, 20)]) == 8
    assert stopping.best_epoch == 1


def test_without_validation_losses_the_latest_epoch_is_best():
    stopping = EarlyStopping(patience=2, settled_epoch=0)
    assert epochs_until_over(stopping, [math.nan] * 9) is None
    assert stopping.best_epoch == 9
