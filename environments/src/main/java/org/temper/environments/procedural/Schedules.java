package org.temper.environments.procedural;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.temper.environments.generated.Answers;
import org.temper.environments.generated.Draws;

/** Talks to put in an order that keeps some constraints. */
final class Schedules implements TaskFamily {
  private static final Splitter TALKS = Splitter.on(Pattern.compile("[,\\s]+")).omitEmptyStrings();

  @Override
  public String name() {
    return "schedules";
  }

  @Override
  public String difficultyMeaning() {
    return "3 + d talks under at most d + 2 constraints";
  }

  @Override
  public int hardest() {
    return 8;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    List<String> talks =
        IntStream.range(0, 3 + difficulty).mapToObj(i -> Character.toString('A' + i)).toList();
    List<String> order = draws.shuffled(talks);
    while (order.equals(talks)) {
      order = draws.shuffled(talks);
    }
    // The alphabet is no answer: two talks whose order it has not.
    int swapped = 1;
    while (order.get(swapped - 1).compareTo(order.get(swapped)) < 0) {
      swapped++;
    }
    Set<Constraint> constraints = new LinkedHashSet<>();
    constraints.add(new Constraint(Kind.BEFORE, order.get(swapped - 1), order.get(swapped)));
    for (int i = 0; i <= difficulty; i++) {
      constraints.add(constraint(draws, order));
    }
    return new Talks(draws.shuffled(ImmutableList.copyOf(constraints)), order, swapped);
  }

  private static Constraint constraint(Draws draws, List<String> order) {
    int last = order.size() - 1;
    int later = draws.between(1, last);
    return switch (draws.between(0, 3)) {
      case 0 -> new Constraint(Kind.AFTER, order.get(later), order.get(later - 1));
      case 1 -> new Constraint(Kind.NOT_FIRST, order.get(later), "");
      case 2 -> new Constraint(Kind.NOT_LAST, order.get(later - 1), "");
      default ->
          new Constraint(Kind.BEFORE, order.get(draws.between(0, later - 1)), order.get(later));
    };
  }

  private enum Kind {
    BEFORE,
    AFTER,
    NOT_FIRST,
    NOT_LAST
  }

  private record Constraint(Kind kind, String talk, String other) {
    String words() {
      return switch (kind) {
        case BEFORE -> talk + " is before " + other;
        case AFTER -> talk + " is right after " + other;
        case NOT_FIRST -> talk + " is not first";
        case NOT_LAST -> talk + " is not last";
      };
    }

    boolean holds(List<String> order) {
      int at = order.indexOf(talk);
      return switch (kind) {
        case BEFORE -> at < order.indexOf(other);
        case AFTER -> at == order.indexOf(other) + 1;
        case NOT_FIRST -> at > 0;
        case NOT_LAST -> at < order.size() - 1;
      };
    }
  }

  /** {@code swapped} is where the order would break a constraint if it were the other way round. */
  private record Talks(List<Constraint> constraints, List<String> order, int swapped)
      implements Puzzle {
    @Override
    public String question() {
      return "Put the talks "
          + noOp()
          + " in an order so that "
          + constraints.stream().map(Constraint::words).collect(Collectors.joining(", "))
          + ". Answer with the talks in order, commas between.";
    }

    @Override
    public String gold() {
      return String.join(", ", order);
    }

    @Override
    public String noOp() {
      return order.stream().sorted().collect(Collectors.joining(", "));
    }

    @Override
    public String nearMiss() {
      List<String> other = new ArrayList<>(order);
      Collections.swap(other, swapped - 1, swapped);
      return String.join(", ", other);
    }

    @Override
    public Optional<String> fault(String answer) {
      List<String> given = TALKS.splitToList(Answers.words(answer));
      if (!ImmutableMultiset.copyOf(given).equals(ImmutableMultiset.copyOf(order))) {
        return Optional.of("expected every talk once");
      }
      return constraints.stream()
          .filter(constraint -> !constraint.holds(given))
          .findFirst()
          .map(broken -> "expected an order in which " + broken.words());
    }
  }
}
