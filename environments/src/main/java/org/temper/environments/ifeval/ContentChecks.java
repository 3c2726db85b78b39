package org.temper.environments.ifeval;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.temper.environments.ifeval.text.UnicodeText;

/** Checks of what a response contains, begins with and ends with. */
final class ContentChecks {
  private static final List<String> ANSWERS =
      List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");

  private ContentChecks() {}

  /** Placeholders such as [address], none of which goes over the end of a line. */
  static Check placeholders(Arguments arguments) {
    int asked = arguments.count("num_placeholders", 0);
    return (Check.OfText)
        response ->
            Findings.atLeast(
                asked,
                Arrays.stream(response.split("\n", -1)).mapToInt(ContentChecks::placeholders).sum(),
                "placeholders in square brackets");
  }

  private static int placeholders(String line) {
    int count = 0;
    int open = line.indexOf('[');
    while (open >= 0) {
      int close = line.indexOf(']', open);
      if (close < 0) {
        break;
      }
      count++;
      open = line.indexOf('[', close);
    }
    return count;
  }

  /** A postscript's marker, in capital or small letters, anywhere. */
  static Check postscript(Arguments arguments) {
    String marker = arguments.text("postscript_marker");
    Pattern pattern =
        switch (marker) {
          case "P.S." -> spaced("p\\.%s?s\\.");
          case "P.P.S" -> spaced("p\\.%1$s?p\\.%1$s?s");
          default -> Pattern.compile(marker.toLowerCase(Locale.ROOT), Pattern.LITERAL);
        };
    return (Check.OfText)
        response ->
            Findings.of(
                pattern.matcher(response.toLowerCase(Locale.ROOT)).find(),
                "expected a postscript that begins with \"" + marker + "\"");
  }

  private static Pattern spaced(String pattern) {
    return Pattern.compile(pattern.formatted(UnicodeText.SPACE));
  }

  /** One of three answers. */
  static Check constrained(Arguments arguments) {
    return (Check.OfText)
        response ->
            Findings.of(
                ANSWERS.stream().anyMatch(response::contains),
                "expected one of \"" + String.join("\", \"", ANSWERS) + "\"");
  }

  /** Two responses that differ, with six asterisks between them. */
  static Check twoResponses(Arguments arguments) {
    return (Check.OfText)
        response -> {
          List<String> parts =
              Pattern.compile("******", Pattern.LITERAL)
                  .splitAsStream(response + "\n")
                  .map(UnicodeText::strip)
                  .toList();
          List<String> inner = parts.size() > 2 ? parts.subList(1, parts.size() - 1) : List.of();
          List<String> responses = parts.stream().filter(part -> !part.isEmpty()).toList();
          return Findings.of(
              !inner.contains("")
                  && responses.size() == 2
                  && !responses.get(0).equals(responses.get(1)),
              "expected two different responses with ****** between them");
        };
  }

  /** The request, word for word, before everything else. */
  static Check repeatedPrompt(Arguments arguments) {
    String prompt = arguments.text("prompt_to_repeat").toLowerCase(Locale.ROOT);
    return (Check.OfText)
        response ->
            Findings.of(
                UnicodeText.strip(response).toLowerCase(Locale.ROOT).startsWith(prompt),
                "expected the request to be repeated first");
  }

  /** A phrase at the end, or before a double quotation mark that ends the response. */
  static Check end(Arguments arguments) {
    String phrase = arguments.text("end_phrase");
    String small = phrase.toLowerCase(Locale.ROOT);
    return (Check.OfText)
        response ->
            Findings.of(
                unquoted(UnicodeText.strip(response)).toLowerCase(Locale.ROOT).endsWith(small),
                "expected \"" + phrase + "\" at the end");
  }

  private static String unquoted(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == '"') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == '"') {
      end--;
    }
    return text.substring(start, end);
  }

  /** Double quotation marks around the whole. */
  static Check quotation(Arguments arguments) {
    return (Check.OfText)
        response -> {
          String text = UnicodeText.strip(response);
          return Findings.of(
              text.length() > 1 && text.startsWith("\"") && text.endsWith("\""),
              "expected double quotation marks around the whole response");
        };
  }

  static Check noComma(Arguments arguments) {
    return (Check.OfText)
        response -> Findings.of(response.indexOf(',') < 0, "expected no comma, got one");
  }
}
