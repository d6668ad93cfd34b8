"""The desk: a person's own page for reviewing, served to this machine's browser and to nobody else."""
