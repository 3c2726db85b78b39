package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.api.text.TextCodec;

class StopStringsProperties {
  private static final TextCodec CODEC = new ByteCodec();

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abé€ ").ofMaxLength(300);
  }

  @Provide
  Arbitrary<List<String>> stops() {
    return Arbitraries.strings()
        .withChars("abé€ ")
        .ofMinLength(4)
        .ofMaxLength(9)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Property(tries = 300)
  void watchingATailFindsWhatTheWholeTextHolds(
      @ForAll("texts") String text, @ForAll("stops") List<String> stops) {
    long[] bytes = bytes(text);
    StopStrings watch = new StopStrings(ImmutableList.copyOf(stops), CODEC, new long[0]);
    for (int length = 1; length <= bytes.length; length++) {
      long[] tokens = Arrays.copyOf(bytes, length);
      String sofar = decode(tokens);
      boolean expected = stops.stream().anyMatch(sofar::contains);
      assertThat(watch.isIn(tokens)).isEqualTo(expected);
      if (expected) {
        return;
      }
    }
  }

  @Property(tries = 300)
  void aStopStringAtTheEndIsFoundHoweverLongTheText(
      @ForAll("texts") String text, @ForAll("stops") List<String> stops) {
    String stop = "|" + stops.get(0);
    long[] bytes = bytes(text + text + text + stop);
    StopStrings watch = new StopStrings(ImmutableList.of(stop), CODEC, new long[0]);
    for (int length = 1; length < bytes.length; length++) {
      assertThat(watch.isIn(Arrays.copyOf(bytes, length))).isFalse();
    }
    assertThat(watch.isIn(bytes)).isTrue();
  }

  @Example
  void tokensWithoutTextDoNotHideAStopString() {
    // Ids below 0 decode to nothing, as special tokens do.
    long[] tokens = new long[200];
    Arrays.fill(tokens, -1);
    tokens[0] = 'E';
    tokens[150] = 'N';
    tokens[199] = 'D';
    StopStrings watch = new StopStrings(ImmutableList.of("END"), CODEC, new long[0]);
    for (int length = 1; length < 200; length++) {
      assertThat(watch.isIn(Arrays.copyOf(tokens, length))).isFalse();
    }
    assertThat(watch.isIn(tokens)).isTrue();
  }

  @Example
  void textIsCutBeforeTheFirstStopString() {
    assertThat(StopStrings.textBefore("one two three", List.of("three", "two"))).isEqualTo("one ");
    assertThat(StopStrings.textBefore("one", List.of("two"))).isEqualTo("one");
    assertThat(StopStrings.textBefore("two", List.of("two"))).isEmpty();
  }

  private static long[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long[] tokens = new long[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    return tokens;
  }

  private static String decode(long[] tokens) {
    return CODEC.decode(tokens);
  }

  /** A token is a byte; ids below 0 decode to nothing, as special tokens do. */
  private static final class ByteCodec implements TextCodec {
    @Override
    public long[] encode(String text) {
      return bytes(text);
    }

    @Override
    public long[] encodePrompt(String text) {
      return bytes(text);
    }

    @Override
    public String decode(long... tokens) {
      long[] real = Arrays.stream(tokens).filter(token -> token >= 0).toArray();
      byte[] bytes = new byte[real.length];
      for (int i = 0; i < real.length; i++) {
        bytes[i] = (byte) real[i];
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public OptionalLong beginToken() {
      return OptionalLong.empty();
    }

    @Override
    public Set<Long> endTokens() {
      return Set.of();
    }

    @Override
    public long vocabularySize() {
      return 256;
    }
  }
}
