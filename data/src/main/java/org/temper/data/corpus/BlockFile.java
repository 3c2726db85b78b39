package org.temper.data.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file of any size that is read in blocks, by any number of threads. It is not mapped: pages of a
 * mapped file count as memory of the process, and an index of many records is read through.
 *
 * <p>Where it is not closed, its descriptor is closed once nothing refers to it.
 */
final class BlockFile implements Closeable {
  private static final int BLOCK_BYTES = 1 << 16;

  /** What is no longer than this is read with what is around it. */
  private static final int SHORT_BYTES = 1 << 12;

  private final Path path;
  // A channel would be closed by an interrupt of whoever reads.
  private final RandomAccessFile file;
  private final long size;
  // Any thread's last block will do, as blocks do not change.
  private Block last = new Block(0, ByteBuffer.allocate(0));

  private BlockFile(Path path, RandomAccessFile file, long size) {
    this.path = path;
    this.file = file;
    this.size = size;
  }

  static BlockFile of(Path path) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    return new BlockFile(path, file, file.length());
  }

  /** Some bytes of the file. */
  private record Block(long begin, ByteBuffer bytes) {
    boolean holds(long offset, int count) {
      return offset >= begin && offset + count <= begin + bytes.capacity();
    }

    int at(long offset) {
      return (int) (offset - begin);
    }
  }

  long size() {
    return size;
  }

  long getLong(long offset) {
    Block block = block(offset, Long.BYTES);
    return block.bytes.getLong(block.at(offset));
  }

  int getInt(long offset) {
    Block block = block(offset, Integer.BYTES);
    return block.bytes.getInt(block.at(offset));
  }

  /** Some bytes, which the caller does not change. */
  ByteBuffer read(long offset, int count) {
    if (count > SHORT_BYTES) {
      return readFully(offset, count);
    }
    Block block = block(offset, count);
    return block.bytes.slice(block.at(offset), count);
  }

  private Block block(long offset, int count) {
    Block block = last;
    if (!block.holds(offset, count)) {
      // It begins before the offset, as what is asked for next may stand a little before it.
      long begin = Math.max(0, offset - SHORT_BYTES);
      block = new Block(begin, readFully(begin, (int) Math.min(BLOCK_BYTES, size - begin)));
      last = block;
    }
    return block;
  }

  private ByteBuffer readFully(long from, int count) {
    byte[] bytes = new byte[count];
    try {
      synchronized (file) {
        file.seek(from);
        file.readFully(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be read", e);
    }
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
