from . import test_held_back
