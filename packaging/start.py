"""Where the frozen program begins."""

import multiprocessing
import sys

from annotator.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a child process that reads a document begins here too, and goes no further
    sys.exit(main())
