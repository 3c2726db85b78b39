package org.temper.cli.inspect;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.temper.api.TokenSequence;
import org.temper.data.RecordException;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.Tokenization.Fitted;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.files.DataFiles;
import org.temper.data.files.RawRecord;

/**
 * A pass through data, record by record, as training would read it.
 *
 * @param files the data
 * @param documents what separates the documents of plain text
 * @param form makes examples as they are trained on
 * @param whole makes examples of all of a record, however long
 * @param <R> what a record says
 */
record DataInspection<R>(
    DataFiles files,
    Separator documents,
    ExampleForm<R, TokenSequence> form,
    Function<R, Fitted<TokenSequence>> whole) {

  /**
   * Goes through the data.
   *
   * @param consumer is given each record that says something
   * @return how many records say nothing that can be learned
   * @throws IllegalArgumentException if a record is malformed, or all are
   */
  int run(Consumer<Inspected> consumer) {
    int[] silent = {0};
    files.read(
        documents,
        raw -> {
          Optional<R> record = form.decoder().apply(raw.parse());
          if (record.isEmpty()) {
            silent[0]++;
          } else {
            consumer.accept(inspect(raw, record.get()));
          }
        });
    return silent[0];
  }

  private Inspected inspect(RawRecord raw, R record) {
    try {
      Fitted<TokenSequence> fitted = form.tokenizer().apply(record);
      TokenSequence all = whole.apply(record).example().orElseThrow();
      return new Inspected(raw.location(), fitted.fate(), fitted.example(), all);
    } catch (RecordException e) {
      throw e.at(raw.location());
    }
  }
}
