package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.text.TextCodec;

/** Completions are text that stands after a prompt, in both directions. */
@Tag("shared")
class CompletionTextTest {
  private static final List<String> PROMPTS =
      List.of(
          "Once upon a time, there was a little girl named",
          "Question: 3 + 4 =",
          "a",
          "ends with a space ",
          "ends with a line\n",
          "été, naïve — 日本",
          "👩‍👩‍👧 and");
  private static final List<String> COMPLETIONS =
      List.of(
          " Lily", "Lily", " ", "\n", ", and so on.", "  two", "7", "é", "本語", "👧", "x y  z\n\n");

  @TempDir private Path directory;

  private HuggingFaceCodec codec(String name) throws IOException {
    return SharedTokenizers.load(name, directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models/stories260K/tokenizer.json",
        "data/tokenizer-gpt2/tokenizer.json.gz",
        "data/tokenizer-smollm2/SmolLM2-135M-Instruct-Tokenizer.json.gz"
      })
  void whatIsDecodedAfterAPromptIsTheRestOfTheWhole(String name) throws IOException {
    try (HuggingFaceCodec codec = codec(name)) {
      for (String prompt : PROMPTS) {
        for (String completion : COMPLETIONS) {
          long[] before = codec.encodePrompt(prompt);
          long[] after = codec.encodeCompletion(prompt, completion);
          String whole = codec.decode(Longs.concat(before, after));
          assertThat(codec.decode(before) + codec.decodeAfter(before, after)).isEqualTo(whole);
          assertThat(whole).isEqualTo(codec.decode(codec.encodePrompt(prompt + completion)));
          assertOneByOne(codec, before, after, whole);
        }
      }
    }
  }

  /** Text of tokens one after the other is the text of all, but for halves of characters. */
  private static void assertOneByOne(TextCodec codec, long[] before, long[] after, String whole) {
    if (whole.contains("\ufffd") || whole.chars().anyMatch(c -> c > 127)) {
      return;
    }
    StringBuilder text = new StringBuilder(codec.decode(before));
    long[] context = before;
    for (long token : after) {
      text.append(codec.decodeAfter(context, token));
      context = Longs.concat(context, new long[] {token});
    }
    assertThat(text.toString()).isEqualTo(whole);
  }

  @Test
  void aNameAfterAStoryIsOneToken() throws IOException {
    try (HuggingFaceCodec codec = codec("models/stories260K/tokenizer.json")) {
      String prompt = "Once upon a time, there was a little girl named";
      assertThat(codec.encodeCompletion(prompt, " Lily")).containsExactly(317);
      assertThat(codec.decodeAfter(codec.encodePrompt(prompt), 317)).isEqualTo(" Lily");
    }
  }

  @Test
  void aPromptThatBeginsWithTheBeginTokenGetsNoSecondOne() throws IOException {
    try (HuggingFaceCodec codec = codec("models/stories260K/tokenizer.json")) {
      long begin = codec.beginToken().orElseThrow();
      for (String prompt : List.of("Once upon", "<s>Once upon", "<s> Once upon")) {
        long[] tokens = codec.encodePrompt(prompt);
        assertThat(tokens[0]).isEqualTo(begin);
        assertThat(tokens[1]).as(prompt).isNotEqualTo(begin);
      }
      // Two that are written are meant.
      assertThat(codec.encodePrompt("<s><s>Once")).startsWith(begin, begin);
    }
  }
}
