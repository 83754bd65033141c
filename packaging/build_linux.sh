#!/usr/bin/env bash
# Builds dist/annotator, a folder that needs no Python, and its archive; then starts what was built, for real.
# Wants the environment that `make package` makes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$PWD/.venv/bin/python

"$python" -m PyInstaller --noconfirm --clean --log-level WARN --distpath dist --workpath build packaging/annotator.spec

install -m 644 packaging/annotator.desktop resources/icons/app.svg LICENSE README.md dist/annotator/
mv dist/annotator/app.svg dist/annotator/annotator.svg

"$python" packaging/smoke_test.py dist/annotator

version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
archive=dist/annotator-$version-linux-$(uname -m).tar.gz
tar --sort=name --owner=0 --group=0 --numeric-owner -C dist -czf "$archive" annotator
echo "Built $archive ($(du -h "$archive" | cut -f1)); the folder dist/annotator holds $(du -sh dist/annotator | cut -f1)."
