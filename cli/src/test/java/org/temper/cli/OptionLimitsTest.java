package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.cli.help.GroupedHelp;
import org.temper.cli.options.values.OptionLimits;

/** Numbers that would take all memory or overflow are refused before anything is done. */
@Timeout(20)
class OptionLimitsTest {
  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("recipes.md");
  private static final Set<Class<?>> WHOLE_NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final String RECORD = "{\"prompt\":\"%d\",\"completion\":\"2\"}\n";
  private static final String LARGEST = "2147483647";

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  private static Stream<Arguments> wholeNumbers() {
    return Launcher.commandLine().getSubcommands().values().stream()
        .flatMap(
            recipe ->
                recipe.getCommandSpec().options().stream()
                    .filter(option -> WHOLE_NUMBERS.contains(option.type()))
                    .map(option -> Arguments.of(recipe.getCommandName(), option.longestName())));
  }

  @ParameterizedTest
  @MethodSource("wholeNumbers")
  void anOptionOfAWholeNumberHasALimit(String recipe, String option) throws IOException {
    if (option.equals("--seed")) {
      assertThat(OptionLimits.of(option)).isEmpty();
      return;
    }
    assertThat(OptionLimits.of(option)).isPresent();
    List<Object> command = new ArrayList<>(GroupedHelp.read().example(recipe));
    int given = command.indexOf(option);
    if (given >= 0) {
      command.subList(given, given + 2).clear();
    }
    command.addAll(List.of(option, LARGEST));
    refused(option + ": expected at most " + OptionLimits.of(option).orElseThrow(), command);
  }

  @Test
  void aLimitIsOfAnOption() {
    Set<String> options =
        wholeNumbers().map(pair -> (String) pair.get()[1]).collect(Collectors.toSet());
    assertThat(options).containsAll(OptionLimits.all().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pretrain --out O --width 65536 --feed-forward 262144 --layers 1024 --generated-documents 9"
            + " | --width, --feed-forward and --layers: expected a model that can be trained in",
        "sft --model M --data T --out O --epochs 100000 --batch-size 1 --held-out 0"
            + " | --epochs × updates of an epoch: expected a product of at most 10000000, got",
        "grpo --model M --out O --iterations 10000000 --passes 1000 --minibatches 65536"
            + " | --iterations × --passes × --minibatches: expected a product of at most 10000000",
        "grpo --model M --out O --prompts 65536 --group-size 4096"
            + " | --prompts × --group-size: expected a product of at most 1048576",
        "generate --model M --prompts P --samples 65536"
            + " | prompts × --samples: expected a product of at most 1048576, got 20 × 65536",
        "dpo --model M --prefer x --prompts T --samples-per-prompt 4096 --out O"
            + " | prompts × --samples-per-prompt: expected a product of at most 1048576",
        "recommend --out O --users 1000000 --events-per-user 10000"
            + " | --users × --events-per-user: expected a product of at most 20000000",
        "recommend --out O --batch-size 65536 --max-length 1048576"
            + " | --batch-size × --max-length: expected a product of at most 4194304",
        "recommend --out O --users 200 --items 80 --width 65536 --layers 1024"
            + " | --width, --layers and --max-length: expected a model that can be trained in",
      })
  void productsHaveLimitsToo(String command, String message) throws IOException {
    Path prompts = tiny.resolve("p.txt");
    Files.writeString(prompts, "1+1=\n".repeat(20));
    Path texts = tiny.resolve("t.jsonl");
    Files.writeString(
        texts, IntStream.range(0, 300).mapToObj(RECORD::formatted).collect(Collectors.joining()));
    List<Object> words =
        Arrays.stream(command.strip().split(" "))
            .<Object>map(
                word ->
                    switch (word) {
                      case "M" -> tiny.model();
                      case "O" -> tiny.out();
                      case "P" -> prompts;
                      case "T" -> texts;
                      default -> word;
                    })
            .toList();
    refused(message, words);
  }

  @Test
  void productsDoNotOverflow() {
    assertThat(OptionLimits.product("a × b", 100, 10, 10)).isEqualTo(100);
    assertThat(OptionLimits.product("a × b", 100, 0, Long.MAX_VALUE)).isZero();
    assertThat(OptionLimits.product("a × b", 100, Long.MAX_VALUE, 0)).isZero();
    assertThatThrownBy(() -> OptionLimits.product("a × b", 100, Long.MAX_VALUE, Long.MAX_VALUE, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "a × b: expected a product of at most 100, got 9223372036854775807");
  }

  @Test
  void helpIsGivenWhateverTheNumbers() {
    Run.of("generate", "--samples", LARGEST, "--help").succeeds();
  }

  @Test
  void limitsAreDocumented() throws IOException {
    String page = Files.readString(PAGE);
    OptionLimits.all()
        .forEach(
            (option, limit) ->
                assertThat(page).contains("`%s` %s".formatted(option, "%,d".formatted(limit))));
  }

  private void refused(String message, List<Object> command) throws IOException {
    List<Path> before = files();
    Run.of(command.toArray()).failsWith(message);
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(tiny.path())) {
      return files.sorted().toList();
    }
  }
}
