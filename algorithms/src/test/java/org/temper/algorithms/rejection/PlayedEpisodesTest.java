package org.temper.algorithms.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.samplers.selection.Candidate;

class PlayedEpisodesTest {
  private static final int SAMPLES = 5;

  @TempDir Path directory;

  /** The episodes of three tasks, two together first; notes how many are judged at a time. */
  private List<List<Candidate>> play(List<Integer> judged) {
    LookUp toy =
        new LookUp(
            directory,
            judge ->
                (tasks, played) -> {
                  judged.add(played.size());
                  return judge.rewards(tasks, played);
                },
            trainer -> trainer);
    try (toy;
        PlayedEpisodes played =
            PlayedEpisodes.open(file(), toy.tasks("t", LookUp.NUMBERS), 2, SAMPLES, 7)) {
      List<List<Candidate>> all = new ArrayList<>(played.of(List.of(2, 0)));
      all.addAll(played.of(List.of(1)));
      return all;
    }
  }

  private Path file() {
    return directory.resolve("new/sampled.jsonl");
  }

  @Test
  void episodesComeByTaskAndStream() {
    List<List<Candidate>> all = play(new ArrayList<>());
    assertThat(all.stream().map(task -> task.get(0).task())).containsExactly("t2", "t0", "t1");
    assertThat(all)
        .allSatisfy(
            task ->
                assertThat(task.stream().map(Candidate::stream))
                    .containsExactly(0L, 1L, 2L, 3L, 4L));
  }

  @Test
  void whatIsStoredIsNotPlayedAgainAndWhatIsMissingIs() throws IOException {
    List<Integer> judged = new ArrayList<>();
    List<List<Candidate>> first = play(judged);
    assertThat(judged).containsExactly(2 * SAMPLES, SAMPLES);
    byte[] whole = Files.readAllBytes(file());

    judged.clear();
    assertThat(play(judged)).isEqualTo(first);
    assertThat(judged).isEmpty();

    Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
    assertThat(play(judged)).isEqualTo(first);
    assertThat(judged).containsExactly(SAMPLES);
    assertThat(Files.readAllBytes(file())).isEqualTo(whole);
  }

  @Test
  void aTaskIsAskedForOnce() {
    try (LookUp toy = new LookUp(directory);
        PlayedEpisodes played = PlayedEpisodes.open(file(), toy.tasks("t", 1), 1, SAMPLES, 7)) {
      assertThat(played.of(List.of(0)).get(0)).hasSize(SAMPLES);
      assertThatThrownBy(() -> played.of(List.of(0, 0))).isInstanceOf(NoSuchElementException.class);
    }
  }
}
