package org.temper.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void shortTextsAreAsTheyAre() {
    assertThat(Excerpt.of("naïve 天地 𝛑")).isEqualTo("naïve 天地 𝛑");
    assertThat(Excerpt.of(null)).isEqualTo("null");
    assertThat(Excerpt.of(1.5)).isEqualTo("1.5");
    assertThat(Excerpt.of("x".repeat(Excerpt.LENGTH))).isEqualTo("x".repeat(Excerpt.LENGTH));
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    assertThat(Excerpt.of("x".repeat(1_000_000))).isEqualTo("x".repeat(119) + "…");
    assertThat(Excerpt.of("abcdef", 5)).isEqualTo("abcd…");
    assertThat(Excerpt.of("abc𝛑𝛑", 5)).isEqualTo("abc…");
    assertThat(Excerpt.of("a\n\n\n", 3)).isEqualTo("a");
    assertThat(Excerpt.of("a\n\n\nb", 4)).isEqualTo("a\\n…");
  }

  @Test
  void whatIsUnseenIsEscaped() {
    assertThat(Excerpt.of("a\nb\r\tc\u001b[31m\u0000\u202e\u2028\ud800d"))
        .isEqualTo("a\\nb\\r\\tc\\u001b[31m\\u0000\\u202e\\u2028\\ud800d");
  }

  @Test
  void ofManyNamesTheFirstAreShown() {
    assertThat(Excerpt.ofAll(List.of("a", "b\nc"))).isEqualTo("[a, b\\nc]");
    assertThat(Excerpt.ofAll(IntStream.range(0, 1000).boxed().toList()))
        .isEqualTo("[0, 1, 2, 3, … 996 more]");
    assertThat(
            Excerpt.ofAll(IntStream.range(0, 1000).mapToObj(i -> i + "y".repeat(10_000)).toList()))
        .hasSizeLessThan(250);
  }

  @Test
  void aLongMessageKeepsItsBeginningAndItsEnd() {
    String path = "/data/" + "deep/".repeat(1000) + "file.json";
    String line = Excerpt.line(path + ":3: prompt: expected a string,\ngot nothing", 100);
    assertThat(line)
        .hasSize(100)
        .startsWith("/data/deep/")
        .contains("…")
        .endsWith(":3: prompt: expected a string,\\ngot nothing");
    assertThat(Excerpt.line("expected a, got b\n", 100)).isEqualTo("expected a, got b");
    assertThat(Excerpt.line("𝛑".repeat(50), 21)).hasSizeLessThanOrEqualTo(21).matches("𝛑+…𝛑+");
    assertThat(Excerpt.line(null, 10)).isEqualTo("null");
  }

  @Test
  void whatCannotSayWhatItIsIsNamedByItsClass() {
    RuntimeException silent =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("no message");
          }
        };
    assertThat(Excerpt.of(silent)).startsWith("org.temper.api.ExcerptTest$");
  }
}
