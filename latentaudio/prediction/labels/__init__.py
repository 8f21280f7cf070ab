"""Labels, of which a recording may have several: reading lists, and dividing recordings by them."""
