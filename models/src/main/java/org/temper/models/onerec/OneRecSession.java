package org.temper.models.onerec;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableLongArray;
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
import org.temper.models.onerec.OneRecLayout.Place;
import org.temper.models.onerec.OneRecNetwork.Memory;
import org.temper.models.scoring.AddedLogits;

/**
 * Decoding with cached keys and values. Histories are read once each, however many rows generate
 * after the same one, as beams do; the rows of a history ask it together.
 */
final class OneRecSession implements DecodingSession {
  private static final int ROOM = 8;

  private final OneRecNetwork network;
  private final NDManager manager;
  private final SessionRows rows;
  private OneRecRow[] sequences;

  /** What is kept of the rows that the logits are of, in their order. */
  private NDList kept = new NDList();

  private @Nullable NDArray logits;
  private @Nullable Memory memory;
  private int histories;
  private int capacity = ROOM;

  private OneRecSession(
      OneRecNetwork network, NDManager manager, SessionRows rows, OneRecRow[] sequences) {
    this.network = network;
    this.manager = manager;
    this.rows = rows;
    this.sequences = sequences;
  }

  static OneRecSession open(OneRecNetwork network, NDManager parent, SequenceBatch prompts) {
    OneRecConfig config = network.config();
    SessionRows rows = SessionRows.of(prompts, config.vocabularySize(), config.maxLength());
    OneRecRow[] sequences =
        IntStream.range(0, prompts.rows())
            .mapToObj(row -> new OneRecRow(ImmutableLongArray.copyOf(prompts.rowTokens(row))))
            .toArray(OneRecRow[]::new);
    for (OneRecRow row : sequences) {
      Place.after(row.tokens, config);
    }
    return new OneRecSession(network, parent.newSubManager(), rows, sequences);
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
    int[] live = rows.liveRows();
    if (tokens.length == live.length) {
      for (int i = 0; i < live.length; i++) {
        checkFits(live[i], tokens[i]);
      }
    }
    int[] grown = rows.advance(tokens);
    for (int i = 0; i < grown.length; i++) {
      sequences[grown[i]].append(new long[] {tokens[i]}, network.config());
    }
  }

  @Override
  public void append(int row, long... tokens) {
    if (row >= 0 && row < rows.count()) {
      checkFits(row, tokens);
    }
    rows.append(row, tokens);
    sequences[row].append(tokens, network.config());
  }

  /** The last token that fits has nothing after it, so that its place is asked for too. */
  private void checkFits(int row, long... more) {
    ImmutableLongArray tokens = sequences[row].with(more);
    Place.after(tokens.subArray(0, Math.max(0, tokens.length() - 1)), network.config());
  }

  @Override
  public void finish(int row) {
    rows.finish(row);
  }

  @Override
  public void begin(int row, long... prompt) {
    OneRecRow begun = new OneRecRow(ImmutableLongArray.copyOf(prompt));
    Place.after(begun.tokens, network.config());
    rows.begin(row, prompt);
    sequences[row] = begun;
  }

  @Override
  public void select(int... parents) {
    rows.select(parents);
    sequences =
        Arrays.stream(parents)
            .mapToObj(parent -> sequences[parent].fork())
            .toArray(OneRecRow[]::new);
  }

  @Override
  public NDArray logits() {
    List<OneRecRow> live =
        Arrays.stream(rows.askingLogits()).mapToObj(row -> sequences[row]).toList();
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      List<Place> places =
          live.stream().map(row -> Place.after(row.tokens, network.config())).toList();
      read(live, places);
      arrange(live);
      while (steps(scope, live, places)) {
        // One input of each row that has more goes through at a time.
      }
      return requireNonNull(logits);
    }
  }

  /** Reads the histories, each once, if there is one that was not. */
  private void read(List<OneRecRow> live, List<Place> places) {
    if (live.stream().allMatch(row -> row.asks >= 0)) {
      return;
    }
    Map<ImmutableLongArray, Integer> found = new LinkedHashMap<>();
    for (int i = 0; i < live.size(); i++) {
      int next = found.size();
      live.get(i).asks = found.computeIfAbsent(places.get(i).history(), history -> next);
    }
    Memory before = memory;
    memory = network.memory(manager, List.copyOf(found.keySet()));
    histories = found.size();
    memory.mask().attach(manager);
    if (before != null) {
      before.both().close();
      before.mask().close();
    }
  }

  /** Makes what is kept that of the live rows, in their order. */
  private void arrange(List<OneRecRow> live) {
    long[] slots = live.stream().mapToLong(row -> Math.max(row.slot, 0)).toArray();
    boolean known = logits != null;
    if (known && !Arrays.equals(slots, LongStream.range(0, keptRows()).toArray())) {
      NDList all = new NDList(requireNonNull(logits));
      all.addAll(kept);
      NDList picked = network.picked(manager, all, slots);
      all.close();
      logits = picked.get(0);
      kept = new NDList(picked.subList(1, picked.size()));
    }
    for (int i = 0; i < live.size(); i++) {
      live.get(i).slot = i;
    }
    if (!known) {
      kept = new NDList();
      for (int i = 0; i < 2 * network.config().decoderLayers(); i++) {
        kept.add(manager.zeros(shape(live.size(), capacity)));
      }
    }
  }

  private long keptRows() {
    return requireNonNull(logits).getShape().get(0);
  }

  private Shape shape(long rowCount, int places) {
    OneRecConfig config = network.config();
    long heads = config.width() / config.headSize();
    return new Shape(rowCount, heads, places, config.headSize());
  }

  /** Puts one more input of each row through that has one; false where none has. */
  private boolean steps(NDManager scope, List<OneRecRow> live, List<Place> places) {
    long[] ids = new long[live.size()];
    long[] at = new long[live.size()];
    int pending = 0;
    for (int i = 0; i < ids.length; i++) {
      ImmutableLongArray inputs = places.get(i).inputs();
      OneRecRow row = live.get(i);
      boolean more = row.done < inputs.length();
      ids[i] = more ? inputs.get(row.done) : network.config().beginToken();
      at[i] = more ? row.done : -1;
      row.done += more ? 1 : 0;
      pending += more ? 1 : 0;
    }
    if (pending == 0) {
      return false;
    }
    reserve(scope, (int) Arrays.stream(at).max().getAsLong() + 1);
    OneRecStep step =
        new OneRecStep(
            ids, at, live.stream().mapToInt(row -> row.asks).toArray(), histories, capacity);
    NDList found = network.step(scope, step, requireNonNull(memory), kept);
    NDArray newest =
        AddedLogits.logProbs(network.head(), scope, found.get(0), network.headWeight(), null, 0);
    if (logits != null && pending < ids.length) {
      boolean[] moved = new boolean[ids.length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = at[i] >= 0;
      }
      NDArray mask = scope.create(moved, new Shape(moved.length, 1));
      newest = NDArrays.where(mask.broadcast(newest.getShape()), newest, logits);
    }
    replace(newest, found);
    return true;
  }

  private void replace(NDArray newest, NDList found) {
    if (logits != null) {
      logits.close();
    }
    kept.close();
    logits = newest;
    kept = new NDList(found.subList(1, found.size()));
    newest.attach(manager);
    kept.attach(manager);
  }

  /** Makes room for so many inputs of a row. */
  private void reserve(NDManager scope, int places) {
    if (places <= capacity) {
      return;
    }
    int grown = Math.min(network.config().maxTarget(), Math.max(places, 2 * capacity));
    List<NDArray> larger = new ArrayList<>();
    for (NDArray array : kept) {
      NDArray spare = scope.zeros(shape(array.getShape().get(0), grown - capacity));
      NDArray joined = array.concat(spare, 2);
      joined.attach(manager);
      larger.add(joined);
    }
    kept.close();
    kept = new NDList(larger);
    capacity = grown;
  }

  @Override
  public void close() {
    rows.close();
    manager.close();
  }
}
