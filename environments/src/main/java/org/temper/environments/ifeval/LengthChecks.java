package org.temper.environments.ifeval;

import java.util.Locale;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.ifeval.text.UnicodeText;

/** Checks of how many words, sentences and paragraphs a response has. */
final class LengthChecks {
  private static final Pattern DIVIDER =
      Pattern.compile("%1$s?\\*\\*\\*%1$s?".formatted(UnicodeText.SPACE));

  private LengthChecks() {}

  static Check words(Arguments arguments) {
    int asked = arguments.count("num_words", 0);
    Relation relation = arguments.relation("relation");
    return (Check.OfText)
        response -> relation.verify(asked, UnicodeText.countWords(response), "words");
  }

  static Check sentences(Arguments arguments) {
    int asked = arguments.count("num_sentences", 0);
    Relation relation = arguments.relation("relation");
    return (response, knowledge) ->
        relation.verify(asked, knowledge.sentences().split(response).size(), "sentences");
  }

  /** Paragraphs with dividers of three asterisks between them, none of them blank. */
  static Check paragraphs(Arguments arguments) {
    int asked = arguments.count("num_paragraphs", 0);
    return (Check.OfText)
        response -> {
          String[] paragraphs = DIVIDER.split(response, -1);
          int found = 0;
          for (int i = 0; i < paragraphs.length; i++) {
            if (!UnicodeText.isBlank(paragraphs[i])) {
              found++;
            } else if (i > 0 && i < paragraphs.length - 1) {
              return new Verdict.Failed("expected no blank paragraph between dividers, got one");
            }
          }
          return Findings.exactly(asked, found, "paragraphs between dividers");
        };
  }

  /** Paragraphs with empty lines between them, one of which begins with a word. */
  static Check firstWord(Arguments arguments) {
    int asked = arguments.count("num_paragraphs", 1);
    int nth = arguments.count("nth_paragraph", 1);
    if (nth > asked) {
      throw arguments
          .record()
          .malformed("nth_paragraph", "expected at most num_paragraphs, " + asked + ", got " + nth);
    }
    String word = arguments.text("first_word").toLowerCase(Locale.ROOT);
    return (Check.OfText)
        response -> {
          String[] paragraphs = response.split("\n\n", -1);
          int found = 0;
          for (String paragraph : paragraphs) {
            found += UnicodeText.isBlank(paragraph) ? 0 : 1;
          }
          if (found != asked) {
            return Findings.exactly(asked, found, "paragraphs between empty lines");
          }
          String first = firstWord(paragraphs[nth - 1]);
          return Findings.of(
              first.equals(word),
              "expected paragraph "
                  + nth
                  + " to begin with \""
                  + word
                  + "\", got "
                  + Excerpt.of(first));
        };
  }

  /** A paragraph's first word in small letters, up to the first punctuation mark. */
  private static String firstWord(String paragraph) {
    if (UnicodeText.isBlank(paragraph)) {
      return "";
    }
    String word = UnicodeText.split(paragraph).get(0);
    StringBuilder letters = new StringBuilder();
    word.substring(endOfQuotes(word))
        .codePoints()
        .takeWhile(c -> ".,?!'\"".indexOf(c) < 0)
        .forEach(c -> letters.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return letters.toString();
  }

  /** Where the quotes end that a word begins with: single ones, then double ones. */
  private static int endOfQuotes(String word) {
    int end = 0;
    while (end < word.length() && word.charAt(end) == '\'') {
      end++;
    }
    while (end < word.length() && word.charAt(end) == '"') {
      end++;
    }
    return end;
  }
}
