"""The study: its file, its folder, its tables. Everything the three programs share.

This package knows no audio, no database and no statistics; it imports the standard
library and pydantic alone.
"""
