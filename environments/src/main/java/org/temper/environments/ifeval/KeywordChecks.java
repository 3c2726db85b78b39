package org.temper.environments.ifeval;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.environments.ifeval.text.UnicodeText;

/** Checks of which words and letters are in a response. */
final class KeywordChecks {
  private static final int IGNORING_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  /** Where a word begins or ends. */
  private static final String EDGE =
      "(?:(?<=%1$s)(?!%1$s)|(?<!%1$s)(?=%1$s))".formatted(UnicodeText.WORD);

  private KeywordChecks() {}

  /** All keywords are there, also as parts of words. */
  static Check existence(Arguments arguments) {
    List<String> keywords = arguments.texts("keywords");
    List<Pattern> patterns = keywords.stream().map(KeywordChecks::anywhere).toList();
    return (Check.OfText)
        response -> {
          for (int i = 0; i < patterns.size(); i++) {
            if (!patterns.get(i).matcher(response).find()) {
              return Findings.of(false, "expected the keyword \"" + keywords.get(i) + "\"");
            }
          }
          return Findings.of(true, "");
        };
  }

  /** No forbidden word is there as a whole word. */
  static Check forbidden(Arguments arguments) {
    List<String> words = arguments.texts("forbidden_words");
    List<Pattern> patterns =
        words.stream()
            .map(word -> Pattern.compile(EDGE + Pattern.quote(word) + EDGE, IGNORING_CASE))
            .toList();
    return (Check.OfText)
        response -> {
          for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matcher(response).find()) {
              return Findings.of(false, "expected no \"" + words.get(i) + "\"");
            }
          }
          return Findings.of(true, "");
        };
  }

  /** A keyword is there so many times, also as a part of words. */
  static Check frequency(Arguments arguments) {
    String keyword = arguments.text("keyword");
    Pattern pattern = anywhere(keyword);
    int asked = arguments.count("frequency", 0);
    Relation relation = arguments.relation("relation");
    return (Check.OfText)
        response -> relation.verify(asked, count(pattern, response), "times \"" + keyword + "\"");
  }

  /** A letter, capital or small, is there so many times. */
  static Check letterFrequency(Arguments arguments) {
    String letter = arguments.letter("letter").toLowerCase(Locale.ROOT);
    Pattern pattern = Pattern.compile(letter, Pattern.LITERAL);
    int asked = arguments.count("let_frequency", 0);
    Relation relation = arguments.relation("let_relation");
    return (Check.OfText)
        response ->
            relation.verify(
                asked,
                count(pattern, response.toLowerCase(Locale.ROOT)),
                "times \"" + letter + "\"");
  }

  private static Pattern anywhere(String keyword) {
    return Pattern.compile(keyword, Pattern.LITERAL | IGNORING_CASE);
  }

  private static int count(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }
}
