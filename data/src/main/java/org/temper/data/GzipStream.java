package org.temper.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The bytes of a gzip file (RFC 1952) of one member or several, every one of them whole: unlike
 * {@link java.util.zip.GZIPInputStream}, which ends at whatever follows the first member, it takes
 * a damaged member, or bytes after the last that are none, for the error that they are. Zeros after
 * the last member are such bytes too.
 *
 * <p>A file of more than {@value #FREE_BYTES} bytes is not unpacked to more than {@value #RATIO}
 * times its size: text does not shrink so far, bombs do.
 */
final class GzipStream extends InputStream {
  static final int MAGIC_1 = 0x1f;
  static final int MAGIC_2 = 0x8b;
  static final long FREE_BYTES = 1L << 24;
  static final long RATIO = 100;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int FIXED_FIELDS = 6;

  private final InputStream packed;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 check = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long packedBytes;
  private long unpackedBytes;
  private Position at = Position.BEFORE_MEMBER;

  /** Where in the file the stream is. */
  private enum Position {
    BEFORE_MEMBER,
    IN_MEMBER,
    AT_END
  }

  GzipStream(InputStream packed) {
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at != Position.AT_END) {
      if (at == Position.BEFORE_MEMBER) {
        readHeader();
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        return count;
      }
      if (inflater.finished()) {
        readTrailer();
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      if (inflater.needsInput()) {
        if (position == limit && !fill()) {
          throw new EOFException();
        }
        inflater.setInput(buffer, position, limit - position);
      }
      int count = inflater.inflate(target, offset, length);
      position = limit - inflater.getRemaining();
      if (count == 0 && inflater.needsDictionary()) {
        throw new ZipException("it needs a dictionary");
      }
      check.update(target, offset, count);
      unpackedBytes += count;
      if (unpackedBytes > FREE_BYTES && unpackedBytes / RATIO > packedBytes) {
        throw new ZipException(
            "it unpacks to more than " + RATIO + " times its size; gunzip it if that is meant");
      }
      return count;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  private void readHeader() throws IOException {
    check.reset();
    inflater.reset();
    if (next() != MAGIC_1 || next() != MAGIC_2) {
      throw new ZipException("bytes follow its end that are no gzip");
    }
    int method = next();
    int flags = next();
    if (method != DEFLATE || (flags & RESERVED) != 0) {
      throw new ZipException("its header is of no known kind");
    }
    skip(FIXED_FIELDS);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipString();
    }
    if ((flags & COMMENT) != 0) {
      skipString();
    }
    if ((flags & HEADER_CHECK) != 0) {
      long expected = check.getValue() & 0xffff;
      if ((next() | next() << 8) != expected) {
        throw new ZipException("its header does not match its checksum");
      }
    }
    check.reset();
    at = Position.IN_MEMBER;
  }

  private void readTrailer() throws IOException {
    long expected = check.getValue();
    long size = inflater.getBytesWritten() & 0xffff_ffffL;
    if (nextInt() != expected || nextInt() != size) {
      throw new ZipException("its content does not match its checksum");
    }
    at = position < limit || fill() ? Position.BEFORE_MEMBER : Position.AT_END;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipString() throws IOException {
    while (next() != 0) {
      // All of it is skipped.
    }
  }

  private long nextInt() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  /** A byte outside of what is deflated. */
  private int next() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException();
    }
    int value = buffer[position++] & 0xff;
    check.update(value);
    return value;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, packed.read(buffer));
    packedBytes += limit;
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    packed.close();
  }
}
