from . import test_remedy_return
