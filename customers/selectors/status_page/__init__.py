"""What the status page says, whether anything of it changed, and the snapshot it is served from."""
