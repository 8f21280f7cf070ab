"""Sample rate and snippet length, shared by all later stages."""

#: Sample rate after resampling (Hz), the network's input rate.
SAMPLE_RATE = 16_000

#: Samples in a snippet (0.975 s): what the network needs for one patch, 95 hops of 160 samples and
#: a window of 400.
SNIPPET_SAMPLES = 15_600
