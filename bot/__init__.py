"""The engine: starts, listens, runs each event in one transaction, sends."""
