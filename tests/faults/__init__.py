"""Faults injected from outside into an installation of its own: killed, stalled, flushed, refused, skewed.

`table.py` lists them; `make test` runs each once, and `make faults` runs the whole table several times and writes
bench/faults.json. Each compares what was acknowledged with what is stored and sent.
"""
