"""Small widgets of the window: they show a value when told and emit a signal when edited."""
