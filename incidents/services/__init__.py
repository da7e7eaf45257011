"""Use cases of incidents. Each holds the incident's row lock until commit and writes one timeline entry."""
