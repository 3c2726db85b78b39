package org.temper.algorithms.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.api.updates.OnPolicySource;
import org.temper.api.updates.UpdateBatch;

class JoiningTest {
  private static final TableModels MODELS = new TableModels();
  private static final TrackTraining TRAINING = TrackTraining.of(MODELS, 1);
  private static final Track CHAT = ParallelTracksTest.track("chat", 1);
  private static final Track LOGIC = ParallelTracksTest.track("logic", 2);

  @TempDir private Path directory;
  private Path start;

  @BeforeEach
  void saveStart() throws IOException {
    start = TableModels.start(directory);
  }

  private Experts experts() throws IOException {
    return ParallelTracks.of(TRAINING, List.of(CHAT, LOGIC)).run(start, directory.resolve("out"));
  }

  private static List<String> ids(OnPolicySource<RolloutBatch> source, long index) {
    UpdateBatch<RolloutBatch> update = source.update(1, index);
    List<String> ids =
        update.microBatches().stream()
            .flatMap(batch -> batch.groups().stream())
            .map(TrajectoryGroup::id)
            .toList();
    assertThat(update.exampleIds()).isEqualTo(ids);
    return ids;
  }

  @Test
  void everyUpdateOfAMixtureHasTheExactShares() throws IOException {
    MixedTasks tasks =
        new MixedTasks(
            ImmutableMap.of("chat", CHAT.tasks(), "logic", LOGIC.tasks()),
            ImmutableMap.of("chat", 1, "logic", 2));
    try (TrackModel model = MODELS.open(start)) {
      OnPolicySource<RolloutBatch> source = tasks.rollouts(model.sampler(), RolloutConfig.of(6, 2));
      for (long index = 0; index < 5; index++) {
        List<String> ids = ids(source, index);
        assertThat(ids).filteredOn(id -> id.startsWith("chat/task ")).hasSize(2);
        assertThat(ids).filteredOn(id -> id.startsWith("logic/task ")).hasSize(4);
      }
      assertThat(source.identity())
          .containsEntry("chat.rollouts.prompts", "2")
          .containsEntry("logic.rollouts.prompts", "4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tasks.rollouts(model.sampler(), RolloutConfig.of(4, 2)))
          .withMessage(
              "prompts: expected a multiple of 3, the sum of the shares {chat=1, logic=2}, so that"
                  + " they are exact, got 4");
    }
  }

  @Test
  void aMixtureHasAShareOfEachTrack() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MixedTasks(ImmutableMap.of("chat", CHAT.tasks()), ImmutableMap.of("logic", 1)))
        .withMessage("parts: expected one of each of the tracks [chat], got [logic]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MixedTasks(ImmutableMap.of("chat", CHAT.tasks()), ImmutableMap.of("chat", 0)))
        .withMessage("parts[chat]: expected at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MixedTasks.equal(List.of()))
        .withMessage("tasks: expected at least one track, got none");
  }

  @Test
  void aMixtureLearnsBothTracks() throws IOException {
    Track mixed =
        Track.of(
            "mixed",
            MixedTasks.equal(List.of(CHAT, LOGIC)),
            CHAT.method(),
            CHAT.evaluation(),
            new TrackBudget(120, 4, 4));
    TrackResult result = Joining.mixed(TRAINING, mixed).join(experts(), directory.resolve("mixed"));
    assertThat(rewarded(result.model())).isGreaterThan(rewarded(start) + 1);
    assertThat(result.effort().completions()).isEqualTo(120 * 16);
  }

  /** Tokens 1 and 2 are rewarded, 0 and 3 are not. */
  private static double rewarded(Path model) throws IOException {
    float[] table = TableModels.read(model);
    double sum = 0;
    for (int row = 0; row < 4 * TableModels.VOCABULARY; row += TableModels.VOCABULARY) {
      sum += table[row + 1] + table[row + 2] - table[row] - table[row + 3];
    }
    return sum;
  }

  @Test
  void aSequenceGoesOnFromTheExpertBefore() throws IOException {
    Experts experts = experts();
    Path out = directory.resolve("chat_logic");
    TrackResult result = Joining.sequential(TRAINING, List.of(CHAT, LOGIC)).join(experts, out);
    TrackResult again =
        TRAINING.train(LOGIC, experts.byTrack().get("chat").model(), directory.resolve("by_hand"));
    assertThat(TableModels.read(result.model()))
        .isEqualTo(TableModels.read(again.model()))
        .isNotEqualTo(TableModels.read(experts.byTrack().get("chat").model()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Joining.sequential(TRAINING, List.of(ParallelTracksTest.track("safety", 3), CHAT))
                    .join(experts, out))
        .withMessage(
            "tracks: expected the first to be one of the experts [chat, logic], got safety");
  }

  @Test
  void whatWasMadeOnceIsNotMadeAgain() throws IOException {
    AtomicInteger made = new AtomicInteger();
    TrackResult.Maker maker =
        model -> {
          Files.createDirectories(model);
          made.incrementAndGet();
          return new TrackResult.Effort(0, 2, 3);
        };
    Path out = directory.resolve("average");
    TrackResult first = TrackResult.once(out, Map.of("method", "average"), maker);
    assertThat(TrackResult.once(out, Map.of("method", "average"), maker)).isEqualTo(first);
    assertThat(made).hasValue(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrackResult.once(out, Map.of("method", "ties"), maker))
        .withMessageContaining("method: expected average as in the run to resume, got ties");
  }
}
