"""Forms of reports, customers and customer updates."""
