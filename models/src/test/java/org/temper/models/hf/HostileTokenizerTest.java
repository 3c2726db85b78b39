package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tokenizer's file that would end the whole process in native code is refused before that. */
class HostileTokenizerTest {
  private static final String MODEL =
      "\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]}";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"decoder\":1e999,\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}",
        "{"
            + MODEL
            + ",\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":["
            + "{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\","
            + "\"type_id\":0}}],\"pair\":[],\"special_tokens\":{}}}",
        "{"
            + MODEL
            + ",\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}}",
        "{" + MODEL + ",\"decoder\":{\"type\":\"Nonsense\"}}",
        "{\"model\":{\"type\":\"Nonsense\",\"vocab\":{\"a\":0}}}",
        "{\"model\":{\"type\":\"BPE\",\"dropout\":1e999,\"vocab\":{\"a\":0},\"merges\":[]}}",
        "{\"model\":{\"type\":\"BPE\",\"dropout\":0.5,\"vocab\":{\"a\":0},\"merges\":[]}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":99999999999},\"merges\":[]}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a z\"]}}",
        "[]",
        "{}",
        "",
      })
  void isRefusedInALine(String json) throws IOException {
    Path file = Files.writeString(directory.resolve("tokenizer.json"), json);
    assertRefused(file);
  }

  @Test
  void nestingIsBounded() throws IOException {
    String deep = "{\"type\":\"Sequence\",\"decoders\":[".repeat(900) + "]}".repeat(900);
    assertRefused(
        Files.writeString(
            directory.resolve("tokenizer.json"), "{" + MODEL + ",\"decoder\":" + deep + "}"));
  }

  @Test
  void otherBytesThanUtf8AreNamed() throws IOException {
    byte[] bytes =
        ("{" + MODEL.replace("\"b\"", "\"\u00e9\"") + "}").getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(Files.write(directory.resolve("tokenizer.json"), bytes));
  }

  private void assertRefused(Path file) {
    assertThatThrownBy(() -> HuggingFaceCodec.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            error ->
                assertThat(error.getMessage())
                    .startsWith(file.toString())
                    .hasSizeLessThan(300)
                    .doesNotContain("\n"));
  }
}
