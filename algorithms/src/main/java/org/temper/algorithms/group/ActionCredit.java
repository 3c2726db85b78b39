package org.temper.algorithms.group;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.temper.algorithms.group.GroupMethod.GroupRewards;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.api.rollouts.Segment;

/**
 * Advantages of the actions of an iteration, each by what was earned from it on: {@link
 * GroupConfig.Credit#ACTIONS}.
 *
 * @param episodes the iteration
 * @param method estimates advantages
 */
record ActionCredit(EpisodeTable episodes, GroupMethod method) {

  /**
   * An action that has tokens.
   *
   * @param row the row of its episode
   * @param from its first token there
   * @param to behind its last one
   * @param before the rewards of the actions before it
   */
  private record Part(int row, int from, int to, List<Float> before) {}

  /** Episodes that an action may be compared with: of a group, rewarded alike until then. */
  private record Alike(int group, List<Float> before) {}

  /**
   * The advantages.
   *
   * @param whole the rewards of whole episodes
   * @param ofEpisodes the advantages of whole episodes, which their first actions keep
   * @return a row for each of the table's, with a number for each token, 0 where it is not the
   *     policy's
   * @throws IllegalArgumentException if a baseline is of whole episodes alone
   */
  float[][] advantages(GroupRewards whole, float[][] ofEpisodes) {
    List<List<Part>> later = later();
    checkArgument(
        whole.greedy().isEmpty() || later.isEmpty(),
        "credit: expected EPISODE where greedy completions are the baseline, got ACTIONS");
    float[][] advantages = Arrays.stream(ofEpisodes).map(float[]::clone).toArray(float[][]::new);
    later.forEach(parts -> compare(parts, advantages));
    return advantages;
  }

  /** The second actions of all rows, then the third ones, and so on. */
  private List<List<Part>> later() {
    List<List<Part>> byPlace = new ArrayList<>();
    for (int i = 0; i < episodes.rows().size(); i++) {
      List<Part> parts = parts(i);
      for (int place = 1; place < parts.size(); place++) {
        if (byPlace.size() < place) {
          byPlace.add(new ArrayList<>());
        }
        byPlace.get(place - 1).add(parts.get(place));
      }
    }
    return byPlace;
  }

  private List<Part> parts(int index) {
    EpisodeTable.Row row = episodes.rows().get(index);
    float[] rewards = episodes.column(Column.REWARDS)[index];
    List<Part> parts = new ArrayList<>();
    List<Float> before = new ArrayList<>();
    int position = 0;
    for (Segment segment :
        episodes.groups().get(row.group()).members().get(row.member()).trajectory().segments()) {
      int end = position + segment.tokens().length();
      if (segment instanceof Segment.Action && end > position) {
        parts.add(new Part(index, position, end, List.copyOf(before)));
        before.add((float) sum(rewards, position, end));
      }
      position = end;
    }
    return parts;
  }

  /** Gives actions in the same place of their episodes what they did better than their peers. */
  private void compare(List<Part> parts, float[][] advantages) {
    ListMultimap<Alike, Part> inGroups =
        Multimaps.index(
            parts, part -> new Alike(episodes.rows().get(part.row()).group(), part.before()));
    ListMultimap<List<Float>, Part> inAll = Multimaps.index(parts, Part::before);
    List<List<Part>> together = new ArrayList<>();
    List<List<Part>> alone = new ArrayList<>();
    for (List<Part> alike : Multimaps.asMap(inGroups).values()) {
      Part first = alike.get(0);
      if (alike.size() > 1) {
        together.add(alike);
      } else {
        List<Part> elsewhere = inAll.get(first.before());
        alone.add(firstThen(first, elsewhere.size() > 1 ? elsewhere : parts));
      }
    }
    double[][] ofTogether = better(together);
    for (int g = 0; g < ofTogether.length; g++) {
      for (int i = 0; i < ofTogether[g].length; i++) {
        fill(together.get(g).get(i), ofTogether[g][i], advantages);
      }
    }
    double[][] ofAlone = better(alone);
    for (int g = 0; g < ofAlone.length; g++) {
      fill(alone.get(g).get(0), ofAlone[g][0], advantages);
    }
  }

  private static List<Part> firstThen(Part first, List<Part> all) {
    return Stream.concat(Stream.of(first), all.stream().filter(part -> part.row() != first.row()))
        .toList();
  }

  private static void fill(Part part, double advantage, float[][] advantages) {
    Arrays.fill(advantages[part.row()], part.from(), part.to(), (float) advantage);
  }

  private double[][] better(List<List<Part>> groups) {
    double[][] rewards = new double[groups.size()][];
    int[][] lengths = new int[groups.size()][];
    for (int g = 0; g < rewards.length; g++) {
      rewards[g] = groups.get(g).stream().mapToDouble(part -> toGo(part)).toArray();
      lengths[g] = groups.get(g).stream().mapToInt(part -> tokensToGo(part)).toArray();
    }
    return groups.isEmpty()
        ? rewards
        : method.advantages().advantages(new GroupRewards(rewards, lengths, Optional.empty()));
  }

  /** What an episode earned from an action on, less its penalties. */
  private double toGo(Part part) {
    float[] rewards = episodes.column(Column.REWARDS)[part.row()];
    double earned = sum(rewards, part.from(), rewards.length);
    return episodes.has(Column.PENALTIES)
        ? earned - sum(episodes.column(Column.PENALTIES)[part.row()], part.from(), rewards.length)
        : earned;
  }

  private static double sum(float[] numbers, int from, int to) {
    double sum = 0;
    for (int t = from; t < to; t++) {
      sum += numbers[t];
    }
    return sum;
  }

  private int tokensToGo(Part part) {
    boolean[] own = episodes.rows().get(part.row()).sequence().completion();
    int tokens = 0;
    for (int t = part.from(); t < own.length; t++) {
      tokens += own[t] ? 1 : 0;
    }
    return tokens;
  }
}
