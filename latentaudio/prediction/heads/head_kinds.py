"""The kinds of heads and what they can see, without what fits them: configurations name them."""

#: Logistic or ridge regression, a network with one hidden layer, and what sees nothing: the mean of
#: training values, or the frequencies of training classes.
LINEAR, MLP, CONSTANT = KINDS = ("linear", "mlp", "constant")
#: Kinds that draw nothing but the folds in which their settings are chosen.
WITHOUT_SEEDS = (LINEAR, CONSTANT)
#: How the frames of a recording are summed up.
STATISTICS, REVERBERATION = SUMMARIES = ("statistics", "reverberation")
