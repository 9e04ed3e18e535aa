"""Stimulus sets: manifest, audio files, levels, anchors, quality control, import.

Only `stimuli.manifest` and `stimuli.errors` may be imported without numpy: the survey uses
nothing else.
"""
