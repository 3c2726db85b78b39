package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;

/**
 * Decoding with cached keys and values.
 *
 * <p>Appended tokens wait until logits are asked for and then go through the trunk together, flat.
 * The cache holds the live rows alone: it is compacted when rows have finished, and grows by
 * doubling.
 */
final class DecoderSession implements DecodingSession {
  private static final int INITIAL_ROOM = 64;

  private final DecoderConfig config;
  private final SessionKernels kernels;
  private final Kernel kernel;
  private final DecoderWeights weights;
  private final NDManager manager;
  private final SessionRow[] rows;

  /**
   * What a step hands over, [2, rows]: DJL reads such a buffer in place, where it makes a new one
   * for an array on the heap.
   */
  private final ByteBuffer tokens;

  /** The rows that the cache and the logits hold, in their order there. */
  private List<SessionRow> cached;

  private int capacity;
  private @Nullable NDArray logits;
  private boolean closed;

  private DecoderSession(
      DecoderConfig config,
      SessionKernels kernels,
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      SessionRow[] rows,
      int capacity) {
    this.config = config;
    this.kernels = kernels;
    this.kernel = kernel;
    this.weights = weights;
    this.manager = manager;
    this.rows = rows;
    this.cached = List.of(rows);
    this.tokens =
        ByteBuffer.allocateDirect(2 * rows.length * Long.BYTES).order(ByteOrder.nativeOrder());
    this.capacity = capacity;
  }

  static DecoderSession open(
      DecoderConfig config,
      SessionKernels kernels,
      DecoderWeights weights,
      NDManager parent,
      List<long[]> prompts) {
    checkArgument(!prompts.isEmpty(), "prompts: expected at least one, got none");
    SessionRow[] rows = new SessionRow[prompts.size()];
    int longest = 0;
    for (int i = 0; i < rows.length; i++) {
      long[] prompt = prompts.get(i);
      checkArgument(prompt.length > 0, "prompts[%s]: expected at least one token, got none", i);
      checkArgument(
          prompt.length <= config.maxLength(),
          "prompts[%s]: expected at most %s tokens, got %s",
          i,
          config.maxLength(),
          prompt.length);
      checkIds("prompts[" + i + "]", config, prompt);
      rows[i] = new SessionRow(i, prompt.clone());
      longest = Math.max(longest, prompt.length);
    }
    int capacity = Math.min(config.maxLength(), longest + INITIAL_ROOM);
    NDManager manager = parent.newSubManager();
    Kernel kernel = kernels.take();
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      kernel.call(
          scope,
          "open",
          tensors(weights.allButEmbedding()),
          tensor(weights.embedding()),
          tensor(weights.frequencies()),
          tensor(scope.create(new long[] {rows.length, capacity})));
      return new DecoderSession(config, kernels, kernel, weights, manager, rows, capacity);
    } catch (RuntimeException e) {
      kernel.close();
      manager.close();
      throw e;
    }
  }

  private static void checkIds(String argument, DecoderConfig config, long... ids) {
    for (long id : ids) {
      checkArgument(
          id >= 0 && id < config.vocabularySize(),
          "%s: expected token ids in [0, %s), got %s",
          argument,
          config.vocabularySize(),
          id);
    }
  }

  @Override
  public int rows() {
    return rows.length;
  }

  @Override
  public int[] liveRows() {
    return Arrays.stream(rows).filter(row -> row.isLive()).mapToInt(row -> row.number()).toArray();
  }

  @Override
  public int length(int row) {
    return rows[row].length();
  }

  @Override
  public int maxLength() {
    return config.maxLength();
  }

  @Override
  public void advance(long... tokens) {
    int[] live = liveRows();
    checkArgument(
        tokens.length == live.length,
        "tokens: expected %s, one for each live row, got %s",
        live.length,
        tokens.length);
    checkIds("tokens", config, tokens);
    for (int row : live) {
      checkRoom(rows[row], 1);
    }
    for (int i = 0; i < live.length; i++) {
      rows[live[i]].append(tokens[i]);
    }
  }

  @Override
  public void append(int row, long... tokens) {
    checkLive(row);
    checkIds("tokens", config, tokens);
    checkRoom(rows[row], tokens.length);
    rows[row].append(tokens);
  }

  private void checkRoom(SessionRow row, int count) {
    checkArgument(
        row.length() + count <= config.maxLength(),
        "tokens: expected at most %s in row %s, got %s",
        config.maxLength(),
        row.number(),
        row.length() + count);
  }

  @Override
  public void finish(int row) {
    checkLive(row);
    rows[row].finish();
  }

  private void checkLive(int row) {
    checkArgument(
        row >= 0 && row < rows.length && rows[row].isLive(),
        "row: expected one of %s, got %s",
        Arrays.toString(liveRows()),
        row);
  }

  @Override
  public NDArray logits() {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      compact(scope);
      checkState(!cached.isEmpty(), "logits: expected a live row, got none");
      if (cached.stream().anyMatch(row -> row.hasPending())) {
        extend(scope);
      }
      return requireNonNull(logits);
    }
  }

  /** Drops finished rows from the cache and the logits. */
  private void compact(NDManager scope) {
    int[] kept = IntStream.range(0, cached.size()).filter(i -> cached.get(i).isLive()).toArray();
    if (kept.length == cached.size()) {
      return;
    }
    NDArray index = scope.create(Arrays.stream(kept).asLongStream().toArray());
    NDArray before = logits == null ? scope.zeros(new Shape(cached.size(), 0)) : logits;
    NDArray after = kernel.call(manager, "compact", tensor(before), tensor(index)).head();
    if (logits == null) {
      after.close();
    } else {
      replaceLogits(after);
    }
    cached = Arrays.stream(kept).mapToObj(cached::get).toList();
  }

  private void extend(NDManager scope) {
    reserve(scope, cached.stream().mapToInt(SessionRow::length).max().getAsInt());
    if (cached.stream().allMatch(SessionRow::hasOneMore)) {
      replaceLogits(step(scope));
    } else {
      SessionStep step = SessionStep.of(cached.stream().map(SessionRow::span).toList());
      NDArray newest = extend(scope, step);
      replaceLogits(
          logits == null || step.last().length == cached.size()
              ? newest
              : kernel
                  .call(
                      manager,
                      "merge",
                      tensor(logits),
                      tensor(scope.create(step.updated())),
                      tensor(newest))
                  .head());
    }
    cached.forEach(SessionRow::settle);
  }

  /** A token in each row. */
  private NDArray step(NDManager scope) {
    int size = cached.size();
    tokens.clear();
    for (SessionRow row : cached) {
      tokens.putLong(row.span().tokens()[0]);
    }
    for (SessionRow row : cached) {
      tokens.putLong(row.span().cached());
    }
    tokens.flip();
    NDArray array = scope.create(tokens, new Shape(2, size), DataType.INT64);
    return kernel.call(manager, "step", tensor(array)).head();
  }

  private NDArray extend(NDManager scope, SessionStep step) {
    return kernel
        .call(
            manager,
            "extend",
            tensor(scope.create(step.ids())),
            tensor(scope.create(step.rows())),
            tensor(scope.create(step.positions())),
            tensor(scope.create(step.cells(), new Shape(cached.size(), step.columns()))),
            tensor(scope.create(step.places())),
            tensor(scope.create(step.last())),
            tensor(bounds(scope, step)),
            tensor(scope.create(step.length())))
        .head();
  }

  private NDArray bounds(NDManager scope, SessionStep step) {
    return step.bounds().length == 0
        ? scope.zeros(new Shape(0), DataType.INT64)
        : scope.create(step.bounds(), new Shape(cached.size(), step.columns()));
  }

  /** Makes room in the cache for rows of a length. */
  private void reserve(NDManager scope, int length) {
    if (length > capacity) {
      int grown = Math.min(config.maxLength(), Math.max(length, 2 * capacity));
      NDArray spare = scope.zeros(new Shape(grown - capacity), DataType.INT8);
      kernel.call(scope, "grow", tensor(spare));
      capacity = grown;
    }
  }

  private void replaceLogits(@Nullable NDArray replacement) {
    if (logits != null) {
      logits.close();
    }
    logits = replacement;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    kernel.call(manager, "release", tensor(weights.frequencies()));
    kernels.giveBack(kernel);
    manager.close();
  }
}
