package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input ends with one line that names the culprit, exit code 2, and nothing written. */
class BadInputTest {
  private static final String PAIR = "{\"prompt\":\"1\",\"chosen\":\"2\",\"rejected\":\"3\"}\n";
  private static final String RECORD = "{\"prompt\":\"1\",\"completion\":\"2\"}\n";

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fly | reverify, reward, sandbox-check, semantic-ids, sft, show, tracks], got fly",
        "sftt | got sftt; nearest: sft, a-sft",
        "calibrate --data D --confidence p | --confidence: expected a column, and one for"
            + " --correct",
        "generate --modl M | Unknown option: '--modl'; nearest: --model",
        "generate --model M --precision bf17 | expected float32 (fp32), bfloat16 (bf16) or auto,"
            + " got bf17",
        "generate --model M --device cuda:99 | GPUs that PyTorch sees here, got cuda:99",
        "generate --model M --class-path M | Unknown option: '--class-path'",
        "grpo --class-path none | --class-path: expected folders of classes and jars that exist,"
            + " got",
        "generate | Missing required option: '--model=DIR'",
        "generate --model M --color | Unknown option: '--color'",
        "generate --model M --temperature hot | 'hot' is not a double",
        "generate --model M --temperature -1 | temperature: expected a number of at least 0",
        "generate --model M --temperature 0 --top-k 3 | topK: expected 0 at temperature 0",
        "generate --model M --top-p 2 | topP: expected a number in (0, 1], got 2.0",
        "generate --model M --samples 0 | --samples: expected at least 1, got 0",
        "generate --model M --device tpu | expected cpu, gpu or gpu:N, got tpu",
        "generate --model M --device gpu:99 | GPUs that PyTorch sees here, got gpu:99",
        "generate --model M --threads 0 | --threads: expected at least 1, got 0",
        "generate --model M --prompts none.txt | none.txt",
        "generate --model nowhere | nowhere: expected a directory, got none",
        "merge --method average --out O | Missing required option: '--experts=DIR'",
        "quickstart --scale 0 | --scale: expected a share in (0, 1], got 0.0",
        "pretrain --heads 3 | --heads: expected a divisor of the width 80, got 3",
        "pretrain --block-length 999 | --block-length: expected from 2 to the --context of 256",
        "sft --model M --data none.jsonl --out O | none.jsonl",
        "sft --model M --data D --out O --learning-rate 0 | --learning-rate: expected a finite",
        "sft --model M --data D --out O --batch-size 0 | --batch-size: expected at least 1, got 0",
        "sft --model M --data D --out O --batch-tokens 0 | --batch-tokens: expected at least 1, got"
            + " 0",
        "sft --model M --data D --out O --batch-tokens 2 | --batch-tokens: expected at least the",
        "sft --model M --data D --out O --batch-tokens 9 --batch-size 2 | --batch-size: expected"
            + " none",
        "sft --model M --data D --out O --epochs 0 | --epochs: expected at least 1, got 0",
        "sft --model M --data D --out O --epochs 1 --updates 1 | --updates: expected none beside",
        "sft --model M --data D --out O --warmup 1 | --warmup: expected a share in [0, 1), got 1.0",
        "sft --model M --data D --out O --held-out 1 | --held-out: expected a share from 0 to 0.5",
        "sft --model M --data D --out O --max-length 99 | --max-length: expected from 2 to 32",
        "sft --model M --data D --out M | --out: expected an empty directory",
        "sft --model M --data D --resume | --out: expected the directory to resume, got none",
        "dpo --model M --out O | --data: expected a file, or --prefer instead of it, got neither",
        "dpo --model M --data P --prefer x --out O | --prefer instead of it, got both",
        "dpo --model M --prefer ( --out O | --prefer: expected a regular expression, got (",
        "dpo --model M --prefer x --out O | --prompts: expected a file beside --prefer, got none",
        "dpo --model M --data P --prompts P --out O | --prompts: expected none without --prefer",
        "dpo --model M --data P --out O --beta 0 | beta: expected a finite number above 0, got 0.0",
        "dpo --model M --data P --out O --label-smoothing 0.5 | labelSmoothing: expected at least"
            + " 0",
        "dpo --model M --data P --out O --prompt-words 3 | --prompt-words: expected none without",
        "dpo --model M --prefer x --prompts P --overflow drop | --overflow: expected none with",
        "sft --model M --data D --out O --documents lines | --documents: expected none with records"
            + " alone",
        "pretrain --words 3 | --words: expected none without --data, got 3",
        "pretrain --model M --width 16 | --width: expected none with --model, got 16",
        "pretrain --model M --words 3 --data D --text-field t | --words: expected none with --model, got 3",
        "pretrain --model M --corpus tools --block-length 8 | --model: expected a model with a chat template",
        "dpo --model M --data D --out O | chosen: expected a string, got nothing",
        "reward --model M --out O | --data: expected a file, or --prefer instead of it, got"
            + " neither",
        "reward --model M --data P --prefer x --out O | --prefer instead of it, got both",
        "reward --model M --data P --format stars --out O | --format",
        "reward --model M --data D --out O | chosen: expected a string, got nothing",
        "reward --model M --data P --format ratings --out O | completions: expected a list, got n",
        "reward --model M --data D --format labels --out O | label: expected a number, got nothing",
        "reward --model M --data P --margin-scale 1 --out O | --margin-scale: expected none"
            + " without",
        "reward --model M --data P --format ratings --margin-scale -1 --out O | --margin-scale:"
            + " exp",
        "reward --model M --data P --centering -1 --out O | centeringCoefficient: expected a"
            + " finite",
        "reward --model M --data D --format labels --centering 1 --out O | --centering: expected"
            + " none",
        "reward --model M --data P --max-new-tokens 3 --out O | --max-new-tokens: expected none",
        "reward --model M --prefer x --prompts P --format pairs --out O | --format: expected none",
        "reward --model M --data P --memory 6x --out O | expected a size such as 6g or 900m, got"
            + " 6x",
        "reward --model M --data P --memory 1m --out O | --memory: expected more than the",
        "reward --model M --prefer x --prompts P --end-token --out O | --end-token: expected none",
      })
  void anOptionAtFaultIsNamed(String command, String message) throws IOException {
    Path data = Files.writeString(tiny.resolve("d.jsonl"), RECORD.repeat(2) + RECORD2);
    Path pairs = Files.writeString(tiny.resolve("p.jsonl"), PAIR.repeat(2) + PAIR2);
    failsWith(
        message,
        Words.of(command, Map.of("M", tiny.model(), "O", tiny.out(), "D", data, "P", pairs)));
  }

  private void sftFailsWith(String message, Path data, Object... more) throws IOException {
    failsWith(
        message,
        Words.flat(
            "sft",
            "--model",
            tiny.model(),
            "--data",
            data,
            "--out",
            tiny.out(),
            Arrays.asList(more)));
  }

  private static final String RECORD2 = RECORD.replace("\"1\"", "\"4\"");
  private static final String PAIR2 = PAIR.replace("\"1\"", "\"4\"");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"prompt\":\"1\"                        | :3: expected a JSON object",
        "[1]                                      | :3: expected a JSON object",
        "{\"prompt\":1,\"completion\":\"2\"}      | :3: prompt: expected a string, got number",
        "{\"prompt\":\"1\"}                       | :3: completion: expected a string, got nothing",
        "{\"prompt\":\"1\",\"completion\":null}   | :3: completion: expected a string, got null",
      })
  void aLineAtFaultIsNamed(String line, String message) throws IOException {
    Path data = Files.writeString(tiny.resolve("bad.jsonl"), RECORD + RECORD2 + line + "\n");
    sftFailsWith("bad.jsonl" + message, data);
  }

  @Test
  void anEmptyDataSetIsNamed() throws IOException {
    Path data = Files.writeString(tiny.resolve("empty.jsonl"), "\n\n");
    sftFailsWith("empty.jsonl: expected at least one record, got none", data);
  }

  @Test
  void aDamagedGzipFileIsNamed() throws IOException {
    Path data = Files.write(tiny.resolve("a.jsonl.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
    sftFailsWith("a.jsonl.gz:1: expected", data);
  }

  @Test
  void aPromptThatLeavesNoRoomIsNamed() throws IOException {
    String longPrompt = RECORD.replace("\"1\"", "\"" + "7".repeat(TinyModel.CONTEXT) + "\"");
    Path data = Files.writeString(tiny.resolve("d.jsonl"), RECORD + longPrompt);
    sftFailsWith(
        "d.jsonl:2: completion: expected at most 32 tokens",
        data,
        "--overflow",
        "error",
        "--held-out",
        0);
    failsWith(
        "32", "generate", "--model", tiny.model(), "--prompt", "7".repeat(TinyModel.CONTEXT + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"llama\" | \"mamba\" | mamba",
        "\"num_hidden_layers\" : 1 | \"num_hidden_layers\" : 2 | model.layers.1",
        "\"intermediate_size\" : 16 | \"intermediate_size\" : 24 | mlp",
        "\"vocab_size\" : 327 | \"vocab_size\" : 100 | 100",
        "\"hidden_size\" : 16 | \"hidden_size\" : \"wide\" | hidden_size",
      })
  void aModelThatContradictsItselfIsRefused(String from, String to, String message)
      throws IOException {
    Path config = tiny.model().resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(from);
    Files.writeString(config, text.replace(from, to));
    failsWith(message, "generate", "--model", tiny.model());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft", "dpo", "reward"})
  void aModelOfOneTokenIsRefusedAndNotItsOptions(String recipe) throws IOException {
    Path config = tiny.model().resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("(\"max_position_embeddings\" : )\\d+", "$11"));
    String records = recipe.equals("sft") ? RECORD.repeat(3) : PAIR.repeat(3);
    Path data = Files.writeString(tiny.resolve("d.jsonl"), records);
    failsWith(
        "error: --model: expected one that takes sequences of at least 2 tokens",
        recipe,
        "--model",
        tiny.model(),
        "--data",
        data,
        "--out",
        tiny.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repetition_penalty | 1e-308 | repetitionPenalty: expected a number from 1e-6 to 1e6, got",
        "repetition_penalty | 1e308  | repetitionPenalty: expected a number from 1e-6 to 1e6, got",
        "temperature        | -1     | temperature: expected a number of at least 0, got -1.0",
      })
  void whatTheAuthorsSayOfSamplingIsChecked(String key, String value, String message)
      throws IOException {
    Files.writeString(
        tiny.model().resolve("generation_config.json"),
        "{\"do_sample\": true, \"%s\": %s}".formatted(key, value));
    failsWith(message, "generate", "--model", tiny.model(), "--prompt", "1 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-308", "1e-45", "1e-38", "1e-30"})
  void aTemperatureOfNearlyNothingSamplesAsNothingDoes(String temperature) {
    Object[] cold = {"generate", "--model", tiny.model(), "--prompt", "1 2", "--temperature", 0};
    Object[] almost = cold.clone();
    almost[almost.length - 1] = temperature;
    assertThat(Run.of(almost).succeeds().out()).isEqualTo(Run.of(cold).succeeds().out());
  }

  @Test
  void weightsThatGiveNoLogitsEndInOneLine() throws IOException {
    Path file = tiny.model().resolve("model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 8 + (int) bytes.getLong(0); at + 4 <= bytes.capacity(); at += 4) {
      bytes.putFloat(at, Float.MAX_VALUE);
    }
    Files.write(file, bytes.array());
    Run run = Run.of("generate", "--model", tiny.model(), "--prompt", "1 2");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("error: logits: expected numbers in row 0, got a log-prob");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    Files.delete(tiny.model().resolve("model.safetensors"));
    failsWith("model.safetensors", "generate", "--model", tiny.model());
  }

  @Test
  void aMissingTokenizerIsNamed() throws IOException {
    Files.delete(tiny.model().resolve("tokenizer.json"));
    failsWith("tokenizer.json", "generate", "--model", tiny.model());
  }

  @Test
  void truncatedWeightsAreNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(tiny.model().resolve("model.safetensors"));
    Files.write(tiny.model().resolve("model.safetensors"), Arrays.copyOf(bytes, bytes.length - 8));
    failsWith("model.safetensors", "generate", "--model", tiny.model());
  }

  @Test
  void aHeaderThatLiesOfItsLengthIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(tiny.model().resolve("model.safetensors"));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
    Files.write(tiny.model().resolve("model.safetensors"), bytes);
    failsWith("model.safetensors", "generate", "--model", tiny.model());
  }

  @Test
  void weightsThatAreNoNumbersAreNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(tiny.model().resolve("model.safetensors"));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
    Files.write(tiny.model().resolve("model.safetensors"), bytes);
    failsWith("finite", "generate", "--model", tiny.model());
  }

  @Test
  void aResumeWithOtherSettingsIsRefused() throws IOException {
    Path data = Files.writeString(tiny.resolve("d.jsonl"), RECORD.repeat(2) + RECORD2);
    List<Object> command =
        new ArrayList<>(
            List.of("sft", "--model", tiny.model(), "--data", data, "--out", tiny.out()));
    Run.of(command.toArray()).succeeds();
    command.addAll(List.of("--resume", "--learning-rate", "0.5"));
    Run.of(command.toArray()).failsWith("learning-rate: expected 0.001 as in the run to resume");
  }

  private void failsWith(String message, Object... args) throws IOException {
    List<Path> before = files();
    Run.of(args).failsWith(message);
    assertThat(files()).isEqualTo(before);
    assertThat(Path.of("out")).doesNotExist();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(tiny.path())) {
      return files.sorted().toList();
    }
  }
}
