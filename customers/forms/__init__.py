"""Forms of reports and of customer updates."""
