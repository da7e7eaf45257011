"""How everything is written into a folder or a zip."""
