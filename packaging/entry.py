"""Where a bundle begins."""

import sys

from optexplorer.__main__ import main

sys.exit(main())
