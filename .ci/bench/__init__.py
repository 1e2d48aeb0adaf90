"""What `./run bench` measures: a file for each subject, which offers `measure() -> list[Row]`.

The docstring of a subject is the text above its table: its first line is the heading.
`benchmarks.py` lists them. Here nothing is asserted; what must hold on every machine (sizes, no
timer left) is a test.
"""
