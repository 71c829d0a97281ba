"""Where jobs run. `base` says what an engine must do; `inline` is for tests and debugging, `local` for one machine."""
