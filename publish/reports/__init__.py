"""Figures in words, tables and charts."""
