"""The example company."""
