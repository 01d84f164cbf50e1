"""The engines: ways of running one compiled plan over facts."""
