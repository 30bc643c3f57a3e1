"""What we remember: all SQL, as plain functions by noun over one open transaction."""
