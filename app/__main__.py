"""`python -m duizhao`."""

from duizhao.cli.main import main

main()
