"""Sound files: read, checked, resampled, cut into snippets, reverberated."""
