"""Activations of a network, written once and read as a stream."""
