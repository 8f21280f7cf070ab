"""Listening tests: people name the classes of sounds that the network has heard, too."""
