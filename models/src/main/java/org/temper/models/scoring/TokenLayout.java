package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.temper.api.SequenceBatch;

/**
 * The layout of a batch's real tokens: flat and without padding for all that works on single
 * tokens, in rows for attention. On which side a batch is padded, and how much, leaves no trace.
 *
 * @param ids the real tokens' ids, row by row, [N]
 * @param positions each token's position in its row, [N]
 * @param rows the number of rows, B
 * @param columns the length of the longest row, T
 * @param cells which token is in each cell of the rows, [B·T]; token 0 where there is none
 * @param tokenCells the cell of each token, the first where several rows share it, [N]
 * @param shared how many of a row's first tokens are those of a row before it, [B]
 * @param sources the token whose state predicts each scored token, [M]
 * @param targets the ids of the scored tokens, [M]
 * @param scored the scored tokens' cells in the batch as it was given, [M]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenLayout(
    long[] ids,
    long[] positions,
    int rows,
    int columns,
    long[] cells,
    long[] tokenCells,
    long[] shared,
    long[] sources,
    long[] targets,
    long[] scored) {
  /** Rows that share less than one token of so many are as fast apart. */
  private static final int WORTHWHILE = 16;

  public static TokenLayout of(SequenceBatch batch, long vocabularySize, int maxLength) {
    int[] starts = new int[batch.rows()];
    int[] lengths = new int[batch.rows()];
    for (int row = 0; row < batch.rows(); row++) {
      starts[row] = batch.start(row);
      lengths[row] = batch.length(row);
      checkArgument(
          lengths[row] <= maxLength,
          "batch: expected at most %s tokens in a row, got %s in row %s",
          maxLength,
          lengths[row],
          row);
    }
    int columns = Arrays.stream(lengths).max().getAsInt();
    int size = Arrays.stream(lengths).sum();
    int scoredSize = batch.scoredTokens();
    TokenLayout layout =
        new TokenLayout(
            new long[size],
            new long[size],
            batch.rows(),
            columns,
            new long[batch.rows() * columns],
            new long[size],
            new long[batch.rows()],
            new long[scoredSize],
            new long[scoredSize],
            new long[scoredSize]);
    int token = 0;
    int target = 0;
    for (int row = 0; row < batch.rows(); row++) {
      for (int position = 0; position < lengths[row]; position++) {
        int column = starts[row] + position;
        long id = batch.token(row, column);
        checkId(id, vocabularySize, row, column);
        layout.ids[token] = id;
        layout.positions[token] = position;
        layout.cells[row * columns + position] = token;
        layout.tokenCells[token] = (long) row * columns + position;
        if (batch.isScored(row, column)) {
          layout.sources[target] = token - 1L;
          layout.targets[target] = id;
          layout.scored[target] = (long) row * batch.columns() + column;
          target++;
        }
        token++;
      }
    }
    return layout;
  }

  /** The same tokens, with the last state of each row as the one that predicts. */
  public TokenLayout predictingNext() {
    long[] last = new long[rows];
    long token = -1;
    int row = -1;
    for (long position : positions) {
      if (position == 0) {
        row++;
      }
      last[row] = ++token;
    }
    return new TokenLayout(
        ids,
        positions,
        rows,
        columns,
        cells,
        tokenCells,
        shared,
        last,
        new long[rows],
        new long[0]);
  }

  /**
   * The same rows, where what several begin with stands once: a token's state follows from those
   * before it, so that rows that begin alike have the same states there, and what rows ask of a
   * state adds up in its gradient.
   *
   * @return the layout, for what works on tokens and attention alone; this one where rows share
   *     less than a {@value #WORTHWHILE}th of their tokens
   */
  public TokenLayout sharingBeginnings() {
    long[] moved = new long[ids.length];
    long[] alike = new long[rows];
    NavigableMap<long[], long[]> known = new TreeMap<>(Arrays::compare);
    int[] lengths = rowLengths();
    int size = 0;
    int first = 0;
    for (int row = 0; row < rows; row++) {
      int end = first + lengths[row];
      long[] own = Arrays.copyOfRange(ids, first, end);
      long[] like = mostAlike(known, own);
      System.arraycopy(like, 0, moved, first, like.length);
      for (int token = first + like.length; token < end; token++) {
        moved[token] = size++;
      }
      known.putIfAbsent(own, Arrays.copyOfRange(moved, first, end));
      alike[row] = like.length;
      first = end;
    }
    return (ids.length - size) * WORTHWHILE < ids.length ? this : moved(moved, size, alike);
  }

  /** The tokens that a row shares with the one among others that begins most alike. */
  private static long[] mostAlike(NavigableMap<long[], long[]> known, long[] own) {
    long[] shared = {};
    // In order of their tokens it stands beside the row.
    for (Map.Entry<long[], long[]> entry :
        Arrays.asList(known.floorEntry(own), known.ceilingEntry(own))) {
      if (entry != null) {
        int mismatch = Arrays.mismatch(own, entry.getKey());
        int same = mismatch < 0 ? own.length : mismatch;
        if (same > shared.length) {
          shared = Arrays.copyOf(entry.getValue(), same);
        }
      }
    }
    return shared;
  }

  /** The same rows of fewer tokens, of which several of this layout's may become one. */
  private TokenLayout moved(long[] moved, int size, long[] alike) {
    TokenLayout fewer =
        new TokenLayout(
            new long[size],
            new long[size],
            rows,
            columns,
            new long[cells.length],
            new long[size],
            alike,
            Arrays.stream(sources).map(source -> moved[(int) source]).toArray(),
            targets,
            scored);
    int fresh = 0;
    for (int token = 0; token < ids.length; token++) {
      int to = (int) moved[token];
      int cell = (int) tokenCells[token];
      fewer.cells[cell] = to;
      if (to == fresh) {
        fewer.ids[to] = ids[token];
        fewer.positions[to] = positions[token];
        fewer.tokenCells[to] = cell;
        fresh++;
      }
    }
    return fewer;
  }

  /**
   * The same rows with tokens of no consequence behind the real ones, so that sizes repeat: they
   * come after all that real tokens see, and nothing is predicted from them.
   *
   * @param columnStep of what the length of the rows becomes a multiple
   * @param tokenStep of what the number of tokens becomes a multiple, unless all cells are tokens
   * @return the layout, its tokens row by row still
   */
  public TokenLayout withRoundSizes(int columnStep, int tokenStep) {
    int wide = roundedUp(columns, columnStep);
    int[] lengths = rowLengths();
    int free = rows * wide - Arrays.stream(lengths).sum();
    int spare = Math.min(roundedUp(ids.length, tokenStep) - ids.length, free);
    int size = ids.length + spare;
    TokenLayout round =
        new TokenLayout(
            new long[size],
            new long[size],
            rows,
            wide,
            new long[rows * wide],
            new long[size],
            shared,
            new long[sources.length],
            targets,
            scored);
    long[] moved = new long[ids.length];
    int to = 0;
    for (int row = 0; row < rows; row++) {
      int added = Math.min(spare, wide - lengths[row]);
      spare -= added;
      for (int position = 0; position < lengths[row] + added; position++) {
        int cell = row * wide + position;
        int from = position < lengths[row] ? (int) cells[row * columns + position] : -1;
        if (position < shared[row]) {
          round.cells[cell] = moved[from];
        } else {
          if (from >= 0) {
            round.ids[to] = ids[from];
            moved[from] = to;
          }
          round.positions[to] = position;
          round.tokenCells[to] = cell;
          round.cells[cell] = to++;
        }
      }
    }
    Arrays.setAll(round.sources, i -> moved[(int) sources[i]]);
    return round;
  }

  private static int roundedUp(int size, int step) {
    return (size + step - 1) / step * step;
  }

  /** Whether rows share tokens. */
  public boolean isShared() {
    return Arrays.stream(shared).anyMatch(count -> count > 0);
  }

  /** How many tokens each row has. */
  public int[] rowLengths() {
    int[] lengths = new int[rows];
    Arrays.setAll(lengths, row -> (int) shared[row]);
    for (long cell : tokenCells) {
      lengths[(int) (cell / columns)]++;
    }
    return lengths;
  }

  /** The ids of the scored tokens, int64 [M, 1]. */
  public NDArray targets(NDManager manager) {
    return manager.create(targets, new Shape(targets.length, 1));
  }

  private static void checkId(long id, long vocabularySize, int row, int column) {
    checkArgument(
        id >= 0 && id < vocabularySize,
        "batch: expected token ids in [0, %s), got %s in row %s column %s",
        vocabularySize,
        id,
        row,
        column);
  }
}
