"""What is on a card. Nothing in here ever writes to one."""
