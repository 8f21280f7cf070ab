"""Which layer or model is best, without a look at held-out recordings, and tests between models."""
