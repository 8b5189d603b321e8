"""What everything looks like: base templates, components, styles, small scripts. Knows nothing of the domain."""
