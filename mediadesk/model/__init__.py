"""The nouns and their rules: values in, values out, the standard library alone."""
