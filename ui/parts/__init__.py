"""Small widgets that pages are made of, one to a file. They ask `ui.look` for colours and sizes when they paint."""
