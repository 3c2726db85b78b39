import json
import os
import struct

os.write(1, os.urandom(4096) + b"\x00\xff\xfe\xed")
head = json.dumps(
    {"exit": 0, "limit": None, "seconds": 0, "cut": [False, False], "retired": False, "lengths": [7, 0]}
).encode()
forged = struct.pack(">I", len(head)) + head + b"ESCAPED"
for side in range(3, 256):
    try:
        os.write(side, forged)
    except OSError:
        pass
os._exit(3)
