"""Networks on crops of frames: their settings, training, use and checkpoints."""
