"""Office files (ODS, XLSX) written row by row into a temporary file: memory does not grow with the number of rows.

Dates and figures are typed cells; dates are shown as dd/mm/yyyy.
"""
