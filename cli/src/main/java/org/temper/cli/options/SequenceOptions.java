package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.text.TextFiles;
import org.temper.cli.training.Completions;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.corpus.Corpus;
import org.temper.data.corpus.Corpus.Part;
import org.temper.data.corpus.Corpus.Parts;
import org.temper.data.corpus.Corpus.Reading;
import org.temper.data.corpus.CorpusReader;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.files.DataFiles;
import org.temper.reporting.ConsoleReading;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for how records become sequences, and which of them are held out. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SequenceOptions {
  private static final double USUAL_SHARE = 0.1;

  /** The most records that are measured on where a model is slow. */
  private static final int FEW = 64;

  /** The most records of large data that are measured on. */
  private static final int MANY = 1000;

  @Mixin private LengthOptions lengths;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      description =
          "share of the records to measure on, whole prompts, at most 0.5; 0 to train on all"
              + " (default: "
              + USUAL_SHARE
              + ", of a model of more than 10M parameters at most "
              + FEW
              + " records, of data in the --cache at most "
              + MANY
              + "; nothing beside --eval-data)")
  private @Nullable Double heldOut;

  @Mixin private ReadingOptions reading;

  @Option(
      names = "--eval-data",
      paramLabel = "FILE",
      description = "what to measure on, in the form of --data, instead of holding out some of it")
  private @Nullable Path evalData;

  /**
   * Options for how records become sequences.
   *
   * @return as they were given
   */
  public LengthOptions lengths() {
    return lengths;
  }

  /**
   * What the records held out depend on, where no share is given.
   *
   * @param parameters the model's size: an evaluation of a large one is to end in minutes
   * @param seed decides which prompts they are of
   */
  public record HoldingOut(long parameters, long seed) {

    /** Makes room in the time of an evaluation. */
    private double usualShare(int records, int most) {
      int measured = parameters <= Completions.QUICK_PARAMETERS ? most : Math.min(most, FEW);
      return Math.min(USUAL_SHARE, (double) measured / records);
    }
  }

  /**
   * What is held out of a list.
   *
   * @param records how many there are
   * @param holding what decides where no share was given
   * @return a share from 0 to 0.5
   * @throws IllegalArgumentException if another was given
   */
  public double heldOutShare(int records, HoldingOut holding) {
    return heldOutShare(records, records, holding);
  }

  private double heldOutShare(int records, int most, HoldingOut holding) {
    double share = heldOut == null ? holding.usualShare(records, most) : heldOut;
    checkArgument(
        share >= 0 && share <= 0.5, "--held-out: expected a share from 0 to 0.5, got %s", share);
    return share;
  }

  /**
   * Examples to train on and examples to measure on, and what was read.
   *
   * @param parts the examples
   * @param reading what was read to train on
   * @param badRecords malformed records that were skipped in all
   * @param <E> what an example is
   */
  public record Data<E>(Parts<E> parts, Reading reading, long badRecords) {}

  /**
   * Reads examples to train on and examples to measure on: those of another file, or some held out:
   * whole prompts, of plain text the last documents. A word is said of the records that could not
   * be used whole.
   *
   * @param files what to train on
   * @param form what the records say
   * @param documents what separates the documents of plain text
   * @param holding what is held out
   * @param messages where the word goes
   * @param <R> what a record says
   * @param <E> what an example is
   * @return the examples
   * @throws IllegalArgumentException if a file is malformed, options are at odds, or no example
   *     could be made; the message names file, line and field
   */
  public <R, E> Data<E> read(
      DataFiles files,
      ExampleForm<R, E> form,
      Separator documents,
      HoldingOut holding,
      PrintWriter messages) {
    if (evalData == null) {
      return readHoldingOut(files, form, documents, holding, messages);
    }
    checkArgument(heldOut == null, "--held-out: expected none beside --eval-data, got %s", heldOut);
    DataFiles measured = DataFiles.of(evalData);
    checkArgument(
        measured.holdRecords() == files.holdRecords(),
        "--eval-data: expected %s, got %s",
        files.holdRecords() ? "records" : "plain text",
        evalData);
    CorpusReader reader = reader(documents, messages);
    Corpus<E> corpus = reader.read(files, form);
    Corpus<E> others = reader.read(measured, form);
    Reading read = corpus.reading();
    return told(
        new Parts<>(corpus.all(), others.all()),
        read,
        List.of(read, others.reading()),
        form,
        messages);
  }

  /**
   * Reads examples of records, which plain text is not.
   *
   * @param data the file, a directory or a pattern
   * @param form what the records say
   * @param holding what is held out
   * @param messages where it is said what could not be used whole
   * @param <R> what a record says
   * @param <E> what an example is
   * @return the examples
   * @throws IllegalArgumentException if the data is plain text, and as {@link #read} does
   */
  public <R, E> Data<E> readRecords(
      Path data, ExampleForm<R, E> form, HoldingOut holding, PrintWriter messages) {
    DataFiles files = DataFiles.of(data);
    checkArgument(
        files.holdRecords(), "--data: expected records, such as .jsonl, got plain text: %s", data);
    return read(files, form, Separator.PARAGRAPHS, holding, messages);
  }

  /**
   * Reads examples to train on and examples to measure on, some of the same data, whatever else is
   * measured on.
   *
   * @param files the data
   * @param form what the records say
   * @param documents what separates the documents of plain text
   * @param holding what is held out
   * @param messages where it is said what could not be used whole
   * @param <R> what a record says
   * @param <E> what an example is
   * @return the examples
   * @throws IllegalArgumentException as {@link #read} does
   */
  public <R, E> Data<E> readHoldingOut(
      DataFiles files,
      ExampleForm<R, E> form,
      Separator documents,
      HoldingOut holding,
      PrintWriter messages) {
    Corpus<E> corpus = reader(documents, messages).read(files, form);
    Reading read = corpus.reading();
    int most = corpus.isCached() ? MANY : corpus.records();
    double share = heldOutShare(corpus.records(), most, holding);
    Parts<E> parts =
        files.holdRecords()
            ? corpus.holdOutShare(share, holding.seed())
            : corpus.holdOutEnd(TextFiles.heldOutCount(corpus.records(), share));
    return told(parts, read, List.of(read), form, messages);
  }

  private CorpusReader reader(Separator documents, PrintWriter messages) {
    return CorpusReader.of(
        reading.config().withDocuments(documents), new ConsoleReading(messages::println));
  }

  /**
   * Notes how many records were skipped, where any may be.
   *
   * @param summary the summary
   * @param stage the stage that it is noted of
   * @param data what was read
   */
  public void putBadRecords(Summary summary, String stage, Data<?> data) {
    if (reading.config().badRecords() > 0) {
      summary.put(stage, "bad_records", (double) data.badRecords());
    }
  }

  private static <E> Data<E> told(
      Parts<E> parts,
      Reading trained,
      List<Reading> all,
      ExampleForm<?, E> form,
      PrintWriter messages) {
    for (Reading read : all) {
      BadRecordsOption.tell(read.name(), read.badRecords(), read.firstBadRecords(), messages);
      if (read.silent() > 0 && !form.silent().isEmpty()) {
        messages.printf("%d %s%n", read.silent(), form.silent());
      }
    }
    form.remarks().get().forEach(messages::println);
    tell(messages, "to train on", parts.train());
    tell(messages, "held out", parts.heldOut());
    return new Data<>(parts, trained, all.stream().mapToLong(Reading::badRecords).sum());
  }

  private static void tell(PrintWriter messages, String name, Part<?> part) {
    tell(messages, part.truncated(), name, "that were longer than --max-length and cut");
    tell(messages, part.dropped(), name, "left out as too long (--max-length)");
    tell(messages, part.identical(), name, "left out as they compare what is the same");
  }

  private static void tell(PrintWriter messages, int count, String part, String what) {
    if (count > 0) {
      messages.printf("records %s %s: %d%n", part, what, count);
      messages.flush();
    }
  }
}
