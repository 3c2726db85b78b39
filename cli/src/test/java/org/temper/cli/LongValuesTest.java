package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.JsonFile;

/**
 * Whatever an error repeats, it is one line of at most 300 characters without control characters.
 */
class LongValuesTest {
  private static final String LONG = "x\n\t\u001b[31m\u202e\u0000y" + "é".repeat(100_000);
  private static final String PATH = "z\u001b[31m" + "/a".repeat(50_000);

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L",
        "generate --model M --L 1",
        "generate --model M L",
        "generate --model M --samples L",
        "generate --model M --temperature L",
        "generate --model M --device L",
        "generate --model M --precision L",
        "generate --model M --prompts F",
        "generate --model F",
        "sft --model M --data F --out O",
        "sft --model M --data D --out O --prompt-field L",
        "sft --model M --data D --out O --schedule L",
        "sft --model M --data D --out O --end-with L",
        "dpo --model M --data D --out O --chosen-field L",
        "dpo --model M --prefer (L --prompts D --out O",
        "grpo --model M --data D --verifier L --out O",
        "grpo --model M --data D --verifier match:(L --out O",
        "grpo --model M --class-path F --out O",
        "reward --model M --data D --format L --out O",
        "recommend --data D --out O --user-column L",
        "recommend --out O --feedback-column L",
        "recommend --out O --models L",
        "a-sft --out O --methods L",
        "show --model F",
        "show --run F",
      })
  void anOptionsValueIsShortened(String command) throws IOException {
    Path data = Files.writeString(tiny.resolve("d.jsonl"), "{\"prompt\":\"1\"}\n");
    Object[] args =
        Arrays.stream(
                Words.of(command, Map.of("M", tiny.model(), "O", tiny.out(), "D", data, "F", PATH)))
            .map(word -> word instanceof String text ? text.replace("L", LONG) : word)
            .toArray();
    assertShort(args);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_type",
        "hidden_act",
        "hidden_size",
        "rms_norm_eps",
        "num_hidden_layers",
        "tie_word_embeddings",
        "rope_scaling",
        "attention_bias",
        "LONG KEY",
      })
  void aModelsValueIsShortened(String key) throws IOException {
    Path config = tiny.model().resolve("config.json");
    ObjectNode json = JsonFile.read(config);
    json.put(key.equals("LONG KEY") ? LONG : key, LONG);
    Files.writeString(config, json.toString());
    assertShort("generate", "--model", tiny.model());
    assertShort("show", "--model", tiny.model());
  }

  @Test
  void whatStandsInFilesIsShortened() throws IOException {
    for (String text :
        List.of(
            "{\"prompt\":\"1\",\"completion\":" + "[".repeat(500) + "}\n",
            "{\"prompt\":\"1\",\"completion\":\"2\", " + "q".repeat(50_000) + "}\n",
            "{\"prompt\":\"1\",\"completion\":1" + "0".repeat(50_000) + "}\n",
            "q".repeat(50_000) + "\u001b[31m\n")) {
      Path data = Files.writeString(tiny.resolve("bad.jsonl"), text);
      assertShort("sft", "--model", tiny.model(), "--data", data, "--out", tiny.out());
    }
    for (String row :
        List.of("1," + "9".repeat(50_000) + "q,x\n", "1,2,\u001b[31m" + "t".repeat(9000))) {
      Path log = Files.writeString(tiny.resolve("bad.csv"), "user,item,rating\n" + row);
      assertShort("recommend", "--data", log, "--out", tiny.out());
    }
    Path names = tiny.resolve("names.csv");
    Files.writeString(names, "n".repeat(50_000) + "," + "m\u001b".repeat(50_000) + "\n1,2\n");
    assertShort("recommend", "--data", names, "--out", tiny.out());
    Files.writeString(
        tiny.model().resolve("tokenizer.json"),
        "{\"model\":{\"type\":\"" + "T".repeat(50_000) + "\"}}");
    assertShort("generate", "--model", tiny.model());
  }

  private void assertShort(Object... args) {
    Run run = Run.of(args);
    assertThat(run.code()).as(Arrays.toString(args).substring(0, 20)).isEqualTo(2);
    List<String> lines = run.err().lines().toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .startsWith("error: ")
        .hasSizeLessThanOrEqualTo(300)
        .doesNotContainPattern("\\p{Cc}|\\p{Cf}");
    assertThat(tiny.out()).doesNotExist();
  }
}
