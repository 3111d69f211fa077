"""What is done to the part of a plan that tells who takes part and how."""
