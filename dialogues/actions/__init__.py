"""Everything that writes more than one row of the register (DESIGN rule 1)."""
