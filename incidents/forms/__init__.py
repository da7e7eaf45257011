"""Forms: bind and clean, nothing else."""
