import os

with open("large", "wb") as file:
    for _ in range(10 << 10):
        file.write(b"x" * (1 << 20))
print("ESCAPED: a file of", os.path.getsize("large"), "bytes")
