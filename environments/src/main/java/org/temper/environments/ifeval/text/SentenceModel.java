package org.temper.environments.ifeval.text;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.temper.data.MalformedDataException;

/**
 * Knowledge of a language that a {@link SentenceSplitter} has: which periods belong to
 * abbreviations, and which words begin sentences. All words are in small letters.
 *
 * @param abbreviations words that end in a period, without it, such as {@code e.g}
 * @param collocations pairs of words that belong together although the first ends in a period
 * @param starters words that often begin sentences
 * @param contexts where words were seen, as sums of {@link Context#bit}; words that are missing
 *     were never seen
 */
public record SentenceModel(
    Set<String> abbreviations,
    Set<Collocation> collocations,
    Set<String> starters,
    Map<String, Integer> contexts) {

  /** Copies the collections. */
  public SentenceModel {
    abbreviations = ImmutableSet.copyOf(abbreviations);
    collocations = ImmutableSet.copyOf(collocations);
    starters = ImmutableSet.copyOf(starters);
    contexts = ImmutableMap.copyOf(contexts);
  }

  /**
   * Two words, the first of which ends in a period that ends no sentence.
   *
   * @param first the word before the period, without it; {@code ##number##} for any number
   * @param second the word after it
   */
  public record Collocation(String first, String second) {}

  /** A way in which a word is seen: where in a sentence, and with which first letter. */
  public enum Context {
    /** At the beginning of a sentence, capitalized. */
    BEGINNING_CAPITALIZED(2),
    /** Within a sentence, capitalized. */
    MIDDLE_CAPITALIZED(4),
    /** Nobody knows where, capitalized. */
    UNKNOWN_CAPITALIZED(8),
    /** At the beginning of a sentence, in small letters. */
    BEGINNING_SMALL(16),
    /** Within a sentence, in small letters. */
    MIDDLE_SMALL(32),
    /** Nobody knows where, in small letters. */
    UNKNOWN_SMALL(64);

    private final int bit;

    Context(int bit) {
      this.bit = bit;
    }

    /**
     * The number that stands for it in a sum.
     *
     * @return a power of 2, as in the files that {@link SentenceModel#read} reads
     */
    public int bit() {
      return bit;
    }
  }

  private static final class English {
    private static final SentenceModel MODEL = builtIn();
  }

  /**
   * A small model of English, of this library's own making: common abbreviations, and common words,
   * which begin a sentence where they are capitalized after an abbreviation or an ellipsis.
   *
   * @return the model
   */
  public static SentenceModel english() {
    return English.MODEL;
  }

  private static SentenceModel builtIn() {
    ImmutableMap.Builder<String, Integer> contexts = ImmutableMap.builder();
    resource("words.txt").forEach(word -> contexts.put(word, Context.UNKNOWN_SMALL.bit));
    return new SentenceModel(
        ImmutableSet.copyOf(resource("abbreviations.txt")),
        ImmutableSet.of(),
        ImmutableSet.of(),
        contexts.buildOrThrow());
  }

  private static List<String> resource(String name) {
    try {
      return Resources.readLines(
          Resources.getResource(SentenceModel.class, name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A model that Punkt has learned, in the files that NLTK keeps it in: {@code abbrev_types.txt},
   * {@code collocations.tab}, {@code sent_starters.txt} and {@code ortho_context.tab}, UTF-8, with
   * tabs between columns. With {@code tokenizers/punkt_tab/english} of NLTK's data sentences are
   * split as NLTK splits them.
   *
   * @param directory where they lie
   * @return the model
   * @throws MalformedDataException if a line has not as many columns as it should
   * @throws UncheckedIOException if a file cannot be read
   */
  public static SentenceModel read(Path directory) {
    ImmutableSet.Builder<Collocation> collocations = ImmutableSet.builder();
    Path pairs = directory.resolve("collocations.tab");
    List<String> lines = lines(pairs);
    for (int i = 0; i < lines.size(); i++) {
      String[] pair = columns(pairs, i, lines.get(i));
      collocations.add(new Collocation(pair[0], pair[1]));
    }
    ImmutableMap.Builder<String, Integer> contexts = ImmutableMap.builder();
    Path sums = directory.resolve("ortho_context.tab");
    lines = lines(sums);
    for (int i = 0; i < lines.size(); i++) {
      String[] row = columns(sums, i, lines.get(i));
      contexts.put(row[0], sum(sums, i, row[1]));
    }
    return new SentenceModel(
        ImmutableSet.copyOf(lines(directory.resolve("abbrev_types.txt"))),
        collocations.build(),
        ImmutableSet.copyOf(lines(directory.resolve("sent_starters.txt"))),
        contexts.buildKeepingLast());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] columns(Path file, int index, String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 2) {
      throw new MalformedDataException(
          file, index + 1, "expected 2 columns with a tab between them, got " + columns.length);
    }
    return columns;
  }

  private static int sum(Path file, int index, String column) {
    try {
      return Integer.parseInt(column);
    } catch (NumberFormatException e) {
      throw new MalformedDataException(
          file, index + 1, "expected a whole number in column 2, got " + column);
    }
  }

  /** Whether a word was seen in one of some ways. */
  boolean wasSeen(String word, Context... ways) {
    int seen = contexts.getOrDefault(word, 0);
    for (Context way : ways) {
      if ((seen & way.bit) != 0) {
        return true;
      }
    }
    return false;
  }
}
