package org.temper.environments.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Trajectory;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.TinyChat;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.PieceCodec;
import org.temper.testkit.tables.TablePolicy;

/** What a tool that hangs costs the other rows of a batch. */
class HangingToolTest {
  private static final int ROWS = 16;
  private static final PieceCodec CODEC =
      TinyChat.codec("<tool_call>{\"name\": \"work\"}</tool_call>");
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final ToolLimits LIMITS =
      ToolLimits.defaults().withTurns(12).withTokens(100_000).withCallTime(Duration.ofMillis(100));

  /** A tool that hangs once, or never. */
  public static class Work {
    private boolean hangs;

    Work(int row, int hanging) {
      hangs = row == hanging;
    }

    @Tool("works")
    public String work() throws InterruptedException {
      if (hangs) {
        hangs = false;
        NEVER.await();
      }
      return "done";
    }
  }

  /** A policy that writes letters, and calls before each turn's end. */
  private static TablePolicy policy() {
    int size = (int) CODEC.vocabularySize();
    float[][] logits = new float[size][size];
    int call = (int) CODEC.piece(0);
    int end = 128;
    for (float[] row : logits) {
      Arrays.fill(row, -30);
      Arrays.fill(row, 'a', 'z' + 1, 3);
      row[call] = 3;
    }
    Arrays.fill(logits[call], -30);
    logits[call][end] = 3;
    return TablePolicy.of(logits);
  }

  private static List<Trajectory> play(TablePolicy policy, int hanging) {
    ConversationTokenization tokenization = TinyChat.tokenization(CODEC, TinyChat.HERMES);
    List<ToolEnvironment<String>> environments = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int row = i;
      environments.add(
          ToolEnvironments.<String>of(tokenization, () -> new Work(row, hanging))
              .withLimits(LIMITS)
              .of(new Task<>("row-" + i, "", Conversation.of(Message.of(Role.USER, "go")))));
    }
    Rollouts rollouts =
        Rollouts.of(policy, CODEC, SamplingConfig.defaults().withMaxNewTokens(100), 12);
    List<Trajectory> trajectories = rollouts.play(environments, 1);
    environments.forEach(ToolEnvironment::close);
    return trajectories;
  }

  @Test
  void theOtherRowsGoOn() {
    try (TablePolicy policy = policy()) {
      List<Trajectory> without = play(policy, -1);
      List<Trajectory> with = play(policy, 3);
      assertThat(tokens(with, 3)).isEqualTo(tokens(without, 3));
      // The row itself goes on too, told that its call came to nothing.
      assertThat(with.get(3).actions()).hasSizeGreaterThan(1);
    }
  }

  /** What the rows but one are. */
  private static List<?> tokens(List<Trajectory> played, int but) {
    return IntStream.range(0, ROWS)
        .filter(row -> row != but)
        .mapToObj(row -> played.get(row).tokens())
        .collect(Collectors.toList());
  }
}
