"""Our public addresses, described for machines."""
