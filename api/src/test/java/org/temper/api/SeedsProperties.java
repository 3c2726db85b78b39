package org.temper.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class SeedsProperties {

  @Property(tries = 200)
  void aPermutationHoldsEachNumberOnce(
      @ForAll @IntRange(max = 300) int length, @ForAll long seed, @ForAll long epoch) {
    int[] order = Seeds.permutation(length, seed, "test", epoch);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, length).toArray());
  }

  @Property(tries = 200)
  void theSameNameGivesTheSameStream(
      @ForAll long seed, @ForAll @StringLength(max = 8) String purpose, @ForAll long[] indices) {
    assertThat(Seeds.derive(seed, purpose, indices))
        .isEqualTo(Seeds.derive(seed, purpose, indices));
    assertThat(Seeds.random(seed, purpose, indices).nextLong())
        .isEqualTo(Seeds.random(seed, purpose, indices).nextLong());
  }

  @Property(tries = 200)
  void anotherSeedPurposeOrIndexGivesAnotherStream(@ForAll long seed, @ForAll long index) {
    long stream = Seeds.derive(seed, "purpose", index);
    assertThat(Seeds.derive(seed + 1, "purpose", index)).isNotEqualTo(stream);
    assertThat(Seeds.derive(seed, "purposes", index)).isNotEqualTo(stream);
    assertThat(Seeds.derive(seed, "purpose", index + 1)).isNotEqualTo(stream);
    assertThat(Seeds.derive(seed, "purpose", index, 0)).isNotEqualTo(stream);
    assertThat(Seeds.derive(seed, "purpose")).isNotEqualTo(stream);
  }

  @Property(tries = 200)
  void aUniformIsFromZeroToBelowOne(@ForAll long seed, @ForAll long step) {
    assertThat(Seeds.uniform(seed, "test", step)).isBetween(0.0, Math.nextDown(1.0));
  }

  @Example
  void uniformsFillTheirRangeEvenly() {
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[(int) (10 * Seeds.uniform(5, "test", i))]++;
    }
    // A count has mean 1000 and standard deviation 30.
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 850 && count < 1150);
  }

  @Example
  void streamsStayAsTheyAre() {
    // Checkpoints of earlier versions resume only while these hold.
    assertThat(Seeds.derive(1, "purpose", 2, 3)).isEqualTo(5550027182219534568L);
    assertThat(Seeds.permutation(8, 1, "purpose")).containsExactly(2, 3, 5, 4, 6, 1, 7, 0);
  }
}
