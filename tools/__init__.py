"""What engineers run and nobody ships: checks of the ground plan, and its picture."""
