"""Recordings in, stimuli out: collections, representations, models, morphs, rendering."""
