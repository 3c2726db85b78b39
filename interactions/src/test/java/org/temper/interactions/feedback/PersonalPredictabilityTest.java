package org.temper.interactions.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.api.Seeds;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.files.InteractionReader;
import org.temper.interactions.files.ReadOptions;
import org.temper.interactions.files.Timestamps;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.Signal;
import org.temper.interactions.simulation.SimulatorConfig;

class PersonalPredictabilityTest {
  private static final SimulatorConfig WORLD = SimulatorConfig.defaults();

  @Test
  void tasteCanBePredictedAndQualityIsNotPersonal() {
    PersonalPredictability personal = of(1, 0.5);
    assertThat(personal.targets()).isEqualTo(3000);
    assertThat(personal.correlation()).isGreaterThan(0.15);
    assertThat(personal.isPersonal()).isTrue();
    PersonalPredictability quality = of(0, 0.5);
    assertThat(quality.correlation()).isCloseTo(0, within(0.05));
    assertThat(quality.isPersonal()).isFalse();
  }

  @Test
  void noiseHidesWhatIsPersonal() {
    assertThat(of(1, 4).correlation()).isLessThan(of(1, 0.5).correlation() / 2);
  }

  @Test
  void feedbackDealtOutAtRandomSaysNothing() {
    InteractionLog log = new InteractionSimulator(WORLD, 2).log();
    SplittableRandom random = Seeds.random(1, "feedback");
    InteractionLog dealt =
        log.withFeedback(
            "chance",
            ImmutableDoubleArray.copyOf(
                IntStream.range(0, log.size()).mapToDouble(row -> random.nextGaussian())));
    LogSplit split = LogSplit.leaveLastOut(dealt, new HeldOut(3, 3, 2));
    assertThat(PersonalPredictability.of(split.train(), split.validation(), "chance").correlation())
        .isCloseTo(0, within(0.06));
  }

  @Test
  void theSameFeedbackEverywhereIsNotPersonal() {
    InteractionLog log = new InteractionSimulator(WORLD, 2).log();
    InteractionLog same =
        log.withFeedback("same", ImmutableDoubleArray.copyOf(new double[log.size()]));
    LogSplit split = LogSplit.leaveLastOut(same, new HeldOut(1, 1, 2));
    assertThat(PersonalPredictability.of(split.train(), split.validation(), "same").correlation())
        .isZero();
    assertThatThrownBy(() -> PersonalPredictability.of(split.train(), split.validation(), "stars"))
        .hasMessageContaining("stars");
  }

  @Test
  @Tag("shared")
  void movieTweetingsHasNearlyNone() throws Exception {
    Path file =
        Path.of(System.getProperty("temper.shared", "../shared"))
            .resolve("data/movietweetings-100k/ratings.dat.gz");
    Assumptions.assumeTrue(Files.exists(file), "no " + file);
    InteractionLog log =
        InteractionReader.doubleColon(file, ReadOptions.strict(Timestamps.SECONDS, 1))
            .log()
            .kCore(5);
    LogSplit split = LogSplit.leaveLastOut(log, new HeldOut(1, 1, 2));
    String column = log.events().feedback().keySet().iterator().next();
    PersonalPredictability nearlyNone =
        PersonalPredictability.of(split.train(), split.validation(), column);
    assertThat(nearlyNone.correlation()).isBetween(0.0, 0.1);
    assertThat(nearlyNone.isPersonal()).isFalse();
  }

  @Test
  void theIntervalIsFishers() {
    // z of 0.5 is 0.5493; 1.96 / √100 = 0.196; tanh of 0.3533 and of 0.7453.
    PersonalPredictability half = new PersonalPredictability(0.5, 103);
    assertThat(half.lower()).isCloseTo(0.3393, within(1e-4));
    assertThat(half.upper()).isCloseTo(0.6323, within(1e-4));
    assertThat(new PersonalPredictability(0.06, 4000).isPersonal()).isFalse();
    assertThat(new PersonalPredictability(0.1, 4000).isPersonal()).isTrue();
  }

  private static PersonalPredictability of(double taste, double noise) {
    Signal signal = WORLD.signal();
    InteractionLog log =
        new InteractionSimulator(
                WORLD.withSignal(
                    new Signal(
                        signal.userBias(),
                        signal.quality(),
                        taste,
                        signal.drift(),
                        0,
                        noise,
                        signal.tailDegrees())),
                2)
            .log();
    LogSplit split = LogSplit.leaveLastOut(log, new HeldOut(3, 3, 2));
    return PersonalPredictability.of(split.train(), split.validation(), "watch_time");
  }
}
