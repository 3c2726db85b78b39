package org.temper.environments.ifeval.text;

import com.google.common.base.Splitter;
import java.util.regex.Pattern;

/**
 * A count of words in capital letters, with words cut as the Penn Treebank cuts them: punctuation
 * and quotes stand alone, hyphens stay within a word, {@code DON'T} is {@code DO} and {@code N'T},
 * {@code ANNA'S} is {@code ANNA} and {@code 'S}, {@code CANNOT} is two words, and {@code A,B} too
 * while {@code 1,000} is one.
 *
 * <p>Source: NLTK's {@code word_tokenize}; the conventions are those of the Treebank's <a
 * href="https://catalog.ldc.upenn.edu/docs/LDC99T42/tokeniz.html">own description</a>.
 */
public final class CapitalWords {

  /** What always stands alone. */
  private static final String ALONE =
      "\"[](){}<>;@#$%&?!*`\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e\u2012\u2013\u2014\u2015";

  private static final String NO_QUOTE = "([^' ])";

  /** The quote that ends a word. */
  private static final Pattern QUOTE = Pattern.compile("([^'])' ");

  private static final Pattern SHORT_ENDING = Pattern.compile(NO_QUOTE + "('[sSmMdD]|') ");

  private static final Pattern LONG_ENDING =
      Pattern.compile(NO_QUOTE + "('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ");

  private static final String EDGE =
      "(?:(?<=%1$s)(?!%1$s)|(?<!%1$s)(?=%1$s))".formatted(UnicodeText.WORD);

  /** Words that are two: the first word, and the second. */
  private static final Pattern TWO_WORDS =
      Pattern.compile(
          EDGE
              + "(?i:(can)(not)|(d)('ye)|(gim)(me)|(gon)(na)|(got)(ta)|(lem)(me)|(more)('n)"
              + "|(wan)(na)(?= ))"
              + EDGE
              + "|(?<= )(?i:('t)(is|was))"
              + EDGE);

  private CapitalWords() {}

  /**
   * Counts the words in capital letters.
   *
   * @param text the text
   * @param sentences splits it into sentences, at which words end
   * @return at least 0
   */
  public static int count(String text, SentenceSplitter sentences) {
    int count = 0;
    for (String sentence : sentences.split(text)) {
      for (String word : Splitter.on(' ').split(cut(sentence))) {
        if (UnicodeText.isUpper(word)) {
          count++;
        }
      }
    }
    return count;
  }

  /** A sentence with spaces, and no other white space, between its words. */
  private static String cut(String sentence) {
    String text = QUOTE.matcher(spaced(sentence)).replaceAll("$1 ' ");
    text = SHORT_ENDING.matcher(text).replaceAll("$1 $2 ");
    text = LONG_ENDING.matcher(text).replaceAll("$1 $2 ");
    return TWO_WORDS
        .matcher(text)
        .replaceAll(
            match -> {
              StringBuilder words = new StringBuilder();
              for (int group = 1; group <= match.groupCount(); group++) {
                if (match.group(group) != null) {
                  words.append(' ').append(match.group(group)).append(' ');
                }
              }
              return words.toString();
            });
  }

  /** A sentence with spaces around what stands alone, and at both ends. */
  private static String spaced(String sentence) {
    StringBuilder spaced = new StringBuilder(" ");
    int i = 0;
    while (i < sentence.length()) {
      int end = endOfMark(sentence, i);
      if (end > i) {
        spaced.append(' ').append(sentence, i, end).append(' ');
        i = end;
      } else {
        char c = sentence.charAt(i++);
        spaced.append(UnicodeText.isSpace(c) ? ' ' : c);
      }
    }
    return spaced.append(' ').toString();
  }

  /** Where the mark that begins at a position and stands alone ends. */
  private static int endOfMark(String text, int i) {
    char c = text.charAt(i);
    boolean doubled = text.startsWith(String.valueOf(c), i + 1);
    return switch (c) {
      case '.' -> doubled ? endOfPeriods(text, i) : i;
      case '-', '\'' -> doubled ? i + 2 : i;
      case ':', ',' ->
          i + 1 < text.length() && Character.isDigit(text.codePointAt(i + 1)) ? i : i + 1;
      default -> ALONE.indexOf(c) >= 0 ? i + 1 : i;
    };
  }

  private static int endOfPeriods(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) == '.') {
      end++;
    }
    return end;
  }
}
