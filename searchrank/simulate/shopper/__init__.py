"""Who shops: segments and individuals, and the needs that arise in them from day to day."""
