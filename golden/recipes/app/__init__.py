"""Keeps recipes, and finds those that use what is in the fridge."""
