"""The sample rate and the length of snippets, which all later stages share."""

#: Samples a second after resampling (Hz): what the network hears.
SAMPLE_RATE = 16_000

#: Samples of a snippet, 0.975 s: what the network needs for one patch, 95 hops of 160 and a window
#: of 400.
SNIPPET_SAMPLES = 15_600
