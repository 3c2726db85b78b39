import socket
import sys

port = int(sys.stdin.readline())
for host, to in (("127.0.0.1", port), ("1.1.1.1", 53), ("8.8.8.8", 443)):
    try:
        socket.create_connection((host, to), 0.3)
        print("ESCAPED: a connection to", host)
    except OSError:
        pass
try:
    socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
    print("ESCAPED: a socket to the virtual machine's host")
except OSError:
    pass
