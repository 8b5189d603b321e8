"""What is declared: activity types, questions, accounts, controls, rates and calendars, read from YAML.

Pure data and arithmetic: no database. See docs/catalogue.md.
"""
