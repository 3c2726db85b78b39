package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.EpisodeTokens;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;

/**
 * A table of an iteration's episodes: a row for each episode in which the policy produced a token,
 * and columns with a number for each of its tokens, on the host, 0 where the policy did not produce
 * the token. A trainer adds columns as it computes them; a table itself never changes.
 */
public final class EpisodeTable {
  private static final String ORDER = "minibatch-order";

  private final ImmutableList<TrajectoryGroup> groups;
  private final ImmutableList<Row> rows;
  private final ImmutableMap<Column, float[][]> columns;

  private EpisodeTable(
      List<TrajectoryGroup> groups, List<Row> rows, Map<Column, float[][]> columns) {
    this.groups = ImmutableList.copyOf(groups);
    this.rows = ImmutableList.copyOf(rows);
    this.columns = ImmutableMap.copyOf(columns);
  }

  /** What is known of each token. */
  public enum Column {
    /** Log-probability as it was recorded while sampling, at temperature 1, in nats. */
    RECORDED_LOG_PROBS,
    /** Log-probability under the distribution that the token was drawn from, in nats. */
    BEHAVIOR_LOG_PROBS,
    /** Rewards; a row's sum to its episode's. */
    REWARDS,
    /** Log-probability under the policy that the iteration begins with, in nats. */
    OLD_LOG_PROBS,
    /** Log-probability under the reference, in nats; where there is one. */
    REF_LOG_PROBS,
    /** What is taken off the rewards for divergence; where a penalty is taken off there. */
    PENALTIES,
    /** Importance weights of the old policy against the one that sampled. */
    IMPORTANCE,
    /** By how much the token did better than was to be expected. */
    ADVANTAGES,
    /** Value of the state in which the token was chosen, before the first update. */
    VALUES,
    /** What that value should have been. */
    RETURNS
  }

  /**
   * An episode.
   *
   * @param sequence the tokens, the policy's own flagged
   * @param group which of the groups it is of
   * @param member its position there
   * @param truncated whether it had more to come
   */
  public record Row(TokenSequence sequence, int group, int member, boolean truncated) {}

  /**
   * The table of an iteration, with what was recorded while sampling.
   *
   * @param batches the episodes, at least one batch
   * @return a table of the columns {@code RECORDED_LOG_PROBS}, {@code BEHAVIOR_LOG_PROBS} and
   *     {@code REWARDS}
   * @throws IllegalArgumentException if there is no batch
   */
  public static EpisodeTable of(List<RolloutBatch> batches) {
    checkArgument(!batches.isEmpty(), "microBatches: expected at least one, got none");
    List<TrajectoryGroup> groups =
        batches.stream().flatMap(batch -> batch.groups().stream()).toList();
    List<Row> rows = new ArrayList<>();
    List<EpisodeTokens> numbers = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      List<RewardedTrajectory> members = groups.get(group).members();
      for (int member = 0; member < members.size(); member++) {
        RewardedTrajectory episode = members.get(member);
        TokenSequence sequence = episode.trajectory().toSequence();
        if (sequence.scoredTokens() > 0) {
          Ending.Kind kind = episode.trajectory().ending().kind();
          rows.add(new Row(sequence, group, member, kind == Ending.Kind.TRUNCATED));
          numbers.add(EpisodeTokens.of(episode));
        }
      }
    }
    return new EpisodeTable(
        groups,
        rows,
        Map.of(
            Column.RECORDED_LOG_PROBS, floats(numbers, EpisodeTokens::logProbs),
            Column.BEHAVIOR_LOG_PROBS, floats(numbers, EpisodeTokens::behaviorLogProbs),
            Column.REWARDS, floats(numbers, EpisodeTokens::rewards)));
  }

  private static float[][] floats(
      List<EpisodeTokens> episodes, Function<EpisodeTokens, ImmutableDoubleArray> column) {
    return episodes.stream()
        .map(episode -> Floats.toArray(column.apply(episode).asList()))
        .toArray(float[][]::new);
  }

  /** All groups, with the episodes that have no row. */
  public List<TrajectoryGroup> groups() {
    return groups;
  }

  public List<Row> rows() {
    return rows;
  }

  /** The rows' tokens. */
  public List<TokenSequence> sequences() {
    return rows.stream().map(Row::sequence).toList();
  }

  /** How many tokens the policy produced. */
  public long tokens() {
    return rows.stream().mapToLong(row -> row.sequence().scoredTokens()).sum();
  }

  public boolean has(Column column) {
    return columns.containsKey(column);
  }

  /**
   * Checks what a policy would refuse to score, perhaps after the first update.
   *
   * @throws IllegalArgumentException if an episode is longer than its context or holds an id
   *     outside its vocabulary
   */
  public void checkScorable(Policy policy) {
    for (TokenSequence sequence : sequences()) {
      checkArgument(
          sequence.length() <= policy.maxLength(),
          "microBatches: expected episodes of at most %s tokens, the policy's context, got %s",
          policy.maxLength(),
          sequence.length());
      for (long token : sequence.tokens()) {
        checkArgument(
            token >= 0 && token < policy.vocabularySize(),
            "microBatches: expected tokens from 0 to %s, got %s",
            policy.vocabularySize() - 1,
            token);
      }
    }
  }

  /** A column, a row as long as its sequence; not to be changed. */
  public float[][] column(Column column) {
    float[][] numbers = columns.get(column);
    checkArgument(numbers != null, "column: expected one of %s, got %s", columns.keySet(), column);
    return numbers;
  }

  /** This table with one more column, or another one in its stead. */
  public EpisodeTable with(Column column, float[][] numbers) {
    Map<Column, float[][]> more = new EnumMap<>(Column.class);
    more.putAll(columns);
    more.put(column, numbers);
    return new EpisodeTable(groups, rows, more);
  }

  /** This table with one more column, from a padded array [B, T]. */
  public EpisodeTable with(Column column, NDArray padded) {
    float[] values = padded.toFloatArray();
    int width = (int) padded.getShape().get(1);
    float[][] numbers = new float[rows.size()][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Arrays.copyOfRange(values, i * width, i * width + length(i));
    }
    return with(column, numbers);
  }

  /** A column of all rows, padded with 0, float32 [B, T]. */
  public NDArray array(NDManager manager, Column column) {
    int longest = IntStream.range(0, rows.size()).map(this::length).max().orElse(0);
    return array(manager, column, IntStream.range(0, rows.size()).toArray(), longest);
  }

  private NDArray array(NDManager manager, Column column, int[] chosen, int width) {
    float[] padded = new float[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      float[] row = column(column)[chosen[i]];
      System.arraycopy(row, 0, padded, i * width, row.length);
    }
    return manager.create(padded, new Shape(chosen.length, width));
  }

  private int length(int row) {
    return rows.get(row).sequence().length();
  }

  /** True for each token that the policy produced, boolean [B, T]. */
  public NDArray mask(NDManager manager) {
    return SequenceBatch.of(sequences()).completionMask(manager);
  }

  /**
   * The minibatches of a pass over all rows, each in parts that are scored at once.
   *
   * @param iteration what tells this iteration's draws from others'
   */
  public List<List<Part>> minibatches(MinibatchConfig config, long seed, long iteration, int pass) {
    int[] order = Seeds.permutation(rows.size(), seed, ORDER, iteration, pass);
    List<TokenSequence> sequences = sequences();
    int count = Math.min(config.minibatches(), rows.size());
    List<List<Part>> minibatches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) rows.size() * i / count);
      int to = (int) ((long) rows.size() * (i + 1) / count);
      int[] chosen = Arrays.copyOfRange(order, from, to);
      minibatches.add(
          SequenceParts.of(sequences, chosen, config.rowsAtOnce()).stream()
              .map(part -> new Part(this, part))
              .toList());
    }
    return minibatches;
  }

  /**
   * Rows that are scored at once.
   *
   * @param table the table that they are of
   * @param indices which of its rows
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one update, never compared
  public record Part(EpisodeTable table, int[] indices) {

    /** The rows' tokens. */
    public SequenceBatch batch() {
      return SequenceBatch.of(
          IntStream.of(indices).mapToObj(row -> table.rows.get(row).sequence()).toList());
    }

    /** How many tokens the policy produced. */
    public long tokens() {
      return IntStream.of(indices)
          .mapToLong(row -> table.rows.get(row).sequence().scoredTokens())
          .sum();
    }

    /** A column, padded with 0 to the longest row, float32 [B, T]. */
    public NDArray array(NDManager manager, Column column) {
      int longest = IntStream.of(indices).map(table::length).max().orElse(0);
      return table.array(manager, column, indices, longest);
    }
  }
}
