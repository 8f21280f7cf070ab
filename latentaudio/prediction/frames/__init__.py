"""Frames of recordings, which networks see: files of them, crops, augmentation and rooms."""
