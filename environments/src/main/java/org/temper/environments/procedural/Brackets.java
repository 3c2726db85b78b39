package org.temper.environments.procedural;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.temper.environments.generated.Draws;

/** Brackets that somebody began, to be completed. */
final class Brackets implements TaskFamily {
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  @Override
  public String name() {
    return "brackets";
  }

  @Override
  public String difficultyMeaning() {
    return "at least 4 d + 4 brackets given, of three kinds, d or more of them open";
  }

  @Override
  public int hardest() {
    return 8;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    StringBuilder given = new StringBuilder();
    Deque<Character> open = new ArrayDeque<>();
    while (given.length() < 4 * difficulty + 4 || open.size() < difficulty) {
      boolean full = given.length() >= 4 * difficulty + 4;
      if (open.isEmpty() || full || draws.coin()) {
        int kind = draws.between(0, OPENING.length() - 1);
        given.append(OPENING.charAt(kind));
        open.push(CLOSING.charAt(kind));
      } else {
        given.append(open.pop());
      }
    }
    return new Begun(given.toString());
  }

  /** What closes a text's brackets; empty where no text does. */
  private static Optional<String> closing(String text) {
    Deque<Character> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char bracket = text.charAt(i);
      int kind = OPENING.indexOf(bracket);
      if (kind >= 0) {
        open.push(CLOSING.charAt(kind));
      } else if (open.isEmpty() || open.pop() != bracket) {
        return Optional.empty();
      }
    }
    StringBuilder rest = new StringBuilder();
    open.forEach(rest::append);
    return Optional.of(rest.toString());
  }

  private record Begun(String given) implements Puzzle {
    @Override
    public String question() {
      return "Close all brackets of "
          + given
          + " in the right order. Answer with the brackets that must follow, nothing else.";
    }

    @Override
    public String gold() {
      return closing(given).orElseThrow();
    }

    @Override
    public String noOp() {
      return "";
    }

    @Override
    public String nearMiss() {
      return gold().substring(1);
    }

    @Override
    public Optional<String> fault(String answer) {
      String brackets = answer.replaceAll("\\s", "");
      // The whole text is as right as its end.
      String whole = brackets.startsWith(given) ? brackets : given + brackets;
      return closing(whole).filter(String::isEmpty).isPresent()
          ? Optional.empty()
          : Optional.of("expected brackets that close all and only what is open");
    }
  }
}
