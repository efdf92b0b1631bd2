"""The window: what the user sees and touches. Imports no database."""
