package org.temper.interactions.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.Target;

/** Events without feedback: not 0, and nothing is learned from them. */
class MissingFeedbackTest {
  private static final double NONE = Double.NaN;

  /** Rows in this order; with those left out that have no rating, or filled in. */
  private static final InteractionLog LOG =
      InteractionLog.builder("rating", "length")
          .add("ann", "a", 1, Map.of("rating", 4.0, "length", 10.0))
          .add("ann", "b", 2, Map.of("length", 20.0))
          .add("ann", "c", 3, Map.of("rating", 0.0))
          .add("bob", "a", 1, Map.of("rating", 1.0, "length", 10.0))
          .add("bob", "b", 2, Map.of())
          .build(0);

  @Test
  void whatIsNotGivenIsNotZero() {
    assertThat(LOG.events().feedback("rating"))
        .isEqualTo(ImmutableDoubleArray.of(4, NONE, 0, 1, NONE));
    assertThat(IntStream.range(0, 5).filter(row -> LOG.events().hasFeedback("rating", row)))
        .containsExactly(0, 2, 3);
    assertThat(LOG.target(1).hasFeedback("rating")).isFalse();
    assertThat(LOG.target(1).feedback("rating")).isNaN();
    assertThat(LOG.target(1).hasFeedback("length")).isTrue();
    assertThat(LOG.target(2).hasFeedback("rating")).isTrue();
    InteractionLog rated = LOG.havingFeedback("rating");
    assertThat(rated.events().feedback("rating")).isEqualTo(ImmutableDoubleArray.of(4, 0, 1));
    assertThat(rated.items()).isEqualTo(LOG.items());
    assertThat(rated.havingFeedback("rating").events()).isEqualTo(rated.events());
  }

  @Test
  void aLogNeedsNoFeedbackAtAll() {
    InteractionLog log = InteractionLog.builder().add("ann", "a", 1).add("ann", "b", 2).build(0);
    assertThat(log.events().feedback()).isEmpty();
    assertThatThrownBy(() -> Standardization.of(log, "rating"))
        .hasMessage("column: expected one of [], got rating");
  }

  @Test
  void figuresAreThoseOfTheEventsThatHaveFeedback() {
    InteractionLog rated = LOG.havingFeedback("rating");
    Standardization standardization = Standardization.of(LOG, "rating");
    assertThat(standardization).isEqualTo(Standardization.of(rated, "rating"));
    // The mean of 4, 0 and 1; with 0 for what is not given it would be 1.
    assertThat(standardization.mean()).isEqualTo(5.0 / 3);
    InteractionLog standardized = standardization.addTo(LOG, "rating", "z");
    assertThat(standardized.havingFeedback("z").size()).isEqualTo(3);
    assertThat(standardized.events().hasFeedback("z", 1)).isFalse();
    assertThat(new Standardization(3, 0).apply(NONE)).isNaN();
    assertThat(FeedbackBias.ofUsers(LOG, "rating"))
        .isEqualTo(FeedbackBias.ofUsers(rated, "rating"));
    FeedbackBias both = FeedbackBias.ofUsersAndItems(LOG, "rating", 1);
    assertThat(both).isEqualTo(FeedbackBias.ofUsersAndItems(rated, "rating", 1));
    // Nobody rated b.
    assertThat(both.itemBias().get(1)).isZero();
    assertThat(both.itemBias().get(0)).isNotZero();
    assertThat(both.residuals(LOG, "rating").get(4)).isNaN();
    assertThat(both.residuals(LOG, "rating").get(3)).isFinite();
  }

  @Test
  void errorsAreThoseOfTheTargetsThatHaveFeedback() {
    FeedbackPredictor two = (query, item) -> 2;
    var all = IntStream.range(0, LOG.size()).mapToObj(LOG::target).toList();
    PredictionError error = PredictionError.of(two, all, "rating");
    assertThat(error)
        .isEqualTo(
            PredictionError.of(
                two, all.stream().filter(t -> t.hasFeedback("rating")).toList(), "rating"));
    assertThat(error.targets()).isEqualTo(3);
    // |2 - 4|, |2 - 0| and |2 - 1|.
    assertThat(error.meanAbsolute()).isEqualTo(5.0 / 3);
    var none = all.stream().filter((Target t) -> !t.hasFeedback("rating")).toList();
    assertThatThrownBy(() -> PredictionError.of(two, none, "rating"))
        .hasMessage("targets: expected at least one with feedback rating, got none");
  }

  @Test
  void percentilesNeedBothColumns() {
    DurationPercentiles percentiles = DurationPercentiles.fit(LOG, "rating", "length", 1);
    // Rows 0 and 3: 4 and 1 of length 10.
    assertThat(percentiles.addTo(LOG, "rating", "length", "p").events().feedback("p"))
        .isEqualTo(ImmutableDoubleArray.of(0.75, NONE, NONE, 0.25, NONE));
    InteractionLog apart =
        InteractionLog.builder("rating", "length")
            .add("ann", "a", 1, Map.of("rating", 1.0))
            .add("ann", "b", 2, Map.of("length", 1.0))
            .build(0);
    assertThatThrownBy(() -> DurationPercentiles.fit(apart, "rating", "length", 1))
        .hasMessage("log: expected at least one event with feedback rating and length, got none");
  }

  @Test
  void whereNothingIsGivenTheColumnIsNamed() {
    InteractionLog log = InteractionLog.builder("rating").add("ann", "a", 1, Map.of()).build(0);
    assertThatThrownBy(() -> Standardization.of(log, "rating"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("log: expected at least one event with feedback rating, got none");
    assertThatThrownBy(() -> FeedbackBias.ofItems(log, "rating"))
        .hasMessage("log: expected at least one event with feedback rating, got none");
  }

  @Test
  void wrongValuesAreNamedAndNothingIsAdded() {
    InteractionLogBuilder builder = InteractionLog.builder("rating");
    assertThatThrownBy(() -> builder.add("u", "i", 1, Map.of("rating", NONE)))
        .hasMessage("rating: expected a finite number, got NaN");
    assertThatThrownBy(() -> builder.add("u", "i", 1, Map.of("stars", 1.0)))
        .hasMessage("values: expected some of [rating], got stars");
    assertThatThrownBy(() -> builder.add("u", "i", -1, Map.of()))
        .hasMessage("time: expected at least 0, got -1");
    assertThat(builder.build(0).size()).isZero();
    assertThatThrownBy(
            () ->
                LOG.withPartialFeedback(
                    "p", ImmutableDoubleArray.of(1, NONE, Double.POSITIVE_INFINITY, 1, 1)))
        .hasMessage("p[2]: expected a finite number, or NaN for none, got Infinity");
  }
}
