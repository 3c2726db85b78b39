package org.temper.data.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.TokenSequence;
import org.temper.data.BatchConfig;
import org.temper.data.mixture.MixtureConfig.Unit;
import org.temper.data.mixture.MixtureConfig.WhenDry;
import org.temper.data.mixture.MixtureWeights.Point;

class MixtureTest {
  private static final MixtureConfig CONFIG = MixtureConfig.of(BatchConfig.of(10), 100);

  private static MixtureSource source(String name, int examples) {
    return MixtureSource.of(
        name,
        IntStream.range(0, examples)
            .mapToObj(i -> TokenSequence.ofText(new long[] {1, i, 2}))
            .toList());
  }

  private static Mixture replayed(MixtureConfig config, MixtureSource old) {
    return Mixture.of(
        List.of(source("fresh", 50), old),
        MixtureWeights.of(Map.of("fresh", 1.0)).withReplay("old", 0.2),
        config);
  }

  @Test
  void replayGivesTheOldDataItsShareOfEachUpdate() {
    Mixture mixture = replayed(CONFIG, source("old", 50));
    for (int update = 0; update < 100; update++) {
      assertThat(mixture.update(7, update).microBatches().get(0).labels())
          .filteredOn("old"::equals)
          .hasSize(2);
    }
    assertThat(mixture.uses(7))
        .extracting(MixtureUse::name, MixtureUse::examples, MixtureUse::epochs)
        .containsExactly(tuple("fresh", 800L, 16.0), tuple("old", 200L, 4.0));
  }

  @Test
  void temperedWeightsArePowersOfTheSizes() {
    List<String> names = List.of("large", "small");
    Map<String, Long> sizes = Map.of("large", 800L, "small", 200L);
    assertThat(MixtureWeights.ofSizes(sizes, 1).shares(names, 0))
        .containsExactly(new double[] {0.8, 0.2}, within(1e-12));
    // √800 : √200 = 2 : 1.
    assertThat(MixtureWeights.ofSizes(sizes, 2).shares(names, 0))
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0}, within(1e-12));
    assertThat(MixtureWeights.ofSizes(sizes, Double.POSITIVE_INFINITY).shares(names, 0))
        .containsExactly(new double[] {0.5, 0.5}, within(1e-12));
  }

  @Test
  void bucketsDivideTheirWeightAmongTheirSources() {
    List<MixtureSource> sources =
        List.of(
            source("gsm", 5).withBucket("math"),
            source("proofs", 5).withBucket("math"),
            source("talk", 5).withBucket("chat"));
    MixtureWeights weights =
        MixtureWeights.ofBuckets(
            sources,
            Map.of("gsm", 3.0, "proofs", 1.0, "talk", 7.0),
            Map.of("math", 0.8, "chat", 0.2));
    assertThat(weights.shares(List.of("gsm", "proofs", "talk"), 0))
        .containsExactly(new double[] {0.6, 0.2, 0.2}, within(1e-12));
    Mixture mixture = Mixture.of(sources, weights, CONFIG);
    assertThat(mixture.update(1, 0).microBatches().get(0).labels())
        .containsOnly("math", "chat")
        .filteredOn("math"::equals)
        .hasSize(8);
  }

  @Test
  void aCurriculumGoesInStraightLinesAndKeepsItsReplay() {
    MixtureWeights weights =
        MixtureWeights.schedule(
                List.of(
                    new Point(10, Map.of("easy", 1.0, "hard", 0.0)),
                    new Point(20, Map.of("easy", 1.0, "hard", 3.0))))
            .withReplay("old", 0.5);
    List<String> names = List.of("easy", "hard", "old");
    assertThat(weights.shares(names, 0)).containsExactly(0.5, 0, 0.5);
    assertThat(weights.shares(names, 15))
        .containsExactly(new double[] {0.3125, 0.1875, 0.5}, within(1e-12));
    assertThat(weights.shares(names, 90)).containsExactly(0.125, 0.375, 0.5);
  }

  @Test
  void examplesOfOneLengthAreDrawnTheSameByTokens() {
    List<MixtureSource> sources = List.of(source("a", 20), source("b", 20), source("c", 20));
    MixtureWeights weights = MixtureWeights.of(Map.of("a", 0.5, "b", 0.3, "c", 0.21));
    Mixture examples = Mixture.of(sources, weights, CONFIG);
    Mixture tokens = Mixture.of(sources, weights, CONFIG.withUnit(Unit.TOKENS));
    for (int update = 0; update < 100; update += 7) {
      assertThat(tokens.update(3, update).exampleIds())
          .isEqualTo(examples.update(3, update).exampleIds());
    }
  }

  @Test
  void aSourceThatWouldRunDryIsAnErrorBeforeTraining() {
    Mixture mixture = replayed(CONFIG, source("old", 50).withMaxEpochs(2));
    assertThatThrownBy(() -> mixture.uses(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "old: expected to be drawn at most 100 times (2.0 epochs of 50 examples), got 200 in 100"
                + " updates; lower its weight, let it repeat more often, make fewer updates, or have"
                + " the mixture reweighted");
    assertThatThrownBy(() -> mixture.update(1, 0)).hasMessageStartingWith("old: expected");
    // At the bound it does not run dry.
    assertThat(replayed(CONFIG, source("old", 50).withMaxEpochs(4)).uses(1)).hasSize(2);
  }

  @Test
  void aSourceThatWouldRunDryIsReweightedWhereAsked() {
    Mixture mixture =
        replayed(CONFIG.withWhenDry(WhenDry.REWEIGHT), source("old", 50).withMaxEpochs(2));
    MixtureUse old = mixture.uses(1).get(1);
    assertThat(old.asked()).isCloseTo(0.2, within(1e-12));
    assertThat(old.share()).isCloseTo(0.1, within(1e-3));
    assertThat(old.examples()).isBetween(99L, 100L);
  }

  @Test
  void tooFewExamplesOfAllSourcesAreAnErrorEvenWhereReweighted() {
    Mixture mixture =
        Mixture.of(
            List.of(source("a", 50).withMaxEpochs(1), source("b", 50).withMaxEpochs(1)),
            MixtureWeights.of(Map.of("a", 1.0, "b", 1.0)),
            CONFIG.withWhenDry(WhenDry.REWEIGHT));
    assertThatThrownBy(() -> mixture.uses(1))
        .hasMessageContaining("expected examples for 1000 draws of 100 updates, got at most 100");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aWeightThatIsNoneIsRefused(double weight) {
    assertThatThrownBy(() -> MixtureWeights.of(Map.of("code", weight)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight of code: expected a finite number above 0, got " + weight);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.2, Double.NaN})
  void aReplayShareOutOfRangeIsRefused(double share) {
    MixtureWeights weights = MixtureWeights.of(Map.of("fresh", 1.0));
    assertThatThrownBy(() -> weights.withReplay("old", share))
        .hasMessageStartingWith("replay: expected a share in (0, 1), got " + share);
  }

  @Test
  void malformedMixturesAreRefused() {
    MixtureSource code = source("code", 3);
    MixtureWeights weights = MixtureWeights.of(Map.of("code", 1.0));
    assertThatThrownBy(() -> Mixture.of(List.of(), weights, CONFIG))
        .hasMessage("sources: expected at least one, got none");
    assertThatThrownBy(() -> Mixture.of(List.of(code, code), weights, CONFIG))
        .hasMessage("sources: expected distinct names, got code twice");
    assertThatThrownBy(() -> Mixture.of(List.of(source("math", 3)), weights, CONFIG))
        .hasMessage("weights: expected those of [math], got those of [code]");
    assertThatThrownBy(() -> MixtureSource.of("code", List.of()))
        .hasMessage("code: expected at least one example, got none");
    assertThatThrownBy(() -> MixtureSource.of("code", List.of(TokenSequence.ofText(new long[0]))))
        .hasMessage("code: expected at least one token in example 0, got none");
    assertThatThrownBy(() -> MixtureSource.of("Code!", List.of()))
        .hasMessageStartingWith("name: expected lower-case letters");
    assertThatThrownBy(
            () ->
                MixtureSource.of("code", code.examples(), ImmutableIntArray.of(1), () -> "unused"))
        .hasMessage("code: expected 3 lengths, one for each example, got 1");
    assertThatThrownBy(() -> code.withMaxEpochs(Double.NaN))
        .hasMessageStartingWith("max epochs of code: expected a number above 0");
    assertThatThrownBy(
            () ->
                Mixture.of(
                        List.of(code, source("math", 3)),
                        MixtureWeights.of(Map.of("code", 1.0, "math", 1e-9)),
                        CONFIG)
                    .uses(1))
        .hasMessageStartingWith("weight of math: expected a share of at least");
    assertThatThrownBy(() -> MixtureWeights.ofSizes(Map.of("code", 3L), 0))
        .hasMessage("temperature: expected a number above 0, got 0.0");
    assertThatThrownBy(
            () ->
                MixtureWeights.schedule(
                    List.of(
                        new Point(0, Map.of("a", 1.0, "b", 0.0)),
                        new Point(9, Map.of("a", 1.0, "b", 0.0)))))
        .hasMessage("weight of b: expected one above 0 at some point, got 0 at all");
    assertThatThrownBy(() -> new Point(0, Map.of("a", Double.NaN)))
        .hasMessage("weight of a: expected a finite number of at least 0, got NaN");
  }

  @Test
  void theIdentityTellsMixturesApart() {
    Mixture mixture = replayed(CONFIG, source("old", 50));
    assertThat(mixture.identity()).isEqualTo(replayed(CONFIG, source("old", 50)).identity());
    List<Mixture> others =
        List.of(
            replayed(CONFIG, source("old", 51)),
            replayed(CONFIG, source("old", 50).withBucket("web")),
            replayed(CONFIG, source("old", 50).withMaxEpochs(9)),
            replayed(CONFIG.withUnit(Unit.TOKENS), source("old", 50)),
            replayed(CONFIG.withWhenDry(WhenDry.REWEIGHT), source("old", 50)),
            replayed(MixtureConfig.of(BatchConfig.of(11), 100), source("old", 50)),
            Mixture.of(
                List.of(source("fresh", 50), source("old", 50)),
                MixtureWeights.of(Map.of("fresh", 0.7, "old", 0.3)),
                CONFIG));
    assertThat(others)
        .allSatisfy(other -> assertThat(other.identity()).isNotEqualTo(mixture.identity()));
  }
}
