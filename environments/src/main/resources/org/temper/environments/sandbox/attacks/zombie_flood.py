import os

for _ in range(20_000):
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        pass
print("done")
