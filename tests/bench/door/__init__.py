"""What a durable turn costs beside bare echoes: `python -m tests.bench.door`, the page docs/benchmarks.md."""
