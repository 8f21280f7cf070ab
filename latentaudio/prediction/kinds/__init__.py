"""Kinds of tasks: what is predicted of a recording, and what outputs of a model stand for."""
