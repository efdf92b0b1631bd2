"""Small widgets that pages are made of, one to a file. Each takes its colours and sizes from `ui.look` when it paints."""
