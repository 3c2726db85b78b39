package org.temper.environments.procedural;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.api.Excerpt;
import org.temper.environments.generated.Draws;

/** Regular expressions to write for texts that are described in words and by examples. */
final class RegularExpressions implements TaskFamily {
  private static final int SHOWN = 3;
  private static final int TEXTS = 12;
  private static final String ALPHABET = "abcxy0123456789-_";

  @Override
  public String name() {
    return "regex";
  }

  @Override
  public String difficultyMeaning() {
    return "texts of d + 1 parts";
  }

  @Override
  public int hardest() {
    return 6;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    while (true) {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i <= difficulty; i++) {
        parts.add(part(draws));
      }
      Pattern gold = Pattern.compile(pattern(parts));
      Set<String> right = new LinkedHashSet<>();
      Set<String> wrong = new LinkedHashSet<>();
      for (int attempt = 0; attempt < 20 * TEXTS; attempt++) {
        String text = parts.stream().map(part -> part.text(draws)).collect(Collectors.joining());
        if (!text.isEmpty() && right.size() < TEXTS) {
          right.add(text);
        }
        String other = changed(draws, text);
        if (!gold.matcher(other).matches() && wrong.size() < TEXTS) {
          wrong.add(other);
        }
      }
      Texts puzzle =
          new Texts(
              ImmutableList.copyOf(parts),
              ImmutableList.copyOf(right),
              ImmutableList.copyOf(wrong));
      if (right.size() >= SHOWN && wrong.size() >= SHOWN && puzzle.misses().findAny().isPresent()) {
        return puzzle;
      }
    }
  }

  private static Part part(Draws draws) {
    String letter = draws.one(List.of("a", "b", "c", "x", "y"));
    return switch (draws.between(0, 5)) {
      case 0 -> new Part("the letter " + letter, letter, letter, 1, 1);
      case 1 -> {
        int count = draws.between(2, 4);
        yield new Part(
            "exactly " + count + " digits", "[0-9]{" + count + "}", "0123456789", count, count);
      }
      case 2 -> new Part("one or more digits", "[0-9]+", "0123456789", 1, 4);
      case 3 -> new Part("one or more of the letter " + letter, letter + "+", letter, 1, 4);
      case 4 -> new Part("one of the letters a, b and c", "[abc]", "abc", 1, 1);
      default -> {
        String sign = draws.one(List.of("-", "_"));
        yield new Part("at most one " + sign, sign + "?", sign, 0, 1);
      }
    };
  }

  private static String changed(Draws draws, String text) {
    StringBuilder other = new StringBuilder(text);
    String letter = Character.toString(ALPHABET.charAt(draws.between(0, ALPHABET.length() - 1)));
    int at = draws.between(0, text.length());
    if (at < text.length() && draws.coin()) {
      other.deleteCharAt(at);
    }
    if (draws.coin()) {
      other.insert(Math.min(at, other.length()), letter);
    }
    return other.toString();
  }

  private static String pattern(List<Part> parts) {
    return parts.stream().map(Part::pattern).collect(Collectors.joining());
  }

  /** A piece of a text: how it reads, what matches it, what it is made of and how long it is. */
  private record Part(String words, String pattern, String letters, int least, int most) {
    String text(Draws draws) {
      StringBuilder text = new StringBuilder();
      int length = draws.between(least, most);
      for (int i = 0; i < length; i++) {
        text.append(letters.charAt(draws.between(0, letters.length() - 1)));
      }
      return text.toString();
    }
  }

  private record Texts(List<Part> parts, List<String> right, List<String> wrong) implements Puzzle {
    @Override
    public String question() {
      return "Write a regular expression for the whole of texts made of: "
          + parts.stream().map(Part::words).collect(Collectors.joining(", then "))
          + ". It matches "
          + quoted(right)
          + ", and not "
          + quoted(wrong)
          + ". Answer with the expression alone.";
    }

    private static String quoted(List<String> texts) {
      return texts.stream()
          .limit(SHOWN)
          .map(text -> '"' + text + '"')
          .collect(Collectors.joining(", "));
    }

    @Override
    public String gold() {
      return pattern(parts);
    }

    @Override
    public String noOp() {
      return ".*";
    }

    @Override
    public String nearMiss() {
      return misses().findFirst().orElseThrow();
    }

    /** Expressions that lack a part, and are wrong for it. */
    private Stream<String> misses() {
      return IntStream.range(0, parts.size())
          .mapToObj(
              left -> {
                List<Part> others = new ArrayList<>(parts);
                others.remove(left);
                return pattern(others);
              })
          .filter(expression -> fault(expression).isPresent());
    }

    @Override
    public Optional<String> fault(String answer) {
      try {
        Pattern pattern = Pattern.compile(answer);
        for (String text : right) {
          if (!pattern.matcher(new Bounded(text)).matches()) {
            return Optional.of("expected a match of \"" + text + "\", got none");
          }
        }
        for (String text : wrong) {
          if (pattern.matcher(new Bounded(text)).matches()) {
            return Optional.of("expected no match of \"" + text + "\", got one");
          }
        }
        return Optional.empty();
      } catch (PatternSyntaxException e) {
        return Optional.of("expected a regular expression, got " + Excerpt.of(answer));
      } catch (TooManySteps | StackOverflowError e) {
        return Optional.of("expected an expression that ends soon, got " + Excerpt.of(answer));
      }
    }
  }

  /** A text that is read only so often: some expressions would read it for years. */
  private static final class Bounded implements CharSequence {
    private final String text;
    private int left = 200_000;

    Bounded(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (left-- <= 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
