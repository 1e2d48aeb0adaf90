"""The commands of `kamseg` that need nothing but the generator, a file for each."""
