package org.temper.environments.generated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class GeneratedProperties {

  @Property
  void aKeyIsReadAsItIsWritten(
      @ForAll long seed,
      @ForAll @LongRange(min = 0) long index,
      @ForAll @IntRange(min = 1) int difficulty) {
    TaskKey key = new TaskKey("dates", seed, index, difficulty);
    assertThat(TaskKey.of(key.toString())).isEqualTo(key);
  }

  @Property
  void anAnswerIsFoundBehindItsMark(
      @ForAll String before, @ForAll @IntRange(max = 1_000_000_000) int number) {
    assertThat(Answers.number(Answers.of(before + " Answer: " + number + ".")))
        .hasValueSatisfying(found -> assertThat(found.intValueExact()).isEqualTo(number));
  }

  @Property
  void drawsStayWithinTheirBounds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    Draws draws = Draws.of(seed, "test");
    assertThat(draws.between(-count, count)).isBetween(-count, count);
    List<Integer> all = IntStream.rangeClosed(1, count).boxed().toList();
    assertThat(draws.shuffled(all)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(draws.distinct(count, 1, count + 3)).hasSize(count).doesNotHaveDuplicates();
  }
}
