package org.temper.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;

/** Whatever is written is read back, one example after the other. */
class ExampleFormatProperties {

  @Provide
  Arbitrary<TokenSequence> sequences() {
    return Arbitraries.integers()
        .between(0, 3000)
        .edgeCases(edges -> edges.add(0, 1, 7, 8, 9))
        .flatMap(
            length ->
                Arbitraries.longs()
                    .between(0, 65_535)
                    .array(long[].class)
                    .ofSize(length)
                    .flatMap(
                        tokens ->
                            Arbitraries.of(true, false)
                                .array(boolean[].class)
                                .ofSize(length)
                                .map(flags -> TokenSequence.of(tokens, flags))));
  }

  private static <E> void comesBack(ExampleFormat<E> format, IdWidth width, E first, E second) {
    ExampleBytes bytes = new ExampleBytes(width);
    format.write().accept(bytes, first);
    ByteBuffer written = ByteBuffer.wrap(bytes.take());
    format.write().accept(bytes, second);
    ByteBuffer after = ByteBuffer.wrap(bytes.take());
    assertThat(format.read().apply(new ExampleReader(width, written))).isEqualTo(first);
    assertThat(format.read().apply(new ExampleReader(width, after))).isEqualTo(second);
    assertThat(written.hasRemaining() || after.hasRemaining()).isFalse();
  }

  @Property(tries = 60)
  void examplesComeBack(
      @ForAll("sequences") TokenSequence one,
      @ForAll("sequences") TokenSequence other,
      @ForAll IdWidth width,
      @ForAll double number) {
    double finite = Double.isFinite(number) ? number : 0;
    comesBack(ExampleFormat.SEQUENCES, width, one, other);
    comesBack(ExampleFormat.PAIRS, width, new Pair(one, other), new Pair(other, one));
    comesBack(ExampleFormat.LABELED, width, new Labeled(one, finite), new Labeled(other, 1));
    Group group =
        new Group(
            List.of(one, other, one),
            List.of(new Comparison(0, 1, Math.abs(finite)), new Comparison(2, 1, 0)));
    comesBack(ExampleFormat.GROUPS, width, group, Group.ofPair(new Pair(other, one), 1));
  }

  @Example
  void largeIdsComeBackAsInts() {
    TokenSequence large = TokenSequence.ofText(new long[] {0, 65_536, (1L << 32) - 1});
    comesBack(ExampleFormat.SEQUENCES, IdWidth.of(65_537), large, large);
    assertThat(IdWidth.of(65_536)).isEqualTo(IdWidth.SHORT);
  }
}
