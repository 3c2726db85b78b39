package org.temper.data.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of any size, mapped into memory: parts of up to 2 GiB, one beginning at every GiB, so that
 * whatever is no longer than a GiB lies within one of them.
 */
final class MappedFile {
  static final int STEP_BITS = 30;

  private final List<ByteBuffer> parts;
  private final long size;

  private MappedFile(List<ByteBuffer> parts, long size) {
    this.parts = parts;
    this.size = size;
  }

  static MappedFile of(Path file) throws IOException {
    List<ByteBuffer> parts = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      for (long from = 0; from < size; from += 1L << STEP_BITS) {
        long length = Math.min(Integer.MAX_VALUE, size - from);
        parts.add(channel.map(MapMode.READ_ONLY, from, length));
      }
      return new MappedFile(parts, size);
    }
  }

  long size() {
    return size;
  }

  long getLong(long offset) {
    return part(offset).getLong(within(offset));
  }

  int getInt(long offset) {
    return part(offset).getInt(within(offset));
  }

  ByteBuffer slice(long offset, int length) {
    return part(offset).slice(within(offset), length);
  }

  private ByteBuffer part(long offset) {
    return parts.get((int) (offset >>> STEP_BITS));
  }

  private static int within(long offset) {
    return (int) (offset & ((1L << STEP_BITS) - 1));
  }
}
