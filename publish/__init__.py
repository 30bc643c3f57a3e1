"""What the public reads: pages, and later feeds, figures and documents."""
