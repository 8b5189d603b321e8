"""The engine of rights: roles, effective grants, permissions, decisions. Knows no screen and writes nothing."""
