package org.temper.data.corpus;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.temper.data.MalformedDataException;
import org.temper.data.RecordException;
import org.temper.data.files.RawRecord;

/**
 * The tokenization of records on several threads, whose results come in the order of the records
 * and no more than a few parts ahead of them.
 */
final class Tokenizing<R, E> implements AutoCloseable {
  private static final int PART_RECORDS = 256;
  private static final long PART_BYTES = 1 << 18;
  private static final int PARTS_PER_THREAD = 4;

  private final ExampleForm<R, E> form;
  private final Consumer<Result<E>> consumer;
  private final int threads;
  private final ExecutorService executor;
  private final Deque<Future<List<Result<E>>>> running = new ArrayDeque<>();
  private List<RawRecord> part = new ArrayList<>();
  private long partBytes;

  Tokenizing(ExampleForm<R, E> form, int threads, Consumer<Result<E>> consumer) {
    this.form = form;
    this.consumer = consumer;
    this.threads = threads;
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            new ThreadFactoryBuilder().setNameFormat("tokenizing-%d").setDaemon(true).build());
  }

  /**
   * What came of a record.
   *
   * @param bytes how much of the file it is, about
   * @param row what was made of it; none where it says nothing or is malformed
   * @param error what is wrong with it
   */
  record Result<E>(long bytes, Optional<Row<E>> row, Optional<IllegalArgumentException> error) {}

  void add(RawRecord record) {
    part.add(record);
    partBytes += record.bytes();
    if (part.size() == PART_RECORDS || partBytes >= PART_BYTES) {
      submit();
    }
  }

  void finish() {
    submit();
    while (!running.isEmpty()) {
      takeFirst();
    }
  }

  private void submit() {
    List<RawRecord> records = part;
    running.add(executor.submit(() -> records.stream().map(this::result).toList()));
    part = new ArrayList<>();
    partBytes = 0;
    if (running.size() > threads * PARTS_PER_THREAD) {
      takeFirst();
    }
  }

  private void takeFirst() {
    try {
      requireNonNull(Uninterruptibles.getUninterruptibly(running.remove())).forEach(consumer);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Result<E> result(RawRecord raw) {
    try {
      Optional<R> record = form.decoder().apply(raw.parse());
      return new Result<>(raw.bytes(), record.map(this::row), Optional.empty());
    } catch (MalformedDataException e) {
      return new Result<>(raw.bytes(), Optional.empty(), Optional.of(e));
    } catch (RecordException e) {
      return new Result<>(raw.bytes(), Optional.empty(), Optional.of(e.at(raw.location())));
    }
  }

  private Row<E> row(R record) {
    var fitted = form.tokenizer().apply(record);
    return new Row<>(form.prompt().apply(record), fitted.fate(), fitted.example());
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
