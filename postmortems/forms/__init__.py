"""Forms of postmortems: they bind and clean; services store."""
