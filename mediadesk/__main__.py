"""`python -m mediadesk` is `mediadesk`."""

from mediadesk.cli.app import main

main()
