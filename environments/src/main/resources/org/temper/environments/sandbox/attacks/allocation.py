block = bytearray(10 << 30)
for page in range(0, len(block), 4096):
    block[page] = 1
print("ESCAPED: 10 GB of memory")
