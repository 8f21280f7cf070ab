"""The commands of ``python -m latentaudio``: one module each, listed in `registry`.

A module has two functions: ``add_arguments``, which completes the command's parser, and ``run``,
which gets the parsed arguments and returns the exit code. It is imported only when its command is
called.
"""
