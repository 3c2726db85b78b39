package org.temper.cli.choices;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.cli.choices.ChoiceForm.Asked;
import org.temper.cli.text.WordTokenizer;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.confidence.LengthHandling;
import org.temper.evaluation.confidence.OptionPrompt;
import org.temper.models.hf.HuggingFaceCodec;

class AskedChoicesTest {
  private static final ChoiceQuestion QUESTION =
      ChoiceQuestion.of("m/0", "m", "Which?", List.of("one", "two"), 1);

  @TempDir private Path directory;

  private String conversation(HuggingFaceCodec codec, AskedChoices choices) {
    OptionPrompt prompt = choices.prompt(QUESTION);
    return codec.decode(
        Longs.concat(
            prompt.prompt().toArray(),
            prompt.options().get(1).toArray(),
            choices.after(QUESTION, 1, "Right?"),
            choices.reply("Right?", "yes")));
  }

  @Test
  void asTextAllIsOneText() throws IOException {
    WordTokenizer.write(directory, List.of(" yes", "yes", " B"));
    try (HuggingFaceCodec codec = HuggingFaceCodec.load(directory)) {
      AskedChoices choices =
          new AskedChoices(
              new ChoiceForm(ChoiceTask.MMLU, Map.of(), Asked.TEXT, LengthHandling.SUM),
              codec,
              Optional.empty());
      assertThat(conversation(codec, choices))
          .endsWith("Which?\nA. one\nB. two\nAnswer: B\nRight? yes");
      assertThat(choices.reply("Right?", "yes")).hasSize(1);
    }
  }

  @Test
  void inAConversationEachSpeaksInTurn() throws IOException {
    WordTokenizer.write(directory, List.of("yes"));
    ChatTemplate template =
        ChatTemplate.of(
            "test",
            "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }};{% endfor %}"
                + "{% if add_generation_prompt %}[assistant]{% endif %}");
    try (HuggingFaceCodec codec = HuggingFaceCodec.load(directory)) {
      AskedChoices choices =
          new AskedChoices(
              new ChoiceForm(ChoiceTask.TRUTHFULQA, Map.of(), Asked.CHAT, LengthHandling.SUM),
              codec,
              Optional.of(
                  ConversationTokenization.of(
                      codec, ChatFormat.of(template, SpecialTokens.none()))));
      assertThat(conversation(codec, choices))
          .isEqualTo("[user]Q: Which?\nA:;[assistant]two;[user]Right?;[assistant]yes");
    }
  }
}
