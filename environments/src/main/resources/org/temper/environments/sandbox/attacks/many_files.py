import os

written = 0
for directory in (".", "/tmp", "/dev/shm", "/"):
    try:
        for number in range(1000):
            with open(f"{directory}/{number}", "wb") as file:
                written += file.write(b"x" * (1 << 20))
    except OSError:
        pass
if written > 256 << 20:
    print("ESCAPED:", written, "bytes in files")
count = 0
try:
    for number in range(100_000):
        open(f"/tmp/empty{number}", "wb").close()
        count += 1
except OSError:
    pass
if count == 100_000:
    print("ESCAPED:", count, "files")
