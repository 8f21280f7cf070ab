"""How far a sound is from all that a model was trained on, as its checkpoint remembers it."""
