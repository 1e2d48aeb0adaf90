"""The preview: the demo shop with a project's own snippets, and an inspector that shows what happens."""
