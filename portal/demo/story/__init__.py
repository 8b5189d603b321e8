"""The demonstration's story, told by the portal's own actions on the days when they would have happened."""
