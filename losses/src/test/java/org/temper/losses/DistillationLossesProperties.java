package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Laws of distillation, in float64, at one position of a small vocabulary. */
class DistillationLossesProperties {
  private static final int VOCABULARY = 6;

  @Provide
  Arbitrary<double[]> logits() {
    return Arbitraries.doubles().between(-4, 4).array(double[].class).ofSize(VOCABULARY);
  }

  @Provide
  Arbitrary<long[]> counts() {
    return Arbitraries.longs().between(0, 1000).array(long[].class).ofMinSize(1).ofMaxSize(5);
  }

  private static Map<String, BinaryOperator<NDArray>> divergences(double beta) {
    return Map.of(
        "reverse", KlEstimators::full,
        "forward", ReferenceDivergences::fullForwardKl,
        "jensen_shannon", (s, t) -> ReferenceDivergences.fullJensenShannon(s, t, beta));
  }

  private static double[] logSoftmax(double[] logits) {
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    return Arrays.stream(logits).map(x -> x - Math.log(sum)).toArray();
  }

  private static NDIndex first(int k) {
    return new NDIndex("0:" + k);
  }

  @Property
  void aStudentThatIsItsTeacherHasNoGradient(
      @ForAll("logits") double[] logits,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double beta,
      @ForAll @IntRange(min = 1, max = VOCABULARY) int k) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray point = manager.create(logits);
      NDArray teacher = point.logSoftmax(0);
      divergences(beta)
          .forEach(
              (name, divergence) -> {
                assertThat(Gradients.at(point, x -> divergence.apply(x.logSoftmax(0), teacher)))
                    .as(name)
                    .containsExactly(new double[VOCABULARY], within(1e-12));
                assertThat(divergence.apply(teacher, teacher).getDouble())
                    .isCloseTo(0, within(1e-12));
              });
      assertThat(
              Gradients.at(
                  point,
                  x ->
                      DistillationLosses.correctedReverseKl(
                          x.logSoftmax(0).get(first(k)), teacher.get(first(k)))))
          .containsExactly(new double[VOCABULARY], within(1e-12));
      assertThat(
              Gradients.at(
                  point,
                  x ->
                      DistillationLosses.sampledReverseKl(
                              new PolicyLogProbs(x.logSoftmax(0), teacher),
                              teacher,
                              ClipRange.symmetric(0.2))
                          .sum()))
          .containsExactly(new double[VOCABULARY], within(1e-12));
    }
  }

  /** At equality the plain sum's gradient is that of π(S): Σ_{k in S} π(k) (onehot(k) − π). */
  @Property
  void plainTopKTakesProbabilityAwayWhereStudentAndTeacherAgree(
      @ForAll("logits") double[] logits, @ForAll @IntRange(min = 1, max = VOCABULARY - 1) int k) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray point = manager.create(logits);
      NDArray teacher = point.logSoftmax(0);
      double[] gradient =
          Gradients.at(
              point,
              x ->
                  DistillationLosses.truncatedReverseKl(
                      x.logSoftmax(0).get(first(k)), teacher.get(first(k))));
      double[] p = Arrays.stream(logSoftmax(logits)).map(Math::exp).toArray();
      double mass = Arrays.stream(p, 0, k).sum();
      double[] expected =
          IntStream.range(0, VOCABULARY)
              .mapToDouble(v -> p[v] * ((v < k ? 1 : 0) - mass))
              .toArray();
      assertThat(gradient).containsExactly(expected, within(1e-12));
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-6);
    }
  }

  @Property
  void correctedTermsAreNeverBelowZeroAndSumToTheDivergence(
      @ForAll("logits") double[] student,
      @ForAll("logits") double[] teacher,
      @ForAll @IntRange(min = 1, max = VOCABULARY) int k) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray point = manager.create(student);
      NDArray fixed = manager.create(teacher).logSoftmax(0);
      NDArray own = point.logSoftmax(0);
      double some =
          DistillationLosses.correctedReverseKl(own.get(first(k)), fixed.get(first(k))).getDouble();
      double all = KlEstimators.full(own, fixed).getDouble();
      assertThat(some).isBetween(-1e-12, all + 1e-12);
      double[] s = logSoftmax(student);
      double[] t = logSoftmax(teacher);
      double reference = 0;
      for (int v = 0; v < k; v++) {
        reference += Math.exp(s[v]) * (s[v] - t[v]) - Math.exp(s[v]) + Math.exp(t[v]);
      }
      assertThat(some).isCloseTo(reference, within(1e-12));
      assertThat(DistillationLosses.correctedReverseKl(own, fixed).getDouble())
          .isCloseTo(all, within(1e-12));
      assertThat(
              Gradients.at(
                  point, x -> DistillationLosses.correctedReverseKl(x.logSoftmax(0), fixed)))
          .containsExactly(
              Gradients.at(point, x -> KlEstimators.full(x.logSoftmax(0), fixed)), within(1e-12));
    }
  }

  @Property
  void drawnTokensGiveTheReverseDivergenceAndItsGradientOnTheAverage(
      @ForAll("logits") double[] student, @ForAll("logits") double[] teacher) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray point = manager.create(student);
      NDArray fixed = manager.create(teacher).logSoftmax(0);
      NDArray old = point.logSoftmax(0);
      NDArray weights = old.exp();
      BinaryOperator<NDArray> mean =
          (x, unused) ->
              DistillationLosses.sampledReverseKl(
                      new PolicyLogProbs(x.logSoftmax(0), old), fixed, ClipRange.symmetric(0.2))
                  .mul(weights)
                  .sum();
      assertThat(mean.apply(point, point).getDouble())
          .isCloseTo(KlEstimators.full(old, fixed).getDouble(), within(1e-12));
      assertThat(Gradients.at(point, x -> mean.apply(x, x)))
          .containsExactly(
              Gradients.at(point, x -> KlEstimators.full(x.logSoftmax(0), fixed)), within(1e-10));
    }
  }

  @Property
  void jensenShannonIsItsDefinitionAndTendsToBothDivergences(
      @ForAll("logits") double[] student,
      @ForAll("logits") double[] teacher,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double beta) {
    try (NDManager manager = NDManager.newBaseManager()) {
      double[] s = logSoftmax(student);
      double[] t = logSoftmax(teacher);
      NDArray own = manager.create(s);
      NDArray fixed = manager.create(t);
      double reference = 0;
      for (int v = 0; v < VOCABULARY; v++) {
        double mixture = Math.log(beta * Math.exp(t[v]) + (1 - beta) * Math.exp(s[v]));
        reference += beta * Math.exp(t[v]) * (t[v] - mixture);
        reference += (1 - beta) * Math.exp(s[v]) * (s[v] - mixture);
      }
      assertThat(ReferenceDivergences.fullJensenShannon(own, fixed, beta).getDouble())
          .isCloseTo(reference, within(1e-12));
      double near = 1e-7;
      assertThat(ReferenceDivergences.fullJensenShannon(own, fixed, near).getDouble() / near)
          .isCloseTo(ReferenceDivergences.fullForwardKl(own, fixed).getDouble(), within(1e-2));
      assertThat(ReferenceDivergences.fullJensenShannon(own, fixed, 1 - near).getDouble() / near)
          .isCloseTo(KlEstimators.full(own, fixed).getDouble(), within(1e-2));
    }
  }

  @Property
  void oneExpertOfWeightOneIsTheTargetAndNoWeightTheStart(
      @ForAll("logits") double[] start,
      @ForAll("logits") double[] first,
      @ForAll("logits") double[] second,
      @ForAll @DoubleRange(min = -1, max = 2) double weight) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray zero = manager.create(logSoftmax(start));
      NDArray one = manager.create(logSoftmax(first));
      NDArray two = manager.create(logSoftmax(second));
      assertThat(
              DistillationLosses.summedRewards(zero, List.of(new WeightedExpert(one, 1)))
                  .toDoubleArray())
          .containsExactly(logSoftmax(first), within(1e-12));
      assertThat(
              DistillationLosses.summedRewards(
                      zero, List.of(new WeightedExpert(one, 0), new WeightedExpert(two, 0)))
                  .toDoubleArray())
          .containsExactly(logSoftmax(start), within(1e-12));
      double[] sum = new double[VOCABULARY];
      for (int v = 0; v < VOCABULARY; v++) {
        sum[v] = start[v] + weight * (first[v] - start[v]) + 0.5 * (second[v] - start[v]);
      }
      assertThat(
              DistillationLosses.summedRewards(
                      zero, List.of(new WeightedExpert(one, weight), new WeightedExpert(two, 0.5)))
                  .toDoubleArray())
          .containsExactly(logSoftmax(sum), within(1e-12));
    }
  }

  @Property
  void sharesAreExact(@ForAll("counts") long[] counts) {
    ImmutableLongArray tokens = ImmutableLongArray.copyOf(counts);
    long all = Arrays.stream(counts).sum();
    long domains = Arrays.stream(counts).filter(count -> count > 0).count();
    double[] mean = TokenShares.tokenMean(tokens);
    double[] equal = TokenShares.equalByDomain(tokens);
    for (int d = 0; d < counts.length; d++) {
      double some = counts[d] == 0 ? 0 : 1;
      assertThat(mean[d] * counts[d])
          .isCloseTo(all == 0 ? 0 : (double) counts[d] / all, within(1e-15));
      assertThat(equal[d] * counts[d]).isCloseTo(domains == 0 ? 0 : some / domains, within(1e-15));
    }
  }
}
