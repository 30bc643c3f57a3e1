"""Repeatable measurements; each stands as a ratio against something run beside it."""
