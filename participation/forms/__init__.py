"""Forms about who takes part and how."""
