import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 256)
        while True:
            try:
                open("/tmp/alive", "a").write("x")
            finally:
                time.sleep(0.01)
    os._exit(0)
os.wait()
time.sleep(0.05)
print("done")
