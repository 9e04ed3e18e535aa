"""The command line: one module per verb, and the only place where the programs are composed."""
