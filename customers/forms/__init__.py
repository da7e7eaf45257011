"""Forms of reports and customers."""
