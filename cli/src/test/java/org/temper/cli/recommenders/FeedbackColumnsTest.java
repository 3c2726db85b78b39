package org.temper.cli.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;

class FeedbackColumnsTest {

  @Test
  void severalColumnsAreSummedByTheirWeightsInDeviations() {
    InteractionLogBuilder builder = InteractionLog.builder("watched", "liked");
    builder.add("u", "a", 1, 10, 0);
    builder.add("u", "b", 2, 30, 1);
    builder.add("u", "c", 3, ImmutableMap.of("watched", 20.0));
    InteractionLog log = builder.build(1);
    FeedbackColumns columns = FeedbackColumns.parse(List.of("watched=2", "liked=-1"));
    InteractionLog summed = columns.addTo(log, log);
    // Watched: mean 20, deviation √(200 / 3); liked: mean 0.5, deviation 0.5.
    double watched = 10 / Math.sqrt(200.0 / 3);
    assertThat(summed.events().feedback(columns.column()).get(0))
        .isCloseTo(-2 * watched + 1, within(1e-12));
    assertThat(summed.events().feedback(columns.column()).get(1))
        .isCloseTo(2 * watched - 1, within(1e-12));
    assertThat(summed.events().feedback(columns.column()).get(2)).isNaN();
  }

  @Test
  void oneColumnIsTakenAsItIs() {
    InteractionLogBuilder builder = InteractionLog.builder("watched");
    builder.add("u", "a", 1, 10);
    InteractionLog log = builder.build(1);
    FeedbackColumns columns = FeedbackColumns.parse(List.of("watched"));
    assertThat(columns.addTo(log, log)).isSameAs(log);
    assertThat(columns.column()).isEqualTo("watched");
  }

  @Test
  void withoutAWeightItIsOne() {
    assertThat(FeedbackColumns.parse(List.of("a", "b=0.5")).weights())
        .isEqualTo(ImmutableMap.of("a", 1.0, "b", 0.5));
  }

  @Test
  void wrongWeightsAreNamed() {
    assertThatThrownBy(() -> FeedbackColumns.parse(List.of("a=x", "b")))
        .hasMessage(
            "--feedback-column: expected NAME or NAME=WEIGHT with a finite weight other than 0, got"
                + " a=x");
    assertThatThrownBy(() -> FeedbackColumns.parse(List.of("a", "a=2")))
        .hasMessage("--feedback-column: expected each column once, got a twice");
    assertThatThrownBy(() -> FeedbackColumns.parse(List.of("a=2")))
        .hasMessage("--feedback-column: expected no weight of a single column, got a=2");
  }
}
