"""Plain frozen data that every stage shares: outcomes, values, facts, rules, findings, reports."""
