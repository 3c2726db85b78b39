package org.temper.algorithms.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.run.StopRequest;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class ParallelTracksTest {
  private static final TrackBudget BUDGET = new TrackBudget(6, 2, 4);
  private static final TableModels MODELS = new TableModels();
  private static final TrackTraining TRAINING = TrackTraining.of(MODELS, 1);

  @TempDir private Path directory;
  private Path start;

  @BeforeEach
  void saveStart() throws IOException {
    start = TableModels.start(directory);
  }

  /** A track that is rewarded for saying one token. */
  static Track track(String name, long wanted) {
    List<PromptedTask<Long>> tasks =
        IntStream.range(0, 4)
            .mapToObj(i -> PromptedTask.of("task " + i, wanted, new long[] {i % 3}))
            .toList();
    return Track.of(
            name,
            TrackTasks.of(
                tasks,
                (asked, episodes) ->
                    episodes.stream()
                        .mapToDouble(
                            episode ->
                                episode.completion().stream()
                                    .filter(token -> token == wanted)
                                    .count())
                        .toArray()),
            (policy, iterations, seed) -> {
              GradientDescent optimizer = GradientDescent.of(policy.parameters(), 0.5);
              return new TrackLearner(
                  new GroupTrainer(policy, optimizer, GroupConfig.of(GroupMethod.rloo()), seed),
                  optimizer::close);
            },
            sampler -> Map.of("vocabulary", (double) sampler.vocabularySize()),
            BUDGET)
        .withIdentity(Map.of("wanted", "" + wanted));
  }

  private static ParallelTracks two(TrackTraining training) {
    return ParallelTracks.of(training, List.of(track("chat", 1), track("logic", 2)));
  }

  /** Training that counts the runs that it makes. */
  private static TrackTraining counting(List<String> made) {
    return new TrackTraining(
        MODELS,
        1,
        100,
        (run, out) -> {
          made.add(out.getFileName().toString());
          return run.resume();
        });
  }

  /** Training that stops a track after some iterations. */
  private static TrackTraining stopping(String track, long iterations) {
    return new TrackTraining(
        MODELS,
        1,
        100,
        (run, out) -> {
          StopRequest stop = new StopRequest();
          return run.withStop(stop)
              .withSink(
                  line -> {
                    if (out.endsWith(track) && line.update() == iterations) {
                      stop.make();
                    }
                  })
              .resume();
        });
  }

  @Test
  void eachTrackBecomesAnExpertOfItsOwn() throws IOException {
    Experts experts = two(TRAINING).run(start, directory.resolve("out"));
    assertThat(experts.byTrack().keySet()).containsExactly("chat", "logic");
    float[] chat = TableModels.read(experts.directories().get(0));
    float[] logic = TableModels.read(experts.directories().get(1));
    float[] before = TableModels.read(start);
    assertThat(chat).isNotEqualTo(before).isNotEqualTo(logic);
    assertThat(logic).isNotEqualTo(before);
    // Each says what it is rewarded for more readily, in its first row.
    assertThat(chat[1] - chat[2]).isGreaterThan(before[1] - before[2]);
    assertThat(logic[2] - logic[1]).isGreaterThan(before[2] - before[1]);
    TrackResult.Effort effort = experts.byTrack().get("chat").effort();
    assertThat(effort.completions()).isEqualTo(BUDGET.completions()).isEqualTo(48);
    assertThat(effort.seconds()).isPositive();
  }

  @Test
  void whatIsFinishedIsNotTrainedAgain() throws IOException {
    Path out = directory.resolve("out");
    List<String> made = new ArrayList<>();
    TrackResult alone = two(counting(made)).train("logic", start, out);
    Experts experts = two(counting(made)).run(start, out);
    assertThat(made).containsExactly("logic", "chat");
    assertThat(experts.byTrack()).containsEntry("logic", alone);
    assertThat(two(counting(made)).run(start, out)).isEqualTo(experts);
    assertThat(made).hasSize(2);
  }

  @Test
  void aStoppedRunOfTracksGoesOnBitForBit() throws IOException {
    Experts whole = two(TRAINING).run(start, directory.resolve("whole"));
    Path out = directory.resolve("stopped");
    assertThatThrownBy(() -> two(stopping("logic", 3)).run(start, out))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("logic: stopped after iteration 3; run the tracks again to go on");
    assertThat(out.resolve("chat/track.json")).exists();
    assertThat(out.resolve("logic/track.json")).doesNotExist();
    List<String> made = new ArrayList<>();
    Experts resumed = two(counting(made)).run(start, out);
    assertThat(made).containsExactly("logic");
    for (int i = 0; i < 2; i++) {
      assertThat(TableModels.read(resumed.directories().get(i)))
          .isEqualTo(TableModels.read(whole.directories().get(i)));
    }
    assertThat(Files.readString(out.resolve("logic/metrics.jsonl")))
        .isEqualTo(Files.readString(directory.resolve("whole/logic/metrics.jsonl")));
    assertThat(resumed.byTrack().get("logic").effort().completions()).isEqualTo(48);
  }

  @Test
  void besideEachOtherTheyComeToTheSame() throws IOException {
    List<Track> tracks = List.of(track("chat", 1), track("logic", 2), track("third", 3));
    Experts apart = ParallelTracks.of(TRAINING, tracks).run(start, directory.resolve("apart"));
    Experts beside =
        new ParallelTracks(TRAINING, tracks, 3).run(start, directory.resolve("beside"));
    for (int i = 0; i < tracks.size(); i++) {
      assertThat(TableModels.read(beside.directories().get(i)))
          .isEqualTo(TableModels.read(apart.directories().get(i)));
    }
  }

  @Test
  void anotherStartOrTrackIsRefusedByName() throws IOException {
    Path out = directory.resolve("out");
    two(TRAINING).run(start, out);
    Path moved = Files.move(start, directory.resolve("moved"));
    two(TRAINING).run(moved, out);
    try (TablePolicy other = TablePolicy.random(TableModels.VOCABULARY, 4)) {
      TableModels.write(start, other);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two(TRAINING).run(start, out))
        .withMessageContaining("start.weights: expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TRAINING.train(track("chat", 3), moved, out.resolve("chat")))
        .withMessageContaining("wanted: expected 1 as in the run to resume, got 3");
  }

  @Test
  void namesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> track("Chat!", 1))
        .withMessage("name: expected lower-case letters, digits and _, got Chat!");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParallelTracks.of(TRAINING, List.of(track("chat", 1), track("chat", 2))))
        .withMessage("tracks: expected names of their own, got [chat, chat]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParallelTracks.of(TRAINING, List.of()))
        .withMessage("tracks: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two(TRAINING).train("safety", start, directory))
        .withMessage("name: expected one of [chat, logic], got safety");
  }
}
