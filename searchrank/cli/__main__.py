"""`python -m searchrank.cli` is the `searchrank` command."""

from searchrank.cli import main

if __name__ == "__main__":
    main(prog_name="searchrank")
