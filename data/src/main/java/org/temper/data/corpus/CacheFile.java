package org.temper.data.corpus;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.temper.data.MalformedDataException;
import org.temper.data.Tokenization.Fate;

/**
 * A file of tokenized examples: the examples one after the other, an index of {@value #ENTRY_BYTES}
 * bytes a record, a {@link CacheFooter}, its length and {@link #MAGIC}. The index is checked when
 * the file is opened, each example whenever it is read.
 */
final class CacheFile {
  static final String SUFFIX = ".temper-tokens";
  static final long MAGIC = 0x54454d5045523031L;
  static final int TAIL_BYTES = Integer.BYTES + Long.BYTES;

  /** Offset, hash, size, checksum, tokens, rows and fate, and the number of the prompt. */
  static final int ENTRY_BYTES = 36;

  static final int HASH_AT = 8;
  static final int SIZE_AT = 16;
  static final int CHECK_AT = 20;
  static final int TOKENS_AT = 24;
  static final int ROWS_AT = 28;
  static final int PROMPT_AT = 32;
  static final int FATE_BITS = 3;

  private static final int CHECKED_AT_ONCE = 1 << 20;
  private static final List<Fate> FATES = List.of(Fate.values());

  private final Path file;
  private final BlockFile bytes;
  private final CacheFooter footer;
  private final long index;

  private CacheFile(Path file, BlockFile bytes, CacheFooter footer, long index) {
    this.file = file;
    this.bytes = bytes;
    this.footer = footer;
    this.index = index;
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if it is damaged, or is the cache of another key
   */
  static CacheFile open(Path file, String key) throws IOException {
    checkArgument(Files.size(file) > TAIL_BYTES, "its end is missing");
    BlockFile bytes = BlockFile.of(file);
    try {
      return checked(file, bytes, key);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static CacheFile checked(Path file, BlockFile bytes, String key) {
    long tail = bytes.size() - TAIL_BYTES;
    checkArgument(bytes.getLong(tail + Integer.BYTES) == MAGIC, "its end is missing");
    int length = bytes.getInt(tail);
    checkArgument(length > 0 && length <= tail, "its end is damaged");
    byte[] json = new byte[length];
    bytes.read(tail - length, length).get(json);
    CacheFooter footer = CacheFooter.parse(json);
    checkArgument(footer.key().equals(key), "it is the cache of other data, tokenizer or options");
    long index = tail - length - (long) footer.records() * ENTRY_BYTES;
    checkArgument(index >= 0 && index == footer.exampleBytes(), "it has another size than it says");
    CRC32C check = new CRC32C();
    for (long from = index; from < tail - length; from += CHECKED_AT_ONCE) {
      check.update(bytes.read(from, (int) Math.min(CHECKED_AT_ONCE, tail - length - from)));
    }
    checkArgument((int) check.getValue() == footer.indexCheck(), "its index is damaged");
    return new CacheFile(file, bytes, footer, index);
  }

  CacheFooter footer() {
    return footer;
  }

  /** How a fate is written. */
  static int code(Fate fate) {
    return FATES.indexOf(fate);
  }

  Fate fate(int row) {
    return FATES.get(bytes.getInt(entry(row) + ROWS_AT) & ((1 << FATE_BITS) - 1));
  }

  int rows(int row) {
    return bytes.getInt(entry(row) + ROWS_AT) >>> FATE_BITS;
  }

  int tokens(int row) {
    return bytes.getInt(entry(row) + TOKENS_AT);
  }

  long hash(int row) {
    return bytes.getLong(entry(row) + HASH_AT);
  }

  int prompt(int row) {
    return bytes.getInt(entry(row) + PROMPT_AT);
  }

  /** The bytes of a row's example. */
  ByteBuffer example(int row) {
    long entry = entry(row);
    ByteBuffer example = bytes.read(bytes.getLong(entry), bytes.getInt(entry + SIZE_AT));
    CRC32C check = new CRC32C();
    check.update(example.duplicate());
    if ((int) check.getValue() != bytes.getInt(entry + CHECK_AT)) {
      throw new MalformedDataException(
          file,
          "expected record "
              + (row + 1)
              + " as it was tokenized, got other bytes; delete the file, and it is made anew");
    }
    return example;
  }

  private long entry(int row) {
    return index + (long) row * ENTRY_BYTES;
  }
}
