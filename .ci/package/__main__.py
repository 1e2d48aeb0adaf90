"""`python -m kamseg`."""

from kamseg import main

raise SystemExit(main())
