from . import test_owner
