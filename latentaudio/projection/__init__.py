"""From activations to a few standardised principal coordinates.

Standardise every unit, project onto the leading principal components, standardise again: the steps
of the published study, in one model that is fitted on a sample in bounded memory.
"""
