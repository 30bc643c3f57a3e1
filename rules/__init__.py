"""What the law and the office require, as pure functions over plain data."""
