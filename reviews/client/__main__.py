"""`python -m reviews.client`: the `claimdesk` command where nothing is installed under that name."""

from reviews.client.commands import main

if __name__ == "__main__":
    main(prog_name="claimdesk")
