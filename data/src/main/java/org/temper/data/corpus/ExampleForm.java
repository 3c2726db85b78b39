package org.temper.data.corpus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.ContentHash;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.data.ComparedPair;
import org.temper.data.JsonRecord;
import org.temper.data.LabeledCompletion;
import org.temper.data.Preference;
import org.temper.data.Preferences;
import org.temper.data.PromptCompletion;
import org.temper.data.RatedCompletions;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Fitted;

/**
 * A form of examples: what a record of a file says, and how an example is made of it. Another form
 * than those here needs no more than its own functions.
 *
 * @param identity what decides the examples beside the records: the form's name, its fields, the
 *     tokenizer, the template and the options; a cache of another identity is another cache
 * @param decoder what a record says; empty where it says nothing that can be learned
 * @param prompt what the examples that are held out together have in common
 * @param tokenizer makes an example
 * @param format how examples are written
 * @param width how wide token ids are written
 * @param maxLength the most tokens of a sequence
 * @param wanted what a record has to say, for the error of data where none does
 * @param silent what is told of records that say nothing, after their number; empty for nothing
 * @param remarks what else is to be told of the records that were tokenized so far, a line each
 * @param <R> what a record says
 * @param <E> what an example is
 */
public record ExampleForm<R, E>(
    String identity,
    Function<JsonRecord, Optional<R>> decoder,
    Function<R, String> prompt,
    Function<R, Fitted<E>> tokenizer,
    ExampleFormat<E> format,
    IdWidth width,
    int maxLength,
    String wanted,
    String silent,
    Supplier<List<String>> remarks) {

  /**
   * A form of whose records nothing else is to be told.
   *
   * @param identity what decides the examples beside the records
   * @param decoder what a record says
   * @param prompt what the examples that are held out together have in common
   * @param tokenizer makes an example
   * @param format how examples are written
   * @param width how wide token ids are written
   * @param maxLength the most tokens of a sequence
   * @param wanted what a record has to say
   * @param silent what is told of records that say nothing
   */
  public ExampleForm(
      String identity,
      Function<JsonRecord, Optional<R>> decoder,
      Function<R, String> prompt,
      Function<R, Fitted<E>> tokenizer,
      ExampleFormat<E> format,
      IdWidth width,
      int maxLength,
      String wanted,
      String silent) {
    this(identity, decoder, prompt, tokenizer, format, width, maxLength, wanted, silent, List::of);
  }

  /**
   * A tokenization and what its tokenizer is known by.
   *
   * @param tokenization makes sequences of text
   * @param tokenizer a hash of the tokenizer's files
   */
  public record Tokens(Tokenization tokenization, String tokenizer) {

    String identity(String form, Object... details) {
      OptionalLong end = tokenization.endToken();
      StringBuilder text = new StringBuilder(form);
      for (Object detail : details) {
        text.append('\n').append(detail);
      }
      return new ContentHash()
          .add(text.toString())
          .add(tokenizer)
          .add(tokenization.codec().vocabularySize())
          .add(end.isPresent() ? end.getAsLong() : -1)
          .add(tokenization.maxLength())
          .add(tokenization.overflow().name())
          .digits();
    }

    IdWidth width() {
      return IdWidth.of(tokenization.codec().vocabularySize());
    }
  }

  /**
   * Prompts with their completions.
   *
   * @param fields where they are
   * @param tokens makes sequences
   * @return the form
   */
  public static ExampleForm<PromptCompletion, TokenSequence> promptCompletions(
      PromptCompletion.Fields fields, Tokens tokens) {
    return new ExampleForm<>(
        tokens.identity("prompt-completion", fields),
        record -> Optional.of(PromptCompletion.of(record, fields)),
        PromptCompletion::prompt,
        tokens.tokenization()::sequence,
        ExampleFormat.SEQUENCES,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one record",
        "records were left out");
  }

  /**
   * Texts, each a completion of nothing: one sequence each, as a model sees it when it writes.
   *
   * @param field where the text is
   * @param tokens makes sequences
   * @return the form
   */
  public static ExampleForm<PromptCompletion, TokenSequence> texts(String field, Tokens tokens) {
    return new ExampleForm<>(
        tokens.identity("text", field),
        record -> Optional.of(new PromptCompletion("", record.text(field))),
        PromptCompletion::completion,
        tokens.tokenization()::sequence,
        ExampleFormat.SEQUENCES,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one text",
        "texts were left out");
  }

  /**
   * Preferences as pairs, in any of the forms that {@link Preferences} tells.
   *
   * @param fields where they are
   * @param tokens makes sequences
   * @return the form
   */
  public static ExampleForm<Preference, Pair> preferences(Preference.Fields fields, Tokens tokens) {
    return new ExampleForm<>(
        tokens.identity("preferences", fields),
        record -> Preferences.pair(record, fields).map(ComparedPair::preference),
        Preference::prompt,
        tokens.tokenization()::pair,
        ExampleFormat.PAIRS,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "a question with a right and a wrong solution",
        "");
  }

  /**
   * Preferences with their margins.
   *
   * @param fields where they are
   * @param tokens makes sequences
   * @return the form
   */
  public static ExampleForm<ComparedPair, Group> comparisons(
      Preference.Fields fields, Tokens tokens) {
    return new ExampleForm<>(
        tokens.identity("comparisons", fields),
        record -> Preferences.pair(record, fields),
        pair -> pair.preference().prompt(),
        tokens.tokenization()::comparison,
        ExampleFormat.GROUPS,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "a question with a right and a wrong solution",
        "");
  }

  /**
   * Rated lists; those in which nothing is better than anything else say nothing.
   *
   * @param promptField where the prompt is
   * @param marginScale as for {@link Tokenization#rating}
   * @param tokens makes sequences
   * @return the form
   */
  public static ExampleForm<RatedCompletions, Group> ratings(
      String promptField, double marginScale, Tokens tokens) {
    return new ExampleForm<>(
        tokens.identity("ratings", promptField, marginScale),
        record ->
            Optional.of(RatedCompletions.of(record, promptField))
                .filter(RatedCompletions::isDecided),
        RatedCompletions::prompt,
        list -> tokens.tokenization().rating(list, marginScale),
        ExampleFormat.GROUPS,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "lists with different ratings",
        "lists were left out: all rated alike");
  }

  /**
   * Completions with numbers.
   *
   * @param fields where prompt and completion are
   * @param tokens makes sequences
   * @return the form
   */
  public static ExampleForm<LabeledCompletion, Labeled> labels(
      PromptCompletion.Fields fields, Tokens tokens) {
    return new ExampleForm<>(
        tokens.identity("labels", fields),
        record -> Optional.of(LabeledCompletion.of(record, fields)),
        labeled -> labeled.record().prompt(),
        tokens.tokenization()::labeled,
        ExampleFormat.LABELED,
        tokens.width(),
        tokens.tokenization().maxLength(),
        "at least one record",
        "records were left out");
  }
}
