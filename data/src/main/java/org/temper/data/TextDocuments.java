package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A reader of documents of plain text, in UTF-8, gzip or not, for pre-training. A file that starts
 * as JSON is refused: a whole object or array, after which there is nothing or another one.
 */
public final class TextDocuments {
  private TextDocuments() {}

  /**
   * Reads documents that blank lines separate.
   *
   * @param file the file
   * @return the documents, at least one, none of them blank; lines joined by line feeds, without
   *     one at the end
   * @throws IllegalArgumentException if there is no such file
   * @throws MalformedDataException if the file holds no text, JSON, or something that is not UTF-8
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static List<String> read(Path file) {
    return read(file, String::isBlank);
  }

  /**
   * Reads documents that a certain line separates, such as {@code <|endoftext|>}.
   *
   * @param file the file
   * @param separator the whole line, without spaces around it
   * @return the documents, at least one, none of them blank; blank lines around each are left out
   * @throws IllegalArgumentException as {@link #read(Path)} does, or if {@code separator} is blank
   */
  public static List<String> readSeparated(Path file, String separator) {
    checkArgument(!separator.isBlank(), "separator: expected text, got a blank string");
    return read(file, line -> line.strip().equals(separator));
  }

  /**
   * Reads documents of one line each; blank lines are skipped.
   *
   * @param file the file
   * @return the documents, at least one
   * @throws IllegalArgumentException as {@link #read(Path)} does
   */
  public static List<String> readLines(Path file) {
    JsonStart.refuse(file);
    ImmutableList.Builder<String> documents = ImmutableList.builder();
    TextLines.read(
        file,
        line -> {
          if (!line.text().isBlank()) {
            documents.add(line.text());
          }
        });
    return checkAny(file, documents.build());
  }

  private static List<String> read(Path file, Predicate<String> separates) {
    JsonStart.refuse(file);
    List<String> documents = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    TextLines.read(
        file,
        line -> {
          if (separates.test(line.text())) {
            addDocument(lines, documents);
          } else {
            lines.add(line.text());
          }
        });
    addDocument(lines, documents);
    return checkAny(file, ImmutableList.copyOf(documents));
  }

  private static void addDocument(List<String> lines, List<String> documents) {
    int from = 0;
    int to = lines.size();
    while (from < to && lines.get(from).isBlank()) {
      from++;
    }
    while (to > from && lines.get(to - 1).isBlank()) {
      to--;
    }
    if (from < to) {
      documents.add(String.join("\n", lines.subList(from, to)));
    }
    lines.clear();
  }

  private static List<String> checkAny(Path file, List<String> documents) {
    if (documents.isEmpty()) {
      throw new MalformedDataException(file, "expected at least one document, got none");
    }
    return documents;
  }
}
