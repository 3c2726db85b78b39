package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"num_beams\": 4, \"no_repeat_ngram_size\": 3' | num_beams,no_repeat_ngram_size",
        "'\"num_beams\": 4, \"length_penalty\": 2, \"early_stopping\": true' | early_stopping,length_penalty,num_beams",
        "'\"typical_p\": 0.9, \"epsilon_cutoff\": 1e-4' | epsilon_cutoff,typical_p",
        "'\"suppress_tokens\": [1], \"bad_words_ids\": [[2]]' | bad_words_ids,suppress_tokens",
        "'\"forced_eos_token_id\": 2, \"min_length\": 3' | forced_eos_token_id,min_length",
        "'\"guidance_scale\": 1.5, \"unheard_of\": 0' | guidance_scale,unheard_of",
      })
  void whatIsNotAppliedIsListed(String json, String names) {
    assertThat(parse("{" + json + "}").others()).containsExactlyInAnyOrder(names.split(","));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"num_beams\": 1, \"length_penalty\": 2.0, \"early_stopping\": true",
        "\"length_penalty\": 1.0, \"num_beam_groups\": 1, \"diversity_penalty\": 0.0",
        "\"no_repeat_ngram_size\": 0, \"encoder_no_repeat_ngram_size\": 0",
        "\"typical_p\": 1.0, \"epsilon_cutoff\": 0.0, \"eta_cutoff\": 0",
        "\"min_length\": 0, \"min_new_tokens\": 0, \"penalty_alpha\": 0",
        "\"suppress_tokens\": [], \"bad_words_ids\": null, \"sequence_bias\": {}",
        "\"renormalize_logits\": false, \"remove_invalid_values\": true",
        "\"num_return_sequences\": 1, \"guidance_scale\": 1, \"encoder_repetition_penalty\": 1.0",
        "\"output_scores\": true, \"output_logits\": false, \"cache_implementation\": \"static\"",
      })
  void whatMeansNothingIsNotListed(String json) {
    assertThat(parse("{" + json + "}").others()).isEmpty();
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
