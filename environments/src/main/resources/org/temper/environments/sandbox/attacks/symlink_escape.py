import os
import sys

secret = sys.stdin.readline().strip()
os.symlink(secret, "link")
os.symlink(os.path.dirname(secret), "directory")
os.symlink("/", "root")
for path in ("link", "directory/" + os.path.basename(secret), "root" + secret, "../../.." + secret):
    for mode in ("r", "a"):
        try:
            open(path, mode).close()
            print("ESCAPED: opened", path)
        except OSError:
            pass
