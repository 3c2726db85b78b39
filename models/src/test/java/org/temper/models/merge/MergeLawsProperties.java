package org.temper.models.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.temper.models.merge.FloatTensors.merged;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.ExpertWeights;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;

/** What holds of merges whatever the weights. */
class MergeLawsProperties {

  /** A model of two tensors, of which one may be longer than a piece. */
  @Provide
  Arbitrary<FloatTensors> models() {
    Arbitrary<Integer> lengths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 40),
            Arbitraries.of(MergeInputs.PIECE, MergeInputs.PIECE + 7));
    return Combinators.combine(lengths, Arbitraries.integers().between(1, 9), Arbitraries.longs())
        .as((first, second, seed) -> random(first, second, new SplittableRandom(seed)));
  }

  private static FloatTensors random(int first, int second, SplittableRandom random) {
    return FloatTensors.of(numbers(first, random)).and("v", numbers(second, random));
  }

  /** Numbers of many magnitudes. */
  private static float[] numbers(int length, SplittableRandom random) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-4, 3)));
    }
    return numbers;
  }

  /** A model of the same tensors, of which a part is as in the base. */
  private static FloatTensors expert(FloatTensors base, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return FloatTensors.of(trained(base.only(), random))
        .and("v", trained(base.arrays().get("v"), random));
  }

  private static float[] trained(float[] base, SplittableRandom random) {
    float[] trained = base.clone();
    for (int i = 0; i < trained.length; i++) {
      if (random.nextInt(5) > 0) {
        trained[i] += (float) (random.nextDouble() - 0.5);
      }
    }
    return trained;
  }

  private static void assertSame(FloatTensors merged, FloatTensors expected) {
    expected
        .arrays()
        .forEach((name, numbers) -> assertThat(merged.arrays().get(name)).containsExactly(numbers));
  }

  /** Sums in another order may round otherwise. */
  private static void assertClose(FloatTensors merged, FloatTensors expected) {
    expected
        .arrays()
        .forEach(
            (name, numbers) -> {
              float[] found = merged.arrays().get(name);
              int[] apart =
                  IntStream.range(0, numbers.length)
                      .filter(i -> !(Math.abs(found[i] - numbers[i]) <= Math.ulp(numbers[i])))
                      .toArray();
              assertThat(apart).isEmpty();
            });
  }

  @Property(tries = 50)
  void oneExpertAtLambdaOneIsReturnedToTheBit(
      @ForAll("models") FloatTensors base, @ForAll long seed) {
    FloatTensors expert = expert(base, seed);
    assertSame(merged(Average.uniform(), base, expert), expert);
    assertSame(merged(TaskArithmetic.of(1), base, expert), expert);
    assertSame(merged(Ties.paper(1, 1), base, expert), expert);
    assertSame(merged(Ties.mergekit(1, 1), base, expert), expert);
    assertSame(merged(Dare.paper(0, seed, Dare.Sum.LINEAR, 1), base, expert), expert);
    assertSame(merged(Dare.mergekit(0, seed, Dare.Sum.TIES, 1), base, expert), expert);
  }

  @Property(tries = 50)
  void theEndsOfASphericalWayAreItsExperts(@ForAll("models") FloatTensors base, @ForAll long seed) {
    FloatTensors first = expert(base, seed);
    FloatTensors second = expert(base, seed + 1);
    assertSame(merged(Slerp.paper(0), base, first, second), first);
    assertSame(merged(Slerp.paper(1), base, first, second), second);
    assertSame(merged(Slerp.mergekit(0), base, first, second), first);
    assertSame(merged(Slerp.mergekit(1), base, first, second), second);
  }

  @Property(tries = 50)
  void joiningEqualsChangesNothing(
      @ForAll("models") FloatTensors base,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 5) int count,
      @ForAll @DoubleRange(min = 0, max = 1) double position) {
    FloatTensors expert = expert(base, seed);
    FloatTensors[] equals = new FloatTensors[count];
    Arrays.fill(equals, expert);
    assertSame(merged(Average.uniform(), base, equals), expert);
    assertSame(
        merged(
            new Average(
                ExpertWeights.of(IntStream.range(0, count).mapToDouble(i -> i + 0.3).toArray())),
            base,
            equals),
        expert);
    assertClose(merged(Ties.paper(1, 1), base, equals), expert);
    assertClose(merged(Slerp.paper(position), base, expert, expert), expert);
    assertClose(merged(Slerp.mergekit(position), base, expert, expert), expert);
  }

  @Property(tries = 50)
  void theOrderOfExpertsHasNoEffect(
      @ForAll("models") FloatTensors base,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.05, max = 1) double density,
      @ForAll @DoubleRange(min = -1, max = 2) double lambda) {
    FloatTensors first = expert(base, seed);
    FloatTensors second = expert(base, seed + 1);
    assertSame(
        merged(Average.uniform(), base, second, first),
        merged(Average.uniform(), base, first, second));
    assertSame(
        merged(TaskArithmetic.of(lambda), base, second, first),
        merged(TaskArithmetic.of(lambda), base, first, second));
    assertSame(
        merged(Ties.paper(density, lambda), base, second, first),
        merged(Ties.paper(density, lambda), base, first, second));
    assertClose(
        merged(Slerp.paper(density), base, second, first),
        merged(Slerp.paper(1 - density), base, first, second));
  }

  @Property(tries = 50)
  void withNothingLeftOutTiesAndDareAreTaskArithmetic(
      @ForAll("models") FloatTensors base,
      @ForAll long seed,
      @ForAll @DoubleRange(min = -1, max = 2) double lambda) {
    FloatTensors first = expert(base, seed);
    FloatTensors second = expert(base, seed + 1);
    TaskArithmetic sum = TaskArithmetic.of(lambda);
    FloatTensors one = merged(sum, base, first);
    assertClose(merged(Ties.paper(1, lambda), base, first), one);
    assertClose(merged(Ties.mergekit(1, lambda), base, first), one);
    assertSame(
        merged(Dare.paper(0, seed, Dare.Sum.LINEAR, lambda), base, first, second),
        merged(sum, base, first, second));
    assertSame(
        merged(Dare.mergekit(0, seed, Dare.Sum.LINEAR, lambda), base, first, second),
        merged(sum, base, first, second));
  }

  @Property(tries = 50)
  void aSeedDecidesWhatDareDrops(@ForAll("models") FloatTensors base, @ForAll long seed) {
    FloatTensors expert = expert(base, seed);
    Dare dare = Dare.paper(0.5, seed, Dare.Sum.LINEAR, 1);
    FloatTensors once = merged(dare, base, expert);
    assertSame(merged(dare, base, expert), once);
    // Nor does what else is in the model.
    FloatTensors alone = merged(dare, FloatTensors.of(base.only()), FloatTensors.of(expert.only()));
    assertThat(alone.only()).containsExactly(once.only());
    if (base.only().length > 100) {
      Dare other = Dare.paper(0.5, seed + 1, Dare.Sum.LINEAR, 1);
      assertThat(merged(other, base, expert).only()).isNotEqualTo(once.only());
    }
  }

  @Property(tries = 50)
  void trimmingKeepsWhatSortingWould(
      @ForAll("models") FloatTensors base,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 1) double density) {
    FloatTensors expert = expert(base, seed);
    float[] start = base.only();
    float[] end = expert.only();
    float[] joined = merged(Ties.mergekit(density, 1), base, expert).only();
    int kept = Math.max(1, (int) (density * start.length));
    double[] magnitudes = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      magnitudes[i] = -Math.abs(end[i] - start[i]);
    }
    double[] sorted = magnitudes.clone();
    Arrays.sort(sorted);
    int changed = 0;
    for (int i = 0; i < start.length; i++) {
      boolean must = magnitudes[i] < sorted[kept - 1];
      boolean mustNot = magnitudes[i] > sorted[kept - 1];
      if ((must && joined[i] != end[i]) || (mustNot && joined[i] != start[i])) {
        throw new AssertionError("number " + i + " is " + joined[i]);
      }
      changed += joined[i] == start[i] ? 0 : 1;
    }
    assertThat(changed).isLessThanOrEqualTo(kept);
  }
}
