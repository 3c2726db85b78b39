package org.temper.algorithms.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.data.MalformedDataException;
import org.temper.samplers.selection.Candidate;

class EpisodeStoreTest {
  @TempDir Path directory;

  private static StoredEpisode episode(int round, String task, long stream, double reward) {
    Trajectory trajectory =
        new Trajectory(
            List.of(
                new Segment.Prompt(ImmutableLongArray.of(7, 8)),
                new Segment.Action(
                    ImmutableLongArray.of(stream, 3),
                    ImmutableDoubleArray.of(-0.1, -1.0 / 3),
                    ImmutableDoubleArray.of(Double.NEGATIVE_INFINITY, -Double.MIN_VALUE),
                    OptionalDouble.empty()),
                new Segment.Observation(ImmutableLongArray.of()),
                new Segment.Action(
                    ImmutableLongArray.of(Long.MAX_VALUE),
                    ImmutableDoubleArray.of(-2),
                    ImmutableDoubleArray.of(-2),
                    OptionalDouble.of(0.7))),
            Ending.truncated("it was \"cut\"\n"));
    return new StoredEpisode(
        round,
        new Candidate(
            task,
            stream,
            trajectory,
            reward,
            "math",
            "a\nb \ud83d\ude00 \ud800 é",
            Map.of("malformed_calls", 2.0)));
  }

  private Path file() {
    return directory.resolve("accepted.jsonl");
  }

  private List<StoredEpisode> open(StoredEpisode... more) {
    List<StoredEpisode> found = new ArrayList<>();
    try (EpisodeStore store = EpisodeStore.open(file(), found::add)) {
      for (StoredEpisode episode : more) {
        store.append(episode);
      }
    }
    return found;
  }

  @Test
  void whatIsStoredReadsBackBitForBit() {
    StoredEpisode scored = episode(1, "x", 0, 1.0 / 3);
    StoredEpisode unscored = episode(1, "x", 1, Double.NaN);
    assertThat(open(scored, unscored)).isEmpty();
    assertThat(open()).containsExactly(scored, unscored);
  }

  @Test
  void anEpisodeIsStoredOnce() {
    StoredEpisode first = episode(1, "x", 0, 1);
    open(first, episode(1, "x", 0, 0));
    open(first, episode(2, "x", 0, 1), episode(1, "y", 0, 1));
    assertThat(open()).containsExactly(first, episode(2, "x", 0, 1), episode(1, "y", 0, 1));
  }

  /**
   * The file cut at every byte of its last two lines: whole lines stay, and what was lost comes.
   */
  @Test
  void aTornTailIsCutOffWhereverItIsTorn() throws IOException {
    StoredEpisode[] all = {
      episode(1, "x", 0, 1), episode(1, "x", 1, 0), episode(2, "x", 0, Double.NaN)
    };
    open(all);
    byte[] whole = Files.readAllBytes(file());
    int[] ends = new int[all.length];
    int line = 0;
    for (int i = 0; i < whole.length; i++) {
      if (whole[i] == '\n') {
        ends[line++] = i + 1;
      }
    }
    assertThat(line).isEqualTo(all.length);
    for (int cut = ends[0]; cut <= whole.length; cut++) {
      Files.write(file(), Arrays.copyOf(whole, cut));
      int kept = cut == whole.length ? 3 : cut >= ends[1] ? 2 : 1;
      assertThat(open(all)).as("cut at %s", cut).containsExactly(Arrays.copyOf(all, kept));
      assertThat(Files.readAllBytes(file())).as("cut at %s", cut).isEqualTo(whole);
    }
  }

  @Test
  void aDamagedLastLineIsCutOffAndAnEarlierOneNamed() throws IOException {
    open(episode(1, "x", 0, 1), episode(1, "x", 1, 1));
    byte[] whole = Files.readAllBytes(file());
    byte[] last = whole.clone();
    last[whole.length - 5] ^= 1;
    Files.write(file(), last);
    assertThat(open()).containsExactly(episode(1, "x", 0, 1));

    byte[] first = whole.clone();
    first[40] ^= 1;
    Files.write(file(), first);
    assertThatThrownBy(this::open)
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining(file() + ":1: episode: expected a line whose crc32c");
    assertThat(Files.readAllBytes(file())).isEqualTo(first);
  }

  @Test
  void linesAreJsonOfAsciiAlone() throws IOException {
    open(episode(1, "x", 0, 1));
    byte[] bytes = Files.readAllBytes(file());
    for (byte each : bytes) {
      assertThat(each).isPositive();
    }
    assertThat(new String(bytes, StandardCharsets.US_ASCII))
        .matches("\\{\"crc32c\":\"[0-9a-f]{8}\",\"round\":1,\"task\":\"x\",\"stream\":0,.*}\\n");
  }
}
