from . import test_chat_complaint
