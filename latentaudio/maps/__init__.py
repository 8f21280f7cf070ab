"""Maps of the sounds of a run: which are shown, where each lies, and which lie near it."""
