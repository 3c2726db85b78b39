package org.temper.data.corpus;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.temper.api.WriteFailedException;

/**
 * A writer of a {@link CacheFile}, under temporary names beside it until it is whole.
 *
 * @param <E> what an example is
 */
final class CacheWriter<E> implements Closeable {
  private static final int LARGEST_EXAMPLE = 1 << 30;

  /** An entry of the index with the hash of its prompt in the position of the number. */
  private static final int HASHED_ENTRY_BYTES = CacheFile.ENTRY_BYTES - Integer.BYTES + Long.BYTES;

  private final Path file;
  private final ExampleForm<?, E> form;
  private final LockedFile examples;
  private final LockedFile index;
  private final ExampleBytes bytes;
  private final ByteBuffer entry = ByteBuffer.allocate(HASHED_ENTRY_BYTES);
  private int records;
  private long offset;

  private CacheWriter(Path file, ExampleForm<?, E> form, LockedFile examples, LockedFile index) {
    this.file = file;
    this.form = form;
    this.examples = examples;
    this.index = index;
    this.bytes = new ExampleBytes(form.width());
  }

  static <E> CacheWriter<E> create(Path file, String key, ExampleForm<?, E> form)
      throws IOException {
    Path directory = requireNonNull(file.toAbsolutePath().getParent());
    try {
      Files.createDirectories(directory);
      LockedFile.deleteAbandoned(directory);
      LockedFile examples = LockedFile.create(directory, key);
      try {
        return new CacheWriter<>(file, form, examples, LockedFile.create(directory, key));
      } catch (IOException e) {
        examples.close();
        throw e;
      }
    } catch (IOException e) {
      throw WriteFailedException.of(file, e);
    }
  }

  void add(Row<E> row) throws IOException {
    int size = 0;
    int tokens = 0;
    int rows = 0;
    long hash = 0;
    CRC32C check = new CRC32C();
    try {
      if (row.example().isPresent()) {
        E example = row.example().get();
        form.format().write().accept(bytes, example);
        byte[] written = bytes.take();
        size = written.length;
        if (size > LARGEST_EXAMPLE) {
          throw new IOException("an example of more than 1 GiB");
        }
        tokens = form.format().tokens().applyAsInt(example);
        rows = form.format().rows().applyAsInt(example);
        check.update(written);
        hash = form.format().hash().applyAsLong(example);
        examples.out().write(written);
      }
      entry.clear();
      entry.putLong(offset);
      entry.putLong(hash);
      entry.putInt(size);
      entry.putInt((int) check.getValue());
      entry.putInt(tokens);
      entry.putInt(rows << CacheFile.FATE_BITS | CacheFile.code(row.fate()));
      entry.putLong(PromptNumbers.hash(row.prompt()));
      index.out().write(entry.array());
      offset += size;
      records = Math.addExact(records, 1);
    } catch (IOException e) {
      throw WriteFailedException.of(file, e);
    }
  }

  int records() {
    return records;
  }

  /** Makes the file whole, and moves it to where it belongs. */
  void finish(String key, long silent, long badRecords, List<String> firstBadRecords)
      throws IOException {
    try {
      index.out().flush();
      IndexEnd end = writeIndex();
      CacheFooter footer =
          new CacheFooter(
              key,
              records,
              end.prompts(),
              silent,
              badRecords,
              firstBadRecords,
              offset,
              end.check());
      byte[] json = footer.toJson();
      ByteBuffer tail = ByteBuffer.allocate(CacheFile.TAIL_BYTES);
      tail.putInt(json.length).putLong(CacheFile.MAGIC);
      examples.out().write(json);
      examples.out().write(tail.array());
      examples.out().flush();
      examples.channel().force(true);
      Files.move(
          examples.path(),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw WriteFailedException.of(file, e);
    }
  }

  private record IndexEnd(int prompts, int check) {}

  /** Writes the index behind the examples, with numbers in the position of hashes. */
  private IndexEnd writeIndex() throws IOException {
    try (BlockFile hashed = BlockFile.of(index.path())) {
      return writeIndex(hashed);
    }
  }

  private IndexEnd writeIndex(BlockFile hashed) throws IOException {
    int hashAt = CacheFile.PROMPT_AT;
    PromptNumbers numbers =
        PromptNumbers.of(
            records, record -> hashed.getLong((long) record * HASHED_ENTRY_BYTES + hashAt));
    CRC32C check = new CRC32C();
    byte[] bytes = new byte[CacheFile.ENTRY_BYTES];
    for (int record = 0; record < records; record++) {
      ByteBuffer from = hashed.read((long) record * HASHED_ENTRY_BYTES, HASHED_ENTRY_BYTES);
      from.get(bytes, 0, hashAt);
      ByteBuffer.wrap(bytes).putInt(hashAt, numbers.number(from.getLong()));
      check.update(bytes);
      examples.out().write(bytes);
    }
    return new IndexEnd(numbers.count(), (int) check.getValue());
  }

  @Override
  public void close() throws IOException {
    try (examples) {
      index.close();
    }
  }
}
