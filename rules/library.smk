# Where the library is, which then needs no installation.

import sys
from pathlib import Path

BASE = Path(workflow.basedir)
sys.path.insert(0, str(BASE))
