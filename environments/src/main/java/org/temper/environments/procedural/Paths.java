package org.temper.environments.procedural;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.temper.api.Excerpt;
import org.temper.environments.generated.Answers;
import org.temper.environments.generated.Draws;

/** Directed graphs in which a path is to be found. */
final class Paths implements TaskFamily {
  private static final Splitter NODES =
      Splitter.on(Pattern.compile("(?:->|[,\\s])+")).omitEmptyStrings();

  @Override
  public String name() {
    return "paths";
  }

  @Override
  public String difficultyMeaning() {
    return "4 + 2 d nodes, a path of d + 1 edges hidden among 2 d + 2 others at most";
  }

  @Override
  public int hardest() {
    return 8;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    List<String> nodes =
        draws.shuffled(
            IntStream.range(0, 4 + 2 * difficulty)
                .mapToObj(i -> Character.toString('A' + i))
                .toList());
    List<String> path = nodes.subList(0, difficulty + 2);
    String start = path.get(0);
    String goal = path.get(path.size() - 1);
    Set<String> edges = new LinkedHashSet<>();
    for (int i = 1; i < path.size(); i++) {
      edges.add(edge(path.get(i - 1), path.get(i)));
    }
    for (int i = 0; i < 2 * difficulty + 2; i++) {
      List<String> ends = draws.some(nodes, 2);
      if (!ends.equals(List.of(start, goal))) {
        edges.add(edge(ends.get(0), ends.get(1)));
      }
    }
    return new Graph(draws.shuffled(ImmutableList.copyOf(edges)), ImmutableList.copyOf(path));
  }

  private static String edge(String from, String to) {
    return from + "->" + to;
  }

  private record Graph(List<String> edges, List<String> path) implements Puzzle {
    private String start() {
      return path.get(0);
    }

    private String goal() {
      return path.get(path.size() - 1);
    }

    @Override
    public String question() {
      return "A graph has the edges "
          + String.join(", ", edges)
          + ". Find a path from "
          + start()
          + " to "
          + goal()
          + ". Answer with its nodes in order, such as A, B, C.";
    }

    @Override
    public String gold() {
      return String.join(", ", path);
    }

    @Override
    public String noOp() {
      return start();
    }

    @Override
    public String nearMiss() {
      return String.join(", ", path.subList(0, path.size() - 1));
    }

    @Override
    public Optional<String> fault(String answer) {
      List<String> nodes = NODES.splitToList(Answers.words(answer));
      if (nodes.isEmpty()
          || !nodes.get(0).equals(start())
          || !nodes.get(nodes.size() - 1).equals(goal())) {
        return Optional.of(
            "expected a path from " + start() + " to " + goal() + ", got " + Excerpt.of(answer));
      }
      for (int i = 1; i < nodes.size(); i++) {
        String edge = edge(nodes.get(i - 1), nodes.get(i));
        if (!edges.contains(edge)) {
          return Optional.of("expected edges of the graph, got " + Excerpt.of(edge));
        }
      }
      return Optional.empty();
    }
  }
}
