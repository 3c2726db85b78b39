package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderPolicy;

/** Rotary scalings and windows against logits that transformers computed. */
class LongContextParityTest {
  private static final ParityFixture EXPECTED =
      ParityFixture.load("transformers-long-context.json");

  static Stream<String> models() {
    return EXPECTED.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void logProbabilitiesEqualThoseOfTransformers(String model) {
    try (DecoderPolicy policy = EXPECTED.policy(model)) {
      EXPECTED.assertLogProbs(model, policy);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsOfDecodingEqualThoseOfTransformers(String model) {
    try (DecoderPolicy policy = EXPECTED.policy(model)) {
      EXPECTED.assertDecoding(
          model,
          policy,
          Stream.of(EXPECTED.sequences())
              .filter(sequence -> sequence.length <= policy.config().rotary().steadyLength())
              .toArray(long[][]::new));
    }
  }

  @Test
  void dynamicSessionsEndWhereScalingBegins() {
    long[] longest = EXPECTED.sequences()[0];
    try (DecoderPolicy policy = EXPECTED.policy("llama-dynamic")) {
      assertThat(policy.maxLength()).isEqualTo(64);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.decode(List.of(longest)))
          .withMessage("prompts[0]: expected at most 16 tokens, got 40");
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsWrittenIsReadAgain(String model, @TempDir Path folder) throws IOException {
    DecoderConfig config = EXPECTED.config(model);
    Path tokenizer = Files.createDirectory(folder.resolve("tokenizer"));
    try (HuggingFaceCodec codec = TinyTokenizer.load(tokenizer)) {
      ObjectNode written = DecoderConfigWriter.describe(config, codec);

      assertThat(
              DecoderConfigReader.parse(
                  "config.json", JsonFile.parse("config.json", written.toString())))
          .isEqualTo(config);
    }
  }
}
