"""When a training stops, and which epoch is its best."""

import math


class EarlyStopping:
    """Follow validation losses, and tell when none has been lower for some epochs.

    Parameters
    ----------
    patience
        Number of epochs without a lower loss after which training stops.
    settled_epoch
        Epoch at which the schedule has its final pressure. Earlier epochs can be the best, but
        their number does not count: while the pressure rises, losses say little.

    Attributes
    ----------
    best_epoch
        Epoch with the lowest loss so far; 0 before the first.

    Examples
    --------
    >>> stopping = EarlyStopping(patience=2, settled_epoch=0)
    >>> for epoch, loss in enumerate([3.0, 2.0, 2.5, 2.2], start=1):
    ...     _ = stopping.is_best(epoch, loss)
    >>> stopping.best_epoch, stopping.is_over(3), stopping.is_over(4)
    (2, False, True)
    """

    def __init__(self, patience: int, settled_epoch: int) -> None:
        self.best_epoch = 0
        self._best_loss = math.inf
        self._patience = patience
        self._settled_epoch = settled_epoch

    def is_best(self, epoch: int, loss: float) -> bool:
        """Note the loss of an epoch, and return whether it is the lowest so far.

        Without validation sounds the loss is NaN, and the latest epoch is always the best.
        """
        if not math.isnan(loss) and loss >= self._best_loss:
            return False
        self.best_epoch = epoch
        self._best_loss = math.inf if math.isnan(loss) else loss
        return True

    def is_over(self, epoch: int) -> bool:
        """Return whether training should stop after an epoch."""
        return epoch - max(self.best_epoch, self._settled_epoch) >= self._patience
