"""Every database write, by noun; each named function is one transaction."""
