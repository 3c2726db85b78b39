package org.temper.cli.inspect;

import java.util.Optional;
import java.util.function.Consumer;
import org.temper.api.TokenSequence;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.RecordException;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.Tokenization.Fate;
import org.temper.data.Tokenization.Fitted;
import org.temper.data.corpus.BadRecords;
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
 * @param bad counts the records that are malformed
 */
public record DataInspection(
    DataFiles files,
    Separator documents,
    ExampleForm<?, TokenSequence> form,
    ExampleForm<?, TokenSequence> whole,
    BadRecords bad) {

  /**
   * Goes through the data.
   *
   * @param consumer is given each record that says something
   * @throws IllegalArgumentException if more records are malformed than may be; the message names
   *     file and line
   */
  public void run(Consumer<Inspected> consumer) {
    files.read(documents, raw -> inspect(raw).ifPresent(consumer));
  }

  private Optional<Inspected> inspect(RawRecord raw) {
    try {
      JsonRecord record = raw.parse();
      return fitted(form, record).map(fitted -> inspected(raw.location(), record, fitted));
    } catch (MalformedDataException e) {
      bad.add(e);
    } catch (RecordException e) {
      bad.add(e.at(raw.location()));
    }
    return Optional.empty();
  }

  private Inspected inspected(String location, JsonRecord record, Fitted<TokenSequence> fitted) {
    TokenSequence all =
        fitted.fate() == Fate.WHOLE
            ? fitted.example().orElseThrow()
            : fitted(whole, record).flatMap(Fitted::example).orElseThrow();
    return new Inspected(location, fitted.fate(), fitted.example(), all);
  }

  private static <R> Optional<Fitted<TokenSequence>> fitted(
      ExampleForm<R, TokenSequence> form, JsonRecord record) {
    return form.decoder().apply(record).map(form.tokenizer());
  }
}
