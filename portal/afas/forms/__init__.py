"""What people type on the screens: entry, lists, decisions. The domain reads it; nothing is decided here."""
