"""Encoders and decoders: one file a model, and the registry of them."""
