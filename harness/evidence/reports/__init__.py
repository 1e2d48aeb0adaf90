"""Reports: what a run of `kamseg verify` has found, for people and for programs. Each format has a file."""
