package org.temper.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.temper.api.TokenSequence;
import org.temper.data.JsonRecord;
import org.temper.data.LabeledCompletion;
import org.temper.data.Preference;
import org.temper.data.PromptCompletion;
import org.temper.data.TextLines;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.testkit.LetterCodec;

/** Each form of plain text that TRL documents, as a record states it. */
class RecordFormsTest {
  private static final Path FILE = Path.of("d.jsonl");

  private final Tokens tokens =
      new Tokens(Tokenization.of(new LetterCodec(), 16, Overflow.ERROR), "letters");

  private static JsonRecord record(String json) {
    return JsonRecord.parse(new TextLines.Line(FILE, 7, json.replace('\'', '"')));
  }

  private static <R, E> Optional<E> example(ExampleForm<R, E> form, String json) {
    return form.decoder().apply(record(json)).flatMap(r -> form.tokenizer().apply(r).example());
  }

  @Test
  void languageModeling() {
    assertThat(example(ExampleForm.texts("text", tokens), "{'text': 'ab'}"))
        .contains(TokenSequence.of(new long[] {LetterCodec.BEGIN}, new long[] {0, 1, 28}));
  }

  @Test
  void promptOnly() {
    assertThat(record("{'prompt': 'ab'}").text("prompt")).isEqualTo("ab");
  }

  @Test
  void promptCompletion() {
    var form = ExampleForm.promptCompletions(PromptCompletion.Fields.DEFAULT, tokens);
    assertThat(example(form, "{'prompt': 'a', 'completion': 'b'}"))
        .contains(TokenSequence.of(new long[] {LetterCodec.BEGIN, 0}, new long[] {1, 28}));
  }

  @Test
  void preferenceWithAnExplicitAndWithAnImplicitPrompt() {
    var form = ExampleForm.preferences(Preference.Fields.DEFAULT, tokens);
    assertThat(example(form, "{'prompt': 'a', 'chosen': ' b', 'rejected': ' c'}"))
        .isEqualTo(example(form, "{'chosen': 'a b', 'rejected': 'a c'}"))
        .isPresent();
  }

  @Test
  void unpairedPreference() {
    assertThat(label("true")).isEqualTo(1);
    assertThat(label("false")).isZero();
    assertThat(label("0.25")).isEqualTo(0.25);
    assertThatThrownBy(() -> label("'x'"))
        .hasMessage("d.jsonl:7: label: expected a number, got string");
  }

  private static double label(String label) {
    return LabeledCompletion.of(
            record("{'prompt': 'a', 'completion': 'b', 'label': " + label + "}"),
            PromptCompletion.Fields.DEFAULT)
        .label();
  }

  @Test
  void stepwiseSupervision() {
    StepwiseCompletion read =
        StepwiseCompletion.of(
            record("{'prompt': 'a', 'completions': ['b', 'c'], 'labels': [true, false]}"));
    assertThat(read)
        .isEqualTo(new StepwiseCompletion("a", List.of("b", "c"), List.of(true, false)));
    assertThatThrownBy(
            () ->
                StepwiseCompletion.of(
                    record("{'prompt': 'a', 'completions': ['b'], 'labels': []}")))
        .hasMessage("d.jsonl:7: labels: expected 1, one for each of completions, got 0");
    assertThatThrownBy(
            () ->
                StepwiseCompletion.of(
                    record("{'prompt': 'a', 'completions': ['b', 1], 'labels': []}")))
        .hasMessage("d.jsonl:7: completions[1]: expected a string, got number");
    assertThatThrownBy(
            () -> StepwiseCompletion.of(record("{'prompt': 'a', 'completions': [], 'labels': []}")))
        .hasMessage("d.jsonl:7: completions: expected at least one, got none");
  }
}
