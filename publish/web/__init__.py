"""The pages strangers read, and their data."""
