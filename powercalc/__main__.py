"""`python -m powercalc` is the command `powercalc`."""

from powercalc.cli import main

if __name__ == "__main__":
    main()
