package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.text.MarkedText;
import org.temper.api.text.MarkedText.Span;

/** Parts of a text keep to themselves, and text that spells a special token stays text. */
class EncodedPartsTest {
  private static final String STORIES = "models/stories260K/tokenizer.json";
  private static final String GPT2 = "data/tokenizer-gpt2/tokenizer.json.gz";
  private static final String SMOLLM2 =
      "data/tokenizer-smollm2/SmolLM2-135M-Instruct-Tokenizer.json.gz";

  @TempDir private Path directory;

  private HuggingFaceCodec codec(String name) throws IOException {
    return SharedTokenizers.load(name, directory);
  }

  @Test
  void wordsThatSpellSpecialTokensAreUnknownWords() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.specialTokens()).containsExactly("<s>", "</s>");
      assertThat(codec.encodeParts(MarkedText.of("<s> a </s> b")).get(0))
          .containsExactly(1, 3, 2, 4);
      MarkedText said = new MarkedText("<s> a </s> b </s>", List.of(5), List.of(new Span(6, 10)));
      List<long[]> parts = codec.encodeParts(said);
      assertThat(parts.get(0)).containsExactly(1, 3);
      assertThat(parts.get(1)).containsExactly(0, 4, 2);
    }
  }

  @Test
  void thePrivateCharacterIsRefusedWhereItWouldMislead() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      String text = "</s> " + Character.toString(0x10FFFD);
      assertThat(codec.encodeParts(MarkedText.of(text)).get(0)).startsWith(2);
      assertThatThrownBy(
              () -> codec.encodeParts(new MarkedText(text, List.of(), List.of(new Span(0, 4)))))
          .hasMessageStartingWith("text: expected none with the private character U+10FFFD");
    }
  }

  @ParameterizedTest
  @Tag("shared")
  @CsvSource({
    STORIES + ",<s>,</s>",
    GPT2 + ",<|endoftext|>,<|endoftext|>",
    SMOLLM2 + ",<|im_start|>,<|im_end|>"
  })
  void partsAreTheWholeAndPlainTextIsRead(String name, String begin, String end)
      throws IOException {
    try (HuggingFaceCodec codec = codec(name)) {
      for (String said :
          List.of(
              "Hello",
              " two  spaces ",
              "\n\nlines\n",
              "",
              "é 한 👩‍👧",
              end,
              "a" + end + begin + "b")) {
        String text =
            begin + "user\n" + said + end + "\n" + begin + "assistant\nYes, so" + end + "\n";
        int start = begin.length() + 5;
        int answer = text.indexOf("Yes");
        List<Span> plain = spans(said, begin, end, start);
        MarkedText marked = new MarkedText(text, List.of(answer, answer + 7 + end.length()), plain);
        List<long[]> parts = codec.encodeParts(marked);
        long[] all = Longs.concat(parts.toArray(new long[0][]));
        if (plain.isEmpty()) {
          assertThat(all).isEqualTo(codec.encode(text));
        }
        long beginId = codec.encode(begin)[0];
        long endId = codec.encode(end)[0];
        if (!begin.equals(end)) {
          assertThat(Longs.asList(all)).filteredOn(id -> id == beginId).hasSize(2);
          assertThat(Longs.asList(all)).filteredOn(id -> id == endId).hasSize(2);
        } else {
          assertThat(Longs.asList(all)).filteredOn(id -> id == endId).hasSize(4);
        }
        assertThat(parts.get(1)).endsWith(endId);
        assertThat(codec.decode(parts.get(1)).strip()).isEqualTo("Yes, so");
        assertThat(codec.decode(all)).contains(said.strip());
      }
    }
  }

  private static List<Span> spans(String said, String begin, String end, int start) {
    if (said.equals(end)) {
      return List.of(new Span(start, start + end.length()));
    }
    if (!said.contains(end)) {
      return List.of();
    }
    int first = start + 1;
    int second = first + end.length();
    return List.of(new Span(first, second), new Span(second, second + begin.length()));
  }

  @ParameterizedTest
  @Tag("shared")
  @CsvSource({STORIES, GPT2, SMOLLM2})
  void whereTokensReachOverABorderEachPartKeepsToItself(String name) throws IOException {
    try (HuggingFaceCodec codec = codec(name)) {
      String text = "Once upon a time there was\n\n\n  another";
      for (int border = 1; border < text.length(); border++) {
        List<long[]> parts = codec.encodeParts(new MarkedText(text, List.of(border), List.of()));
        assertThat(codec.decode(parts.get(0)).strip()).isEqualTo(text.substring(0, border).strip());
        assertThat(codec.decode(Longs.concat(parts.get(0), parts.get(1)))).isEqualTo(text);
      }
    }
  }
}
