package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;

/** The recipe {@code reward} on conversations. */
class ConversationRewardTest {
  private static final String PAIR =
      "{\"prompt\": [{\"role\": \"user\", \"content\": \"3+%d\"}], \"chosen\": [{\"role\":"
          + " \"assistant\", \"content\": \"7\"}], \"rejected\": [{\"role\": \"assistant\","
          + " \"content\": \"5\"}]%s}";
  private static final String LABEL =
      "{\"prompt\": [{\"role\": \"user\", \"content\": \"3+%d\"}], \"completion\": [{\"role\":"
          + " \"assistant\", \"content\": \"7\"}], \"label\": %s}";

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  private Run run(Path data, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("reward", "--model", tiny.model(), "--data", data, "--out", tiny.out()));
    words.addAll(
        List.of("--chat-template", tiny.template(), "--updates", 20, "--learning-rate", 1e-2));
    words.addAll(Arrays.asList(more));
    return Run.of(words.toArray());
  }

  /** The reward of an answer as the template writes it. */
  private double reward(String answer) throws IOException {
    try (LanguageRewardModel judge =
        LanguageRewardModel.load(tiny.out().resolve("model"), DecoderOptions.defaults())) {
      assertThat(judge.codec().chatFormat()).isPresent();
      TokenSequence sequence =
          TokenSequence.of(
              judge.codec().encodePrompt("u3+4</s>a"), judge.codec().encode(answer + "</s>"));
      return judge.model().rewards(SequenceBatch.of(List.of(sequence)))[0];
    }
  }

  @Test
  void learnsPairsAndKeepsTheTemplate() throws IOException {
    run(tiny.tenRecords(PAIR, "")).succeeds();
    assertThat(tiny.out().resolve("model/chat_template.jinja")).hasContent(TinyDirectory.TEMPLATE);
    assertThat(reward("7")).isGreaterThan(reward("5"));
  }

  @Test
  void marginsDecideWhatIsLearned() throws IOException {
    run(tiny.tenRecords(PAIR, "")).succeeds();
    byte[] without = Files.readAllBytes(tiny.out().resolve("model/model.safetensors"));
    tiny.writeInto("margins");
    run(tiny.tenRecords(PAIR, ", \"margin\": 2")).succeeds();
    assertThat(Files.readAllBytes(tiny.out().resolve("model/model.safetensors")))
        .isNotEqualTo(without);
  }

  @Test
  void learnsLabels() throws IOException {
    run(tiny.tenRecords(LABEL, "true"), "--format", "labels").succeeds();
    assertThat(reward("7")).isGreaterThan(0.5);
    assertThat(tiny.out().resolve("summary.json")).content().contains("reward.labels");
  }

  @Test
  void whatDoesNotApplyToConversationsIsRefused() throws IOException {
    Path data = tiny.tenRecords(PAIR, "");
    run(data, "--format", "ratings")
        .failsWith("--format: expected pairs or labels with conversations, got ratings");
    run(data, "--chosen-field", "x").failsWith("--chosen-field: expected none with conversations");
    run(data, "--no-end-token").failsWith("--end-token: expected none with conversations");
    Path bad = tiny.tenRecords(PAIR, ", \"margin\": \"large\"");
    run(bad).failsWith(bad + ":1: margin: expected a number");
    Path texts = tiny.tenRecords("{\"prompt\":\"%d\",\"chosen\":\"1\",\"rejected\":\"2\"}%s", "");
    run(texts).failsWith("--chat-template: expected none without conversations");
  }
}
