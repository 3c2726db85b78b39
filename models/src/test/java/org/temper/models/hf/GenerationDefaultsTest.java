package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.data.JsonFile;

class GenerationDefaultsTest {

  @Test
  void everythingThatIsSaidIsRead() {
    GenerationDefaults defaults =
        parse(
            """
            {"bos_token_id": 151643, "do_sample": true, "eos_token_id": [151645, 151643],
             "pad_token_id": 151643, "repetition_penalty": 1.1, "temperature": 0.7, "top_k": 20,
             "top_p": 0.8, "min_p": 0.05, "max_new_tokens": 99, "transformers_version": "4.37.0"}
            """);

    assertThat(defaults.decoding()).hasValue(GenerationDefaults.Decoding.SAMPLED);
    assertThat(defaults.temperature()).hasValue(0.7);
    assertThat(defaults.topK()).hasValue(20);
    assertThat(defaults.topP()).hasValue(0.8);
    assertThat(defaults.minP()).hasValue(0.05);
    assertThat(defaults.repetitionPenalty()).hasValue(1.1);
    assertThat(defaults.maxNewTokens()).hasValue(99);
    assertThat(defaults.beginToken()).hasValue(151643);
    assertThat(defaults.endTokens()).containsExactly(151645L, 151643L);
    assertThat(defaults.others()).isEmpty();
  }

  @Test
  void whatIsNotSaidIsEmpty() {
    GenerationDefaults none = parse("{\"eos_token_id\": null, \"top_k\": 0}");

    assertThat(none).isEqualTo(GenerationDefaults.none());
    assertThat(none.temperature()).isEmpty();
    assertThat(none.topK()).isEmpty();
    assertThat(none.decoding()).isEmpty();
    assertThat(none.endTokens()).isEmpty();
  }

  @Test
  void keysWithoutAComponentAreListed() {
    assertThat(parse("{\"num_beams\": 4, \"do_sample\": false, \"use_cache\": true}").others())
        .containsExactly("num_beams");
  }

  @Test
  void defaultsAreWrittenAsTheyAreRead() {
    GenerationDefaults defaults =
        parse(
            "{\"do_sample\": false, \"eos_token_id\": 2, \"temperature\": 0.5, \"top_k\": 3,"
                + " \"top_p\": 0.5, \"min_p\": 0.1, \"repetition_penalty\": 1.5,"
                + " \"max_new_tokens\": 7, \"bos_token_id\": 1}");

    assertThat(GenerationDefaults.parse("", defaults.toJson())).isEqualTo(defaults);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"temperature\": \"hot\"}' | file: temperature: expected a number, got \"hot\"",
        "'{\"top_k\": -1}' | file: top_k: expected a positive integer, got -1",
        "'{\"do_sample\": 1}' | file: do_sample: expected true or false, got 1",
        "'{\"eos_token_id\": [1, -2]}' | file: eos_token_id: expected token ids, got [1,-2]",
        "'{\"max_new_tokens\": 0}' | file: max_new_tokens: expected a positive integer, got 0",
      })
  void malformedValuesAreNamed(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static GenerationDefaults parse(String json) {
    return GenerationDefaults.parse("file", JsonFile.parse("file", json));
  }
}
