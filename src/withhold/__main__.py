"""`python -m withhold`."""

import sys

from withhold.cli.main import main

sys.exit(main())
