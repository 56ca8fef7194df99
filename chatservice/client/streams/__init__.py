"""The fronts without a screen: for pipes, files, programs and whoever reads line by line."""
