"""From outcomes to conclusions: rolled up, chained once a signature, and explained."""
