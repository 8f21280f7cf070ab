"""Networks whose layers are read out, and what their classes stand for."""
