package org.temper.environments.verifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.verifiers.ComposedVerifiers.Weighted;

@Timeout(60)
class VerifiersTest {
  private static final Verifier<String> YES = (task, text) -> new Verdict.Passed();
  private static final Verifier<String> NO = (task, text) -> new Verdict.Failed("no");
  private static final Verifier<String> UNKNOWN = (task, text) -> new Verdict.Unverified("unknown");

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  @Test
  void allAndAnyOfVerdicts() {
    assertThat(ComposedVerifiers.all(List.of(YES, YES)).verify("", ""))
        .isEqualTo(new Verdict.Passed());
    assertThat(ComposedVerifiers.all(List.of(YES, UNKNOWN, NO)).verify("", ""))
        .isEqualTo(new Verdict.Failed("no"));
    assertThat(ComposedVerifiers.all(List.of(YES, UNKNOWN)).verify("", ""))
        .isEqualTo(new Verdict.Unverified("unknown"));
    assertThat(ComposedVerifiers.any(List.of(NO, UNKNOWN, YES)).verify("", ""))
        .isEqualTo(new Verdict.Passed());
    assertThat(ComposedVerifiers.any(List.of(NO, UNKNOWN)).verify("", ""))
        .isEqualTo(new Verdict.Unverified("unknown"));
    assertThat(ComposedVerifiers.any(List.of(NO, NO)).verify("", ""))
        .isEqualTo(new Verdict.Failed("no"));
    assertThatThrownBy(() -> ComposedVerifiers.all(List.<Verifier<String>>of()))
        .hasMessage("verifiers: expected at least one, got none");
  }

  @Test
  void aScoreIsTheShareOfWeightsThatPass() {
    List<Weighted<String>> parts = List.of(new Weighted<>(YES, 3), new Weighted<>(NO, 1));
    assertThat(ComposedVerifiers.score(parts, "", "").orElseThrow()).isCloseTo(0.75, within(1e-15));
    assertThat(
            ComposedVerifiers.score(
                List.of(new Weighted<>(YES, 3), new Weighted<>(UNKNOWN, 1)), "", ""))
        .isEmpty();
    assertThatThrownBy(() -> new Weighted<>(YES, 0))
        .hasMessage("weight: expected a finite number above 0, got 0.0");
  }

  @Test
  void patternsMatchTheWholeOrAPart() {
    Verifier<String> whole = RegexVerifier.of(Pattern::compile, RegexVerifier.Extent.WHOLE);
    Verifier<String> part = RegexVerifier.of(Pattern::compile, RegexVerifier.Extent.PART);
    assertThat(whole.verify("\\d+", "123")).isEqualTo(new Verdict.Passed());
    assertThat(whole.verify("\\d+", "a123")).isInstanceOf(Verdict.Failed.class);
    assertThat(part.verify("\\d+", "a123")).isEqualTo(new Verdict.Passed());
    assertThat(part.verify("\\d", "none")).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void aPatternThatDoesNotEndLeavesTheTextUnverified() {
    Verifier<String> whole = RegexVerifier.of(Pattern::compile, RegexVerifier.Extent.WHOLE);
    assertThat(whole.verify("((x+)\\2*)+y", "x".repeat(60))).isInstanceOf(Verdict.Unverified.class);
    assertThat(whole.verify("(a|b)*c", "ab".repeat(500_000)))
        .isInstanceOf(Verdict.Unverified.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'name': 'Ann', 'age': 3}", "```json\n{'name': 'Ann'}\n```", "  {'name': ''}\n"})
  void jsonOfTheSchemaPasses(String text) throws IOException {
    assertThat(schema().verify("", text.replace('\'', '"'))).isEqualTo(new Verdict.Passed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "Ann", "{'name': 3}", "{'age': 3}", "{'name': 'Ann', 'age': -1}", "{'name': 'Ann'} ok",
        "{'name': 'Ann', 'pet': 1}", "[]", "```", "``````", "{'name': 'Ann'", "null"
      })
  void otherTextFails(String text) throws IOException {
    assertThat(schema().verify("", text.replace('\'', '"'))).isInstanceOf(Verdict.Failed.class);
    assertThat(schema().verify("", "[".repeat(100_000))).isInstanceOf(Verdict.Failed.class);
  }

  private static JsonSchemaVerifier<String> schema() throws IOException {
    return JsonSchemaVerifier.of(
        json(
            "{'type': 'object', 'required': ['name'], 'additionalProperties': false, 'properties':"
                + " {'name': {'type': 'string'}, 'age': {'type': 'integer', 'minimum': 0}}}"));
  }

  @Test
  void whatIsNoSchemaIsRefused() {
    assertThatThrownBy(() -> JsonSchemaVerifier.of(json("[]")))
        .hasMessage("schema: expected an object, got ARRAY");
  }
}
