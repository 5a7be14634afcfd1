"""What the program says of itself when something is wrong, and to those who are asked to help."""
