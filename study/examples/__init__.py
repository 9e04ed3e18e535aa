"""Example studies, as data: each a study folder in small."""
