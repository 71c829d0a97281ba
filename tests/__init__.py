"""The tests. A package in its own right: another one of this name, from a library's wheel, must not come before it."""
