package org.temper.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.api.text.TextCodec;
import picocli.CommandLine.Help.Ansi;

/** A view of data: its counts, and some of its examples. */
public final class DataView {
  private final MaskedText.Reader reader;
  private final int shown;
  private final DataCounts counts = new DataCounts();
  private final List<Inspected> first = new ArrayList<>();

  /**
   * A view.
   *
   * @param codec puts examples in words
   * @param shown how many examples are kept to be shown
   */
  public DataView(TextCodec codec, int shown) {
    this.reader = new MaskedText.Reader(codec);
    this.shown = shown;
  }

  /**
   * Takes one more record.
   *
   * @param inspected what became of it
   */
  public void add(Inspected inspected) {
    counts.add(inspected);
    if (first.size() < shown) {
      first.add(inspected);
    }
  }

  /**
   * A record as JSON.
   *
   * @param inspected what became of it
   * @return {@code location}, {@code outcome}, {@code tokens}, {@code masked} and, where the record
   *     is too long, {@code cut}
   */
  public ObjectNode json(Inspected inspected) {
    return new ExampleJson(reader).of(inspected);
  }

  /**
   * Prints the examples, then the counts.
   *
   * @param out where they go
   * @param ansi whether there are colors
   */
  public void print(PrintWriter out, Ansi ansi) {
    ExampleText text = new ExampleText(reader, ansi);
    first.forEach(example -> out.println(text.of(example)));
    counts
        .figures()
        .forEach(
            (name, count) ->
                out.printf(Locale.ROOT, "%-20s%,12d%n", name.replace('_', ' '), count));
    out.flush();
  }

  /**
   * Writes the counts, the lengths and the examples as one page.
   *
   * @param file where it goes; what was there is replaced
   * @param title what was looked at
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void writePage(Path file, String title) {
    byte[] page = new DataPage(title, counts, reader).of(first).getBytes(UTF_8);
    AtomicFiles.write(file, out -> out.write(page));
  }
}
