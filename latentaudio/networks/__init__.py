"""Networks whose layers are read out, and the meaning of their output classes."""
