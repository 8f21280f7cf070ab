"""From activations to a few standardised principal coordinates.

Standardise every unit, project on the leading principal components, standardise again: the steps of
the published study, in one model that is fitted to a sample in bounded memory.
"""
