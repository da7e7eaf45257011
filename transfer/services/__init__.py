"""Full exports, and importing one."""
