package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.api.items.ItemPrior;
import org.temper.testkit.LiveArrays;

/** Sessions of models that look at time. */
class RecommenderSessionTest {
  private static final long HOUR = 3600;

  /** Events at known times, and when the item after the last of them is asked for. */
  @SuppressWarnings("ArrayRecordComponent")
  private record History(long[] items, long[] times, long asked) {

    /** With an item that is appended: it happens when it is asked for, and so does what follows. */
    History with(long item) {
      int length = items.length;
      long[] longer = Arrays.copyOf(items, length + 1);
      long[] longerTimes = Arrays.copyOf(times, length + 1);
      longer[length] = item;
      longerTimes[length] = asked;
      return new History(longer, longerTimes, asked);
    }
  }

  /** Two histories whose ages differ much, so that times and rows matter. */
  private static final List<History> HISTORIES =
      List.of(
          new History(
              new long[] {3, 5, 1, 9},
              new long[] {0, 2 * HOUR, 900 * HOUR, 901 * HOUR},
              5000 * HOUR),
          new History(new long[] {3, 5}, new long[] {7 * HOUR, 7 * HOUR + 40}, 8 * HOUR));

  private static SequenceBatch batch(List<History> histories) {
    SequenceBatch batch =
        SequenceBatch.of(
            histories.stream().map(history -> TokenSequence.ofText(history.items())).toList());
    long[] times = new long[batch.rows() * batch.columns()];
    long[] next = new long[times.length];
    for (int row = 0; row < batch.rows(); row++) {
      History history = histories.get(row);
      int first = row * batch.columns();
      for (int i = 0; i < history.items().length; i++) {
        times[first + i] = history.times()[i];
        next[first + i] = i + 1 < history.items().length ? history.times()[i + 1] : history.asked();
      }
    }
    return batch
        .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, batch.shape()))
        .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, batch.shape()));
  }

  /** The same with columns of padding before the rows, and rubbish under it. */
  private static SequenceBatch padded(SequenceBatch batch, int before) {
    int columns = batch.columns() + before;
    int size = batch.rows() * columns;
    long[] tokens = new long[size];
    long[] times = new long[size];
    long[] next = new long[size];
    Arrays.fill(tokens, 7);
    Arrays.fill(times, 123 * HOUR);
    Arrays.fill(next, 77 * HOUR);
    boolean[] real = new boolean[size];
    long[] givenTimes = longs(batch, ItemInputs.TIMESTAMPS);
    long[] givenNext = longs(batch, ItemInputs.NEXT_TIMESTAMPS);
    for (int row = 0; row < batch.rows(); row++) {
      int length = batch.length(row);
      int to = (row + 1) * columns - length;
      System.arraycopy(batch.rowTokens(row), 0, tokens, to, length);
      System.arraycopy(givenTimes, row * batch.columns(), times, to, length);
      System.arraycopy(givenNext, row * batch.columns(), next, to, length);
      Arrays.fill(real, to, to + length, true);
    }
    SequenceBatch moved = SequenceBatch.of(batch.rows(), columns, tokens, real, new boolean[size]);
    return moved
        .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, moved.shape()))
        .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, moved.shape()));
  }

  private static long[] longs(SequenceBatch batch, String name) {
    return ((SideInput.Longs) batch.sideInputs().get(name)).values();
  }

  static List<RecommenderConfig> configs() {
    return TinyRecommenders.all();
  }

  private static RecommenderPolicy policy(RecommenderConfig config) {
    try (NDManager manager = TinyRecommenders.newManager()) {
      return RecommenderPolicy.create(
          config, TinyRecommenders.weights(manager, config), TinyRecommenders.options());
    }
  }

  /** A prior that was another before the histories' ends, and again after them. */
  private static ItemPrior prior() {
    float[][] logits = new float[3][TinyRecommenders.ITEMS];
    for (int row = 0; row < 3; row++) {
      for (int item = 0; item < TinyRecommenders.ITEMS; item++) {
        logits[row][item] = (row + 1) * (item * 7 % 5);
      }
    }
    return ItemPrior.table(new long[] {0, 7 * HOUR + 60, 4000 * HOUR}, logits);
  }

  private static void assertNext(
      RecommenderPolicy policy, DecodingSession session, List<History> histories) {
    float[][] expected = policy.nextItems(batch(histories));
    NDArray logits = session.logits();
    for (int row = 0; row < expected.length; row++) {
      assertThat(logits.get(row).toFloatArray()).containsExactly(expected[row], within(2e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void logitsAreThoseOfTheWholeSequenceWithItsTimes(RecommenderConfig config) {
    try (RecommenderPolicy plain = policy(config);
        RecommenderPolicy withPrior = plain.withPrior(prior())) {
      for (RecommenderPolicy policy : List.of(plain, withPrior)) {
        for (SequenceBatch prompts : List.of(batch(HISTORIES), padded(batch(HISTORIES), 3))) {
          assertDecodes(policy, prompts);
        }
      }
    }
  }

  private static void assertDecodes(RecommenderPolicy policy, SequenceBatch prompts) {
    try (DecodingSession session = policy.decode(prompts)) {
      assertThat(session.maxLength()).isEqualTo(policy.maxLength());
      assertNext(policy, session, HISTORIES);
      double before = logProb(session, 0, 4);
      session.advance(4, 2);
      History first = HISTORIES.get(0).with(4);
      History second = HISTORIES.get(1).with(2);
      assertNext(policy, session, List.of(first, second));
      // What was chosen scores as it was chosen.
      try (TokenScores scores = policy.evaluate(batch(List.of(first)))) {
        assertThat((double) scores.tokenLogProbs().getFloat(0, 4)).isCloseTo(before, within(2e-5));
      }
      session.append(1, 6, 8);
      second = second.with(6).with(8);
      // Each row keeps its own times wherever it goes.
      session.select(1, 0, 1);
      assertNext(policy, session, List.of(second, first, second));
      session.advance(1, 2, 3);
      session.finish(0);
      assertNext(policy, session, List.of(first.with(2), second.with(3)));
    }
  }

  private static double logProb(DecodingSession session, int row, int item) {
    return session.logits().logSoftmax(1).getFloat(row, item);
  }

  @Test
  void timesChangeWhatIsDecoded() {
    History late = HISTORIES.get(0);
    History early = new History(late.items(), late.times(), 902 * HOUR);
    for (TimeSignal signal : List.of(TimeSignal.PAST, TimeSignal.TARGET)) {
      HstuConfig config =
          HstuConfig.of(TinyRecommenders.ITEMS, 8, 2, 2, TinyRecommenders.MAX_LENGTH)
              .withTime(signal);
      try (RecommenderPolicy policy = policy(config);
          DecodingSession session = policy.decode(batch(List.of(late, early)))) {
        boolean same = signal == TimeSignal.PAST;
        NDArray logits = session.logits();
        assertThat(Arrays.equals(logits.get(0).toFloatArray(), logits.get(1).toFloatArray()))
            .isEqualTo(same);
        session.advance(2, 2);
        NDArray continued = session.logits();
        assertThat(continued.get(0).toFloatArray()).isNotEqualTo(continued.get(1).toFloatArray());
      }
    }
  }

  @Test
  void withoutAnotherTimeItemsAreAppendedAtTheTimeOfTheLastEvent() {
    HstuConfig config = HstuConfig.of(TinyRecommenders.ITEMS, 8, 2, 2, TinyRecommenders.MAX_LENGTH);
    History given = HISTORIES.get(0);
    History asked = new History(given.items(), given.times(), given.times()[3]);
    SequenceBatch prompts = SequenceBatch.prompts(List.of(given.items()));
    SequenceBatch timed =
        prompts.withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(given.times(), prompts.shape()));
    try (RecommenderPolicy policy = policy(config);
        DecodingSession session = policy.decode(timed)) {
      assertNext(policy, session, List.of(asked));
      session.advance(4);
      assertNext(policy, session, List.of(asked.with(4)));
    }
    try (RecommenderPolicy target = policy(config.withTime(TimeSignal.TARGET))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.decode(timed))
          .withMessageContaining("nextTimestamps");
    }
    try (RecommenderPolicy plain = policy(config);
        RecommenderPolicy withPrior = plain.withPrior(prior())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> withPrior.decode(timed))
          .withMessageContaining("nextTimestamps");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plain.decode(prompts))
          .withMessageContaining("timestamps");
    }
  }

  @Test
  void aPriorAloneNeedsNoTimesOfEvents() {
    RecommenderConfig config = configs().get(0);
    SequenceBatch prompts = SequenceBatch.prompts(List.of(HISTORIES.get(1).items()));
    SequenceBatch asked =
        prompts.withSideInput(
            ItemInputs.NEXT_TIMESTAMPS,
            SideInput.of(new long[] {7 * HOUR + 40, 8 * HOUR}, prompts.shape()));
    try (RecommenderPolicy plain = policy(config);
        RecommenderPolicy policy = plain.withPrior(prior());
        DecodingSession session = policy.decode(asked)) {
      session.advance(4);
      assertNext(policy, session, List.of(HISTORIES.get(1).with(4)));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void leavesNoArraysBehind(RecommenderConfig config) {
    SequenceBatch prompts = batch(HISTORIES);
    try (RecommenderPolicy policy = policy(config)) {
      LiveArrays.assertConstant(
          "decode",
          () -> {
            try (DecodingSession session = policy.decode(prompts)) {
              session.logits();
              session.select(1, 0, 0);
              session.advance(1, 2, 3);
              session.logits();
            }
          });
    }
  }
}
