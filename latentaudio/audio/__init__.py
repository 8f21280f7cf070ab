"""Reading, checking, resampling, cutting and reverberating sound files."""
