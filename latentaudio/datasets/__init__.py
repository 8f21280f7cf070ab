"""Which recordings there are, what is known about them, and how they are divided."""
