"""What stands on every screen: the header, the key bar, the tabs. The panes have folders of their own."""
