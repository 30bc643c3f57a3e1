"""Where people talk to us: the only code that knows Telegram, Zalo or the web chat page."""
