package org.temper.interactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSplitTest {

  /** User "uN" has N events, at the times 1, 2, …, N. */
  private static InteractionLog users(int... events) {
    InteractionLogBuilder builder = InteractionLog.builder("r");
    for (int count : events) {
      for (int time = 1; time <= count; time++) {
        builder.add("u" + count, "i" + time, time, time);
      }
    }
    return builder.build(0);
  }

  private static List<Long> times(List<Target> targets) {
    return targets.stream().map(Target::time).toList();
  }

  @Test
  void theLastEventIsTheTestTargetAndTheOneBeforeTheValidationTarget() {
    LogSplit split = LogSplit.leaveLastOut(users(5, 3, 2, 1), HeldOut.last());
    assertThat(times(split.test())).containsExactly(5L, 3L);
    assertThat(times(split.validation())).containsExactly(4L, 2L);
    assertThat(split.test().get(0).history().size()).isEqualTo(4);
    assertThat(split.validation().get(0).history().size()).isEqualTo(3);
    // 3 + 1 of the first two, and all of those with too few.
    assertThat(split.train().size()).isEqualTo(3 + 1 + 2 + 1);
    assertThat(split.usersWithoutTarget()).isEqualTo(2);
    assertThat(split.train().users().size()).isEqualTo(4);
    assertThat(split.train().items().size()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    // At most 2 validation and 3 test targets, at least 2 events left to train on.
    "3, 0, 0",
    "4, 1, 1",
    "5, 1, 2",
    "6, 1, 3",
    "7, 2, 3",
    "9, 2, 3",
  })
  void severalTargetsAreHeldOutWhereHistoryAllows(int events, int validation, int test) {
    LogSplit split = LogSplit.leaveLastOut(users(events), new HeldOut(2, 3, 2));
    assertThat(split.validation()).hasSize(validation);
    assertThat(split.test()).hasSize(test);
    assertThat(split.train().size()).isEqualTo(events - validation - test);
    for (Target target : split.test()) {
      assertThat(target.history().size()).isEqualTo(target.time() - 1);
    }
  }

  @Test
  void aTimeDividesTrainingFromTargets() {
    InteractionLog log =
        InteractionLog.builder()
            .add("old", "a", 1)
            .add("old", "b", 5)
            .add("old", "c", 8)
            .add("new", "a", 6)
            .add("new", "b", 9)
            .add("past", "a", 2)
            .build(0);
    LogSplit split = LogSplit.atTime(log, 5, 8);
    assertThat(split.train().size()).isEqualTo(2);
    assertThat(times(split.validation())).containsExactly(5L);
    assertThat(times(split.test())).containsExactly(8L, 9L);
    assertThat(split.test().get(0).history().size()).isEqualTo(2);
    assertThat(split.eventsWithoutHistory()).isEqualTo(1);
    assertThat(split.usersWithoutTarget()).isEqualTo(1);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> new HeldOut(0, 1, 1))
        .hasMessage("validation: expected at least 1, got 0");
    assertThatThrownBy(() -> new HeldOut(1, 0, 1)).hasMessage("test: expected at least 1, got 0");
    assertThatThrownBy(() -> new HeldOut(1, 1, 0))
        .hasMessage("leastTraining: expected at least 1, got 0");
    assertThatThrownBy(() -> LogSplit.atTime(users(3), 3, 2))
        .hasMessage("testFrom: expected at least 3, got 2");
  }
}
