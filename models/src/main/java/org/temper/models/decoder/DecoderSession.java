package org.temper.models.decoder;

import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableLongArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.SessionRows;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;

/**
 * Decoding with cached keys and values.
 *
 * <p>Appended tokens wait until logits are asked for and then go through the trunk together, flat.
 * Which rows finished or were selected shows in the cache at that time too: it is made to hold the
 * live rows alone, in their order. It grows by doubling. Rows that begin alike, as the completions
 * of one prompt do, are computed once up to their first logits. Prompts go through in parts, so
 * that what is computed of them at once is bounded, and apart from rows that go on.
 */
final class DecoderSession implements DecodingSession {
  private static final int INITIAL_ROOM = 16;

  /** The most tokens of prompts in one pass; a longer prompt has one for itself. */
  private static final int PREFILL_TOKENS = 1 << 14;

  private final SessionKernels kernels;
  private final Kernel kernel;
  private final DecoderWeights weights;
  private final NDManager manager;
  private final SessionRows rows;

  private CachedRow[] sequences;

  /** The rows that the cache and the logits hold, in their order there. */
  private List<CachedRow> cached;

  /** Whether those are the live rows. */
  private boolean arranged = true;

  /**
   * The most rows that the session held: weights that are ready for one row are so for one alone.
   */
  private int widest;

  /**
   * What a step hands over, [2, rows]: DJL reads such a buffer in place, where it makes a new one
   * for an array on the heap.
   */
  private ByteBuffer tokens;

  private int capacity;
  private @Nullable NDArray logits;
  private boolean closed;

  private DecoderSession(
      SessionKernels kernels,
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      SessionRows rows,
      CachedRow[] sequences,
      int capacity) {
    this.kernels = kernels;
    this.kernel = kernel;
    this.weights = weights;
    this.manager = manager;
    this.rows = rows;
    this.sequences = sequences;
    this.cached = List.of(sequences);
    this.widest = sequences.length;
    this.tokens = buffer(sequences.length);
    this.capacity = capacity;
  }

  private static ByteBuffer buffer(int rows) {
    return ByteBuffer.allocateDirect(2 * rows * Long.BYTES).order(ByteOrder.nativeOrder());
  }

  static DecoderSession open(
      DecoderConfig config,
      SessionKernels kernels,
      DecoderWeights weights,
      NDManager parent,
      SequenceBatch prompts) {
    int maxLength = Math.min(config.maxLength(), config.rotary().steadyLength());
    SessionRows rows = SessionRows.of(prompts, config.vocabularySize(), maxLength);
    CachedRow[] sequences =
        IntStream.range(0, prompts.rows())
            .mapToObj(row -> CachedRow.of(row, prompts.rowTokens(row)))
            .toArray(CachedRow[]::new);
    int longest = Arrays.stream(sequences).mapToInt(CachedRow::length).max().getAsInt();
    int capacity = Math.min(maxLength, longest + INITIAL_ROOM);
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
          tensor(scope.create(new long[] {sequences.length, capacity})));
      return new DecoderSession(kernels, kernel, weights, manager, rows, sequences, capacity);
    } catch (RuntimeException e) {
      kernel.close();
      manager.close();
      throw e;
    }
  }

  @Override
  public int rows() {
    return rows.count();
  }

  @Override
  public int[] liveRows() {
    return rows.liveRows();
  }

  @Override
  public int length(int row) {
    return rows.length(row);
  }

  @Override
  public int maxLength() {
    return rows.maxLength();
  }

  @Override
  public void advance(long... tokens) {
    int[] grown = rows.advance(tokens);
    for (int i = 0; i < grown.length; i++) {
      sequences[grown[i]].append(tokens[i]);
    }
  }

  @Override
  public void append(int row, long... tokens) {
    rows.append(row, tokens);
    sequences[row].append(tokens);
  }

  @Override
  public void finish(int row) {
    rows.finish(row);
    arranged = false;
  }

  @Override
  public void begin(int row, long... prompt) {
    rows.begin(row, prompt);
    // Any slot will do, as nothing in it is looked at before it is written.
    sequences[row] = CachedRow.of(0, prompt.clone());
    arranged = false;
  }

  @Override
  public void select(int... parents) {
    rows.select(parents);
    sequences =
        Arrays.stream(parents)
            .mapToObj(parent -> sequences[parent].fork())
            .toArray(CachedRow[]::new);
    arranged = false;
  }

  @Override
  public NDArray logits() {
    int[] live = rows.askingLogits();
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      List<CachedRow> wanted = rowsOf(live);
      if (wanted.stream().anyMatch(CachedRow::isFresh)) {
        begin(scope, wanted);
      }
      if (!arranged) {
        arrange(scope, wanted);
      }
      if (cached.stream().anyMatch(CachedRow::hasPending)) {
        extend(scope);
      }
      return requireNonNull(logits);
    }
  }

  private List<CachedRow> rowsOf(int[] live) {
    return Arrays.stream(live).mapToObj(row -> sequences[row]).toList();
  }

  /** Computes rows of which nothing is cached yet, those that are the same once. */
  private void begin(NDManager scope, List<CachedRow> wanted) {
    Map<ImmutableLongArray, CachedRow> different = new LinkedHashMap<>();
    Map<CachedRow, CachedRow> copies = new LinkedHashMap<>();
    List<CachedRow> once = new ArrayList<>();
    for (CachedRow row : wanted) {
      CachedRow computed =
          row.isFresh() ? different.computeIfAbsent(row.pending(), pending -> row) : row;
      if (computed == row) {
        once.add(row);
      } else {
        copies.put(row, computed);
      }
    }
    if (copies.isEmpty()) {
      return;
    }
    arrange(scope, once);
    extend(scope);
    copies.forEach(CachedRow::follow);
    arranged = false;
  }

  /** Makes the cache and the logits hold some rows, in their order. */
  private void arrange(NDManager scope, List<CachedRow> wanted) {
    int size = wanted.size();
    widen(scope, size);
    long[] slots = wanted.stream().mapToLong(CachedRow::slot).toArray();
    if (!Arrays.equals(slots, LongStream.range(0, cached.size()).toArray())) {
      NDArray before = logits == null ? scope.zeros(new Shape(cached.size(), 0)) : logits;
      NDArray after =
          kernel.call(manager, "arrange", tensor(before), tensor(scope.create(slots))).head();
      if (logits == null) {
        after.close();
      } else {
        replaceLogits(after);
      }
    }
    for (int slot = 0; slot < size; slot++) {
      wanted.get(slot).moveTo(slot);
    }
    cached = wanted;
    arranged = true;
  }

  /** Makes weights that are ready for one row ready for more. */
  private void widen(NDManager scope, int size) {
    if (size <= widest) {
      return;
    }
    if (widest == 1) {
      kernel.call(
          scope,
          "prepare",
          tensors(weights.allButEmbedding()),
          tensor(weights.embedding()),
          tensor(scope.create(new long[] {size})));
    }
    tokens = buffer(size);
    widest = size;
  }

  private void extend(NDManager scope) {
    reserve(scope, cached.stream().mapToInt(CachedRow::length).max().getAsInt());
    prefill(scope);
    if (cached.stream().noneMatch(CachedRow::hasPending)) {
      return;
    }
    if (cached.stream().allMatch(CachedRow::hasOneMore)) {
      replaceLogits(step(scope));
    } else {
      SessionStep step = SessionStep.of(cached.stream().map(CachedRow::span).toList());
      merge(scope, step.updated(), extend(scope, step));
    }
    cached.forEach(CachedRow::settle);
  }

  /**
   * Puts prompts through: those of rows among others apart, as those wait for one token each, and
   * where there is much of them a part at a time.
   */
  private void prefill(NDManager scope) {
    List<CachedRow> fresh = cached.stream().filter(CachedRow::isFresh).toList();
    long tokens = fresh.stream().mapToLong(CachedRow::length).sum();
    if (fresh.size() == cached.size() && tokens <= PREFILL_TOKENS) {
      return;
    }
    for (int from = 0; from < fresh.size(); ) {
      int to = from + 1;
      long size = fresh.get(from).length();
      while (to < fresh.size() && size + fresh.get(to).length() <= PREFILL_TOKENS) {
        size += fresh.get(to++).length();
      }
      List<CachedRow> part = fresh.subList(from, to);
      long[] slots = part.stream().mapToLong(CachedRow::slot).toArray();
      SessionStep step = SessionStep.of(part.stream().map(CachedRow::span).toList()).inRows(slots);
      merge(scope, slots, extend(scope, step));
      part.forEach(CachedRow::settle);
      from = to;
    }
  }

  /** Makes some rows' logits those that were computed of them. */
  private void merge(NDManager scope, long[] slots, NDArray newest) {
    NDArray known = logits;
    if (known == null && slots.length < cached.size()) {
      known = scope.zeros(new Shape(cached.size(), newest.getShape().get(1)));
    }
    if (known == null || slots.length == cached.size()) {
      replaceLogits(newest);
      return;
    }
    replaceLogits(
        kernel
            .call(manager, "merge", tensor(known), tensor(scope.create(slots)), tensor(newest))
            .head());
    newest.close();
  }

  /** A token in each row. */
  private NDArray step(NDManager scope) {
    int size = cached.size();
    tokens.clear();
    for (CachedRow row : cached) {
      tokens.putLong(row.span().tokens()[0]);
    }
    for (CachedRow row : cached) {
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
            tensor(scope.create(step.cells(), new Shape(step.spans(), step.columns()))),
            tensor(scope.create(step.tokenCells())),
            tensor(scope.create(step.last())),
            tensor(bounds(scope, step)),
            tensor(scope.create(step.length())))
        .head();
  }

  private NDArray bounds(NDManager scope, SessionStep step) {
    return step.bounds().length == 0
        ? scope.zeros(new Shape(0), DataType.INT64)
        : scope.create(step.bounds(), new Shape(step.spans(), step.columns()));
  }

  /** Makes room in the cache for rows of a length. */
  private void reserve(NDManager scope, int length) {
    if (length > capacity) {
      int grown = Math.min(rows.maxLength(), Math.max(length, 2 * capacity));
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
    rows.close();
    kernel.call(manager, "release", tensor(weights.frequencies()));
    kernels.giveBack(kernel);
    manager.close();
  }
}
