"""What people type in HABPPS. Forms read; actions decide."""
