"""The web survey, its database and the walker that takes it."""
