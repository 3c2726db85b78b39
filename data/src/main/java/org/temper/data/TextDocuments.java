package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A reader of documents of plain text, in UTF-8, gzip or not, for pre-training. A file that starts
 * as JSON is refused: a whole object or array, after which there is nothing or another one.
 */
public final class TextDocuments {
  private TextDocuments() {}

  /** What separates the documents of a file. */
  public enum Separator {
    /** Blank lines. */
    PARAGRAPHS,
    /** Line breaks. */
    LINES
  }

  /**
   * Gives each document in turn, without keeping it.
   *
   * @param file the file
   * @param separator what separates them
   * @param consumer is given each document that is not blank
   * @throws IllegalArgumentException as {@link #read(Path)} does; a file without a document is none
   */
  public static void forEach(Path file, Separator separator, Consumer<String> consumer) {
    switch (separator) {
      case PARAGRAPHS -> forEach(file, String::isBlank, consumer);
      case LINES -> {
        JsonStart.refuse(file);
        TextLines.read(
            file,
            line -> {
              if (!line.text().isBlank()) {
                consumer.accept(line.text());
              }
            });
      }
    }
  }

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
    return read(file, Separator.PARAGRAPHS);
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
    ImmutableList.Builder<String> documents = ImmutableList.builder();
    forEach(file, line -> line.strip().equals(separator), documents::add);
    return checkAny(file, documents.build());
  }

  /**
   * Reads documents of one line each; blank lines are skipped.
   *
   * @param file the file
   * @return the documents, at least one
   * @throws IllegalArgumentException as {@link #read(Path)} does
   */
  public static List<String> readLines(Path file) {
    return read(file, Separator.LINES);
  }

  private static List<String> read(Path file, Separator separator) {
    ImmutableList.Builder<String> documents = ImmutableList.builder();
    forEach(file, separator, documents::add);
    return checkAny(file, documents.build());
  }

  private static void forEach(Path file, Predicate<String> separates, Consumer<String> consumer) {
    JsonStart.refuse(file);
    List<String> lines = new ArrayList<>();
    TextLines.read(
        file,
        line -> {
          if (separates.test(line.text())) {
            give(lines, consumer);
          } else {
            lines.add(line.text());
          }
        });
    give(lines, consumer);
  }

  private static void give(List<String> lines, Consumer<String> consumer) {
    int from = 0;
    int to = lines.size();
    while (from < to && lines.get(from).isBlank()) {
      from++;
    }
    while (to > from && lines.get(to - 1).isBlank()) {
      to--;
    }
    if (from < to) {
      consumer.accept(String.join("\n", lines.subList(from, to)));
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
