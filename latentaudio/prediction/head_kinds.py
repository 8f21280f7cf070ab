"""The kinds of heads, without what fits them: configurations and reports name them."""

#: Logistic regression, and a network with one hidden layer.
LINEAR, MLP = KINDS = ("linear", "mlp")
