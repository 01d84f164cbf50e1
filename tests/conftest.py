"""Settings that every test shares."""

from hypothesis import settings

# A shared or slow machine must not fail a property by its speed.
settings.register_profile("skulint", deadline=None)
settings.load_profile("skulint")
