package org.temper.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;

/** Each program, on tiny models and data. */
class ExamplesTest {
  @TempDir private Path directory;

  private interface Program {
    void run() throws IOException;
  }

  private static String output(Program program) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream capture = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      program.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String model() throws IOException {
    return model("", 64, List.of("tokenizer.json", "tokenizer_config.json"));
  }

  private String model(String folder, int context, List<String> files) throws IOException {
    Path tokenizer = Files.createDirectory(directory.resolve("tokenizer"));
    for (String file : files) {
      try (InputStream in = ExamplesTest.class.getResourceAsStream(folder + file)) {
        Files.copy(requireNonNull(in), tokenizer.resolve(file));
      }
    }
    HuggingFaceCodec codec = HuggingFaceCodec.load(tokenizer);
    DecoderConfig config =
        new DecoderConfig(
            codec.vocabularySize(),
            16,
            16,
            1,
            2,
            2,
            8,
            context,
            1e-5,
            RotaryConfig.of(10_000),
            Set.of());
    DecoderPolicy policy = DecoderPolicy.random(config, 1, DecoderOptions.defaults());
    Path saved = directory.resolve("base");
    try (LanguageModel model = LanguageModel.of(policy, codec, GenerationDefaults.none())) {
      model.save(saved);
    }
    return saved.toString();
  }

  private String data(String line) throws IOException {
    return Files.writeString(directory.resolve("data.jsonl"), (line + "\n").repeat(20)).toString();
  }

  private Path out() {
    return directory.resolve("out");
  }

  @Test
  void conversationMasksTellWhatIsLearned() throws IOException {
    String model = model();
    Files.writeString(
        Path.of(model).resolve("chat_template.jinja"),
        "{% for t in tools %}one {% endfor %}{% for m in messages %}{% if m.tool_calls %}"
            + "{{ m.tool_calls | map(attribute='function') | map(attribute='arguments') | list"
            + " | tojson }}{% else %}{{ m.role }} {{ m.content }}{% endif %}</s>{% endfor %}");
    String printed = output(() -> ConversationMasks.main(new String[] {model}));
    assertThat(printed.lines().toList().get(0)).endsWith(" tokens, of which are learned:");
    assertThat(printed.lines()).hasSize(3);
  }

  @Test
  void fineTuneSavesAModel() throws IOException {
    String data = data("{\"prompt\":\"one two\",\"completion\":\" three\"}");
    FineTune.main(new String[] {model(), data, out().toString(), "12"});
    assertThat(out().resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(out().resolve("model").resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void preferenceTuningRanksHeldOutPairs() throws IOException {
    String data =
        data("{\"prompt\":\"one two\",\"chosen\":\" three four\",\"rejected\":\" nine nine\"}");
    String printed =
        output(
            () ->
                PreferenceTuning.main(
                    new String[] {model(), data, out().toString(), "40", "1e-2"}));
    assertThat(printed).contains("held-out pairs ranked rightly: 1.000");
    assertThat(out().resolve("model").resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void rewardModelTrainingRanksHeldOutPairs() throws IOException {
    String data =
        data("{\"prompt\":\"one two\",\"chosen\":\" three four\",\"rejected\":\" nine nine\"}");
    String printed =
        output(
            () ->
                RewardModelTraining.main(
                    new String[] {model(), data, out().toString(), "40", "1e-2"}));
    assertThat(printed).contains("held-out pairs ranked rightly: 1.000");
    assertThat(out().resolve("model").resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void grpoLearnsToWriteTheWord() throws IOException {
    String printed =
        output(
            () ->
                GrpoLoop.main(
                    new String[] {
                      model(),
                      out().toString(),
                      "30",
                      "1e-2",
                      "seven",
                      "one two",
                      "three",
                      "four five"
                    }));
    double[] rewards =
        printed
            .lines()
            .mapToDouble(line -> Double.parseDouble(Splitter.on(' ').splitToList(line).get(1)))
            .toArray();
    assertThat(rewards).hasSize(30);
    assertThat(rewards[29]).isGreaterThan(rewards[0] + 0.1);
    assertThat(out().resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void ownEnvironmentIsLearnedToPlay() throws IOException {
    String printed = output(() -> OwnEnvironment.main(new String[] {"40"}));
    List<String> words = Splitter.onPattern("[ :\n]+").splitToList(printed);
    double first = Double.parseDouble(words.get(4));
    double last = Double.parseDouble(words.get(7));
    assertThat(last).isGreaterThan(first + 0.2);
  }

  @Test
  void ownToolsAreCalledAndWhatIsRightIsLearned() throws IOException {
    String model =
        model(
            "tools/",
            256,
            List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"));
    String printed =
        output(() -> OwnTools.main(new String[] {model, out().toString(), "2", "2e-2"}));
    // Success before the first round, and after each.
    assertThat(printed.lines()).hasSize(3);
    // The one that was shown how was executed, found right and taken.
    assertThat(out().resolve("accepted.jsonl")).content().contains("price/tea");
    assertThat(out().resolve("model").resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void toolsOfAServerAreCalledAndLearned() throws IOException {
    String model =
        model(
            "tools/",
            256,
            List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    String server = ShopServer.class.getName();
    String printed =
        output(
            () ->
                McpTools.main(
                    new String[] {
                      model, out().toString(), "1", "4", "1e-2", java, "-cp", classPath, server
                    }));
    // Success before the round and after it, and what was sampled in it.
    assertThat(printed.lines().filter(line -> line.startsWith("EVALUATION"))).hasSize(2);
    assertThat(printed.lines().filter(line -> line.startsWith("TRAINING"))).hasSize(1);
    assertThat(out().resolve("model").resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void solutionsOfProblemsAreSampledAndVerified() throws IOException {
    String model =
        model(
            "tools/",
            512,
            List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"));
    String data = data("{\"question\":\"one two\",\"answer\":\"#### 3\"}");
    String[] arguments = {model, data, out().toString(), "4", "2", "2", "3"};
    // An untrained model solves none, and there is nothing else to train on.
    assertThatThrownBy(() -> RejectionOnMaths.main(arguments))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("got no accepted episode");
    assertThat(out().resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(out().resolve("round-0001").resolve("sampled.jsonl")).isNotEmptyFile();
  }

  @Test
  void ownBlockLearnsToCount() throws IOException {
    assertThat(output(() -> OwnBlock.main(new String[] {"200"}))).contains("[3, 4, 5, 6, 7, 8]");
  }

  @Test
  void recommenderIsClonedPostTrainedAndSaved() throws IOException {
    StringBuilder ratings = new StringBuilder();
    for (int event = 0; event < 400; event++) {
      int user = event % 20;
      int item = (user * 7 + event / 20 * 3) % 15;
      ratings.append(
          String.format(Locale.ROOT, "%d::%d::%d::%d%n", user, item, event % 5 + 1, 1_000 + event));
    }
    Path file = Files.writeString(directory.resolve("ratings.dat"), ratings);
    RecommenderAsft.main(new String[] {file.toString(), out().toString(), "2", "3"});
    Path model = out().resolve("model");
    assertThat(model.resolve("items.txt")).isNotEmptyFile();
    Path index = directory.resolve("index");
    ServeRecommendations.main(
        new String[] {model.toString(), file.toString(), index.toString(), "3"});
    assertThat(index).isNotEmptyDirectory();
  }
}
