"""The `skulint` command: arguments in, exit code out; all judgement is the engine's."""
