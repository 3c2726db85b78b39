package org.temper.interactions.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;
import org.temper.data.BatchConfig;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.testkit.Epochs;

class UserSequencesTest {
  private static final SequenceConfig CONFIG =
      SequenceConfig.of(4).withSideInput(ItemInputs.REWARDS, "rating");

  /** Users u0, u1, … with so many events; event i of a user is of item i at time 100·(i + 1). */
  private static InteractionLog log(int... events) {
    InteractionLogBuilder builder = InteractionLog.builder("rating");
    for (int item = 0; item < 20; item++) {
      builder.addItem("i" + item);
    }
    for (int user = 0; user < events.length; user++) {
      for (int i = 0; i < events[user]; i++) {
        builder.add("u" + user, "i" + i, 100L * (i + 1), i + 0.5);
      }
    }
    return builder.build(1);
  }

  @Test
  void anEventWithoutFeedbackIsNaNInItsSideInput() {
    InteractionLog log =
        log(3).withPartialFeedback("rating", ImmutableDoubleArray.of(0, Double.NaN, 2));
    SequenceBatch batch = UserSequences.of(log, CONFIG, BatchConfig.of(8)).inOrder(1).get(0);
    assertThat(((SideInput.Floats) batch.sideInputs().get(ItemInputs.REWARDS)).values())
        .containsExactly(0, Float.NaN, 2);
  }

  private static long[] longs(SequenceBatch batch, String name) {
    return ((SideInput.Longs) batch.sideInputs().get(name)).values();
  }

  private static List<Long> targets(List<SequenceBatch> batches) {
    List<Long> targets = new ArrayList<>();
    for (SequenceBatch batch : batches) {
      for (int row = 0; row < batch.rows(); row++) {
        for (int column = 0; column < batch.columns(); column++) {
          if (batch.isScored(row, column)) {
            targets.add(batch.token(row, column));
          }
        }
      }
    }
    return targets;
  }

  @Test
  void aShortHistoryIsOneSequenceWithTimesAndRewards() {
    UserSequences sequences = UserSequences.of(log(3), CONFIG, BatchConfig.of(8));
    SequenceBatch batch = sequences.inOrder(8).get(0);
    assertThat(batch.rows()).isEqualTo(1);
    assertThat(batch.columns()).isEqualTo(3);
    assertThat(longs(batch, ItemInputs.TIMESTAMPS)).containsExactly(100, 200, 300);
    assertThat(longs(batch, ItemInputs.NEXT_TIMESTAMPS)).containsExactly(200, 300, 300);
    assertThat(((SideInput.Floats) batch.sideInputs().get(ItemInputs.REWARDS)).values())
        .containsExactly(0.5f, 1.5f, 2.5f);
    assertThat(targets(List.of(batch))).containsExactly(1L, 2L);
  }

  @Test
  void aLongHistoryIsCutFromItsEndAndEachEventIsATargetOnce() {
    UserSequences sequences = UserSequences.of(log(9), CONFIG, BatchConfig.of(8));
    // 9 events in windows of 4 that share one: [0, 1, 2] [2, 3, 4, 5] [5, 6, 7, 8].
    assertThat(sequences.size()).isEqualTo(3);
    SequenceBatch batch = sequences.inOrder(8).get(0);
    assertThat(batch.length(0)).isEqualTo(3);
    assertThat(batch.token(1, 0)).isEqualTo(2);
    assertThat(batch.token(2, 3)).isEqualTo(8);
    assertThat(targets(List.of(batch))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    // The event after a window's last is known where the user has one.
    assertThat(longs(batch, ItemInputs.NEXT_TIMESTAMPS)[4 + 3]).isEqualTo(700);
    assertThat(sequences.targets()).isEqualTo(8);
    assertThat(sequences.targetRows().asList()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void everyLengthGivesEachEventButTheFirstOnce() {
    for (int events = 2; events <= 20; events++) {
      UserSequences sequences = UserSequences.of(log(events), CONFIG, BatchConfig.of(8));
      List<Long> expected = new ArrayList<>();
      for (long item = 1; item < events; item++) {
        expected.add(item);
      }
      assertThat(targets(sequences.inOrder(8))).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void sessionsAreCutFromTheEndAndEachEventIsATargetOnce() {
    UserSequences sequences = UserSequences.ofSessions(log(9), CONFIG, 3, BatchConfig.of(8));
    // 9 events as sessions of 3, of which the last two are whole: [0 | 1, 2] [2 | 3, 4, 5] [5 | …].
    assertThat(sequences.size()).isEqualTo(3);
    SequenceBatch batch = sequences.inOrder(8).get(0);
    assertThat(batch.rowTokens(0)).containsExactly(0, 1, 2);
    assertThat(batch.rowTokens(1)).containsExactly(2, 3, 4, 5);
    assertThat(batch.rowTokens(2)).containsExactly(5, 6, 7, 8);
    assertThat(batch.isScored(2, 0)).isFalse();
    for (int events = 2; events <= 20; events++) {
      for (int session = 1; session <= 3; session++) {
        UserSequences those =
            UserSequences.ofSessions(log(events), CONFIG, session, BatchConfig.of(8));
        long[] expected = LongStream.range(1, events).toArray();
        assertThat(targets(those.inOrder(8)))
            .containsExactlyElementsOf(LongStream.of(expected).boxed().toList());
        assertThat(those.targets()).isEqualTo(expected.length);
        assertThat(those.targetRows().length()).isEqualTo(expected.length);
      }
    }
    // Of one event a session has as much history as the sequence has room for.
    SequenceBatch ones =
        UserSequences.ofSessions(log(9), CONFIG, 1, BatchConfig.of(8)).inOrder(8).get(0);
    assertThat(ones.rowTokens(7)).containsExactly(5, 6, 7, 8);
    assertThat(ones.isScored(7, 2)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserSequences.ofSessions(log(9), CONFIG, 4, BatchConfig.of(8)))
        .withMessage("session: expected 1 to 3, fewer than the sequences' most, got 4");
    assertThat(UserSequences.ofSessions(log(9), CONFIG, 1, BatchConfig.of(8)).identity())
        .isNotEqualTo(UserSequences.ofSessions(log(9), CONFIG, 2, BatchConfig.of(8)).identity());
  }

  @Test
  void usersWithOneEventAreLeftOutAndCounted() {
    UserSequences sequences = UserSequences.of(log(1, 3, 1, 2), CONFIG, BatchConfig.of(8));
    assertThat(sequences.size()).isEqualTo(2);
    assertThat(sequences.skippedUsers()).isEqualTo(2);
    assertThatThrownBy(() -> UserSequences.of(log(1, 1), CONFIG, BatchConfig.of(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("log: expected a user with at least two events");
  }

  @Test
  void anEpochFollowsFromItsSeedAndNumberAlone() {
    UserSequences sequences =
        UserSequences.of(log(5, 7, 3, 2, 9, 4, 6, 8), CONFIG, BatchConfig.of(3));
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(text(sequences, 1, epoch)).isEqualTo(text(sequences, 1, epoch));
    }
    assertThat(text(sequences, 1, 0)).isNotEqualTo(text(sequences, 1, 1));
    assertThat(text(sequences, 1, 0)).isNotEqualTo(text(sequences, 2, 0));
    assertThat(Epochs.of(sequences, 1, 0).get(0).exampleIds())
        .allMatch(id -> id.startsWith("user u"));
  }

  private static String text(UserSequences sequences, long seed, int epoch) {
    List<SequenceBatch> batches =
        Epochs.of(sequences, seed, epoch).stream()
            .flatMap(update -> update.microBatches().stream())
            .toList();
    return batches + " " + targets(batches);
  }

  @Test
  void anUnknownColumnIsNamed() {
    SequenceConfig config = SequenceConfig.of(4).withSideInput(ItemInputs.REWARDS, "stars");
    assertThatThrownBy(() -> UserSequences.of(log(3), config, BatchConfig.of(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column: expected one of [rating], got stars");
    assertThatThrownBy(() -> SequenceConfig.of(1)).hasMessageContaining("maxLength");
    assertThatThrownBy(() -> SequenceConfig.of(2).withSideInput(ItemInputs.TIMESTAMPS, "x"))
        .hasMessageContaining("sideInputs");
  }

  @Test
  void aTargetIsTheLastTokenAndAloneScored() {
    InteractionLog log = log(9, 2);
    List<SequenceBatch> batches =
        TargetSequences.inOrder(List.of(log.target(8), log.target(10)), CONFIG, 8);
    SequenceBatch batch = batches.get(0);
    assertThat(batch.columns()).isEqualTo(4);
    assertThat(batch.token(0, 0)).isEqualTo(5);
    assertThat(batch.token(0, 3)).isEqualTo(8);
    assertThat(batch.length(1)).isEqualTo(2);
    assertThat(targets(batches)).containsExactly(8L, 1L);
    assertThat(longs(batch, ItemInputs.NEXT_TIMESTAMPS)[2]).isEqualTo(900);
    assertThat(((SideInput.Floats) batch.sideInputs().get(ItemInputs.REWARDS)).values()[3])
        .isEqualTo(8.5f);
    assertThatThrownBy(() -> TargetSequences.inOrder(List.of(log.target(0)), CONFIG, 8))
        .hasMessageContaining("targets[0].history: expected at least one event");
  }

  @Test
  void sequencesAreKnownByTheirEventsAndConfiguration() {
    String contents = contents(log(3, 5), CONFIG);
    assertThat(contents(log(3, 5), CONFIG)).isEqualTo(contents);
    assertThat(
            List.of(
                contents(log(3, 6), CONFIG),
                contents(log(5, 3), CONFIG),
                contents(log(3, 5), SequenceConfig.of(4)),
                contents(log(3, 5), CONFIG.withSideInput("more", "rating")),
                contents(
                    log(3, 5), SequenceConfig.of(5).withSideInput(ItemInputs.REWARDS, "rating"))))
        .doesNotContain(contents);
  }

  private static String contents(InteractionLog log, SequenceConfig config) {
    return UserSequences.of(log, config, BatchConfig.of(2)).identity().get("data.contents");
  }
}
