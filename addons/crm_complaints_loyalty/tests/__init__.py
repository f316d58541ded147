from . import test_remedy_discount
