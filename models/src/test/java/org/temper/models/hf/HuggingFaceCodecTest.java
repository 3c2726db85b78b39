package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceCodecTest {
  @TempDir Path directory;

  @Test
  void textBecomesTokensAndTokensText() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.encode("a b")).containsExactly(3, 4);
      assertThat(codec.decode(3, 4)).isEqualTo("a b");
      assertThat(codec.vocabularySize()).isEqualTo(6);
    }
  }

  @Test
  void onlyAPromptBeginsWithTheBeginToken() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.encodePrompt("a")).containsExactly(1, 3);
      assertThat(codec.encodePrompt("")).containsExactly(1);
      assertThat(codec.encode("")).isEmpty();
      assertThat(codec.beginToken()).hasValue(1);
    }
  }

  @Test
  void textThatSpellsASpecialTokenBecomesItAndDecodingLeavesItOut() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.encode("a </s>")).containsExactly(3, 2);
      assertThat(codec.decode(1, 3, 2)).isEqualTo("a");
    }
  }

  @Test
  void endTokensComeFromTheTokenizerThenTheGenerationConfig() throws IOException {
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"eos_token\": \"</s>\"}");
    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": [5, 2]}");
    Files.writeString(directory.resolve("config.json"), "{\"eos_token_id\": 4}");
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.endTokens()).containsExactly(2L, 5L);
    }
  }

  @Test
  void endTokensMayComeFromTheModelConfigAlone() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{\"eos_token_id\": 4}");
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.endTokens()).containsExactly(4L);
    }
  }

  @Test
  void aSpecialTokenMayBeAnObject() throws IOException {
    Files.writeString(
        directory.resolve("tokenizer_config.json"), "{\"eos_token\": {\"content\": \"</s>\"}}");
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.endTokens()).containsExactly(2L);
    }
  }

  @Test
  void aSpecialTokenThatIsNotInTheVocabularyIsAnError() throws IOException {
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"eos_token\": \"<end>\"}");

    assertThatThrownBy(() -> TinyTokenizer.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "tokenizer_config.json: eos_token: expected a token of the vocabulary, got \"<end>\"");
  }

  @Test
  void truncationAndPaddingInTheFileAreSwitchedOff() throws IOException {
    TinyTokenizer.write(
        directory,
        "\"truncation\": {\"direction\": \"Right\", \"max_length\": 2, \"strategy\":"
            + " \"LongestFirst\", \"stride\": 0}, \"padding\": {\"strategy\": {\"Fixed\": 8},"
            + " \"direction\": \"Right\", \"pad_to_multiple_of\": null, \"pad_id\": 0,"
            + " \"pad_type_id\": 0, \"pad_token\": \"<unk>\"},");
    try (HuggingFaceCodec codec = HuggingFaceCodec.load(directory)) {
      assertThat(codec.encode("a b a b")).containsExactly(3, 4, 3, 4);
    }
  }

  @Test
  void anyTextIsSurvived() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.encode("\ud800")).containsExactly(0);
      assertThat(codec.encode("\udc00\ud800 a")).containsExactly(0, 3);
      assertThat(codec.encode("\ud83d\ude00 \0 a")).containsExactly(0, 0, 3);
    }
  }

  @Test
  void unknownIdsDecodeToNothingAndNegativeOnesAreErrors() throws IOException {
    try (HuggingFaceCodec codec = TinyTokenizer.load(directory)) {
      assertThat(codec.decode(3, 4000, 4)).isEqualTo("a b");
      assertThat(codec.decode()).isEmpty();
      assertThatThrownBy(() -> codec.decode(3, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected ids from 0, got -1");
    }
  }

  @Test
  void aFileThatIsNoTokenizerIsNamed() throws IOException {
    Path file = directory.resolve("tokenizer.json");
    Files.writeString(file, "{\"model\": {\"vocab\": {\"a\": 0}}}");
    assertThatThrownBy(() -> HuggingFaceCodec.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": model.type: expected one of [BPE");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> HuggingFaceCodec.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": expected JSON");
    Files.delete(file);
    assertThatThrownBy(() -> HuggingFaceCodec.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": expected a file, got none");
  }

  @Test
  @Tag("shared")
  void gpt2EncodesAllGoldenTexts() throws IOException {
    Path shared = Path.of(System.getProperty("temper.shared", "")).resolve("data/tokenizer-gpt2");
    assumeThat(shared).exists();
    try (InputStream zipped = Files.newInputStream(shared.resolve("tokenizer.json.gz"))) {
      Files.copy(new GZIPInputStream(zipped), directory.resolve("tokenizer.json"));
    }
    String[] texts =
        Files.readString(shared.resolve("ggml-vocab-gpt-2.gguf.inp"), StandardCharsets.UTF_8)
            .split("\n__ggml_vocab_test__\n", -1);
    List<String> golden = Files.readAllLines(shared.resolve("ggml-vocab-gpt-2.gguf.out"));

    try (HuggingFaceCodec codec = HuggingFaceCodec.load(directory)) {
      int matches = 0;
      for (int i = 0; i < golden.size(); i++) {
        long[] expected =
            Arrays.stream(golden.get(i).trim().split(" "))
                .filter(id -> !id.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        assertThat(codec.encode(texts[i])).as("text %d: %s", i, texts[i]).containsExactly(expected);
        matches++;
      }
      assertThat(matches).isEqualTo(46);
    }
  }

  @Test
  @Tag("shared")
  void stories260KDecodesItsGoldenTokens() throws IOException {
    Path shared = Path.of(System.getProperty("temper.shared", "")).resolve("models/stories260K");
    assumeThat(shared).exists();
    long[] ids =
        new ObjectMapper()
            .convertValue(
                new ObjectMapper()
                    .readTree(shared.resolve("golden.json").toFile())
                    .get("greedy_ids"),
                long[].class);

    try (HuggingFaceCodec codec = HuggingFaceCodec.load(shared)) {
      assertThat(codec.decode(ids))
          .isEqualTo(
              "Once upon a time, there was a little girl named Lily. She loved to play outside in"
                  + " the park. One day, she saw a big, red ball. She wanted to play with it, but"
                  + " it was too high.\nLily");
      assertThat(codec.encodePrompt("Once upon a time,")).containsExactly(Arrays.copyOf(ids, 6));
      assertThat(codec.beginToken()).hasValue(1);
      assertThat(codec.endTokens()).containsExactly(2L);
      assertThat(codec.vocabularySize()).isEqualTo(512);
    }
  }
}
