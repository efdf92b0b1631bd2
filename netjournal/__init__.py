"""Net Journal: what is kept about the people one knows, asked of it and worked out from it. Knows no window."""

__version__ = "0.1.0"
