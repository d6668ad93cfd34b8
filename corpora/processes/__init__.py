"""Work in other processes: what may run away is done apart, and nobody is left behind."""
