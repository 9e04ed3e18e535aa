"""Ratings in, report out: tests, companions, effects, intervals, the listener model."""
