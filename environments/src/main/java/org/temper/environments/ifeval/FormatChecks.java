package org.temper.environments.ifeval;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.environments.ifeval.text.UnicodeText;

/** Checks of a response's markup: bullets, highlights, sections, titles, JSON. */
final class FormatChecks {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

  private FormatChecks() {}

  /** Lines that begin with one asterisk, and lines that begin with a dash. */
  static Check bullets(Arguments arguments) {
    int asked = arguments.count("num_bullets", 0);
    return (Check.OfText)
        response ->
            Findings.exactly(
                asked, bullets(response, '*') + bullets(response, '-'), "bullet points");
  }

  /** Lines that begin with a mark. An asterisk that ends its line takes the next line with it. */
  private static int bullets(String text, char mark) {
    int count = 0;
    int line = 0;
    while (line < text.length()) {
      int i = line;
      while (i < text.length() && UnicodeText.isSpace(text.charAt(i))) {
        i++;
      }
      int end = endOfBullet(text, i, mark);
      count += end > i ? 1 : 0;
      int next = text.indexOf('\n', end);
      line = next < 0 ? text.length() : next + 1;
    }
    return count;
  }

  /** The end of a bullet that begins at a position, with what follows an asterisk, if it is one. */
  private static int endOfBullet(String text, int start, char mark) {
    if (start >= text.length() || text.charAt(start) != mark) {
      return start;
    }
    if (mark != '*') {
      return start + 1;
    }
    boolean single = start + 1 < text.length() && text.charAt(start + 1) != '*';
    return single ? start + 2 : start;
  }

  /** Texts of one line between asterisks, once for single ones and once for double ones. */
  static Check highlights(Arguments arguments) {
    int asked = arguments.count("num_highlights", 0);
    return (Check.OfText)
        response ->
            Findings.atLeast(
                asked, highlights(response, "*") + highlights(response, "**"), "highlights");
  }

  private static int highlights(String text, String mark) {
    int count = 0;
    int start = text.indexOf(mark);
    while (start >= 0) {
      int inner = start + mark.length();
      int end = inner;
      while (end < text.length() && text.charAt(end) != '*' && text.charAt(end) != '\n') {
        end++;
      }
      boolean closed = text.startsWith(mark, end);
      if (closed && !UnicodeText.isBlank(text.substring(inner, end))) {
        count++;
      }
      start = text.indexOf(mark, closed ? end + mark.length() : start + 1);
    }
    return count;
  }

  /** Sections that a word and a number begin. */
  static Check sections(Arguments arguments) {
    String word = arguments.text("section_spliter");
    int asked = arguments.count("num_sections", 0);
    Pattern heading = Pattern.compile(Pattern.quote(word) + UnicodeText.SPACE + "?\\p{Nd}++");
    return (Check.OfText)
        response -> {
          Matcher headings = heading.matcher(response);
          int found = 0;
          while (headings.find()) {
            found++;
          }
          return Findings.atLeast(asked, found, "sections that begin with \"" + word + " X\"");
        };
  }

  /** A title between double angular brackets in one line. */
  static Check title(Arguments arguments) {
    return (Check.OfText)
        response ->
            Findings.of(
                Arrays.stream(response.split("\n", -1)).anyMatch(FormatChecks::hasTitle),
                "expected a title in double angular brackets");
  }

  private static boolean hasTitle(String line) {
    int start = line.indexOf("<<");
    int end = line.lastIndexOf(">>");
    if (start < 0 || end < start + 3) {
      return false;
    }
    while (start < end && line.charAt(start) == '<') {
      start++;
    }
    while (end > start && line.charAt(end - 1) == '>') {
      end--;
    }
    return !UnicodeText.isBlank(line.substring(start, end));
  }

  /** JSON alone, with or without a fence around it. */
  static Check json(Arguments arguments) {
    return (Check.OfText)
        response -> Findings.of(isJson(unfenced(response)), "expected JSON alone");
  }

  private static String unfenced(String response) {
    String text = UnicodeText.strip(response);
    for (String fence : FENCES) {
      text = text.startsWith(fence) ? text.substring(fence.length()) : text;
    }
    String end = "```";
    text = text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    return UnicodeText.strip(text);
  }

  /** Whether a number is one that Jackson reads and Python does not. */
  private static boolean isForeign(String number) {
    return number.startsWith("+") || number.endsWith("INF");
  }

  /** Whether a text is one JSON value, also NaN, Infinity or -Infinity, as Python reads it. */
  private static boolean isJson(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      int depth = 0;
      JsonToken token = parser.currentToken();
      while (token != null) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT && isForeign(parser.getText())) {
          return false;
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        token = parser.nextToken();
        if (depth == 0) {
          return token == null;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
