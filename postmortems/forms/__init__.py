"""Forms of postmortems and action items: they bind and clean, services do."""
