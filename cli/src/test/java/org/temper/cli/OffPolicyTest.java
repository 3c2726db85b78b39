package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffPolicyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Weights 2, 0.5, 4 and 0; the mean is 1.625. */
  private static final String FOUR =
      "click,p,q,m,e\n1,.25,.5,.5,.4\n0,.5,.25,.25,.4\n1,.2,.8,.75,.6\n1,.4,0,.5,.2\n";

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Run offPolicy(Path data, Object... more) {
    Object[] command = {
      "off-policy", "--data", data, "--reward", "click", "--propensity", "p", "--target", "q"
    };
    return Run.of(ObjectArrays.concat(command, more, Object.class));
  }

  private static Object[] modeled(Object... more) {
    Object[] columns = {"--model-logged", "m", "--model-expected", "e"};
    return ObjectArrays.concat(columns, more, Object.class);
  }

  private static JsonNode figures(Path data, Object... more) throws IOException {
    String out = offPolicy(data, ObjectArrays.concat(more, (Object) "--json")).succeeds().out();
    assertThat(out.lines()).hasSize(1);
    return JSON.readTree(out);
  }

  private static void check(JsonNode found, String name, double expected) {
    assertThat(found.path(name).doubleValue()).as(name).isCloseTo(expected, within(1e-12));
  }

  @Test
  void everyEstimateIsInOneObject() throws IOException {
    JsonNode found = figures(write("log.csv", FOUR), modeled());
    check(found, "rows", 4);
    check(found, "mean_weight", 1.625);
    check(found, "logged.value", 0.75);
    // (2 + 0 + 4 + 0) / 4, and over the weights' sum of 6.5.
    check(found, "ips.value", 1.5);
    check(found, "snips.value", 6 / 6.5);
    check(found, "dm.value", 0.4);
    // .4 + (2 · .5 - .5 · .25 + 4 · .25 + 0) / 4.
    check(found, "dr.value", 0.4 + 1.875 / 4);
    // Deviations of 2, 0, 4 and 0 from 1.5: .25 + 2.25 + 6.25 + 2.25 = 11.
    check(found, "ips.standard_error", Math.sqrt(11 / 3.0 / 4));
    check(found, "ips.effective_sample_size", 6.5 * 6.5 / 20.25);
    check(found, "ips.largest_weight_share", 4 / 6.5);
    check(found, "dm.effective_sample_size", 4);
    assertThat(found.path("ips.low").doubleValue()).isLessThan(0);
    assertThat(found.path("ips.high").doubleValue()).isGreaterThan(3);
    assertThat(found.path("ips.warning").textValue()).startsWith("few rows decide");
    assertThat(found.has("switch_dr.threshold")).isTrue();
    assertThat(found.has("switch_dr.value")).isTrue();
  }

  @Test
  void withoutAModelThereIsNothingOfIt() throws IOException {
    JsonNode found =
        figures(write("log.jsonl", "{\"click\":1,\"p\":0.5,\"q\":\"0.5\"}\n".repeat(200)));
    check(found, "snips.value", 1);
    assertThat(found.path("snips.warning").isNull()).isTrue();
    assertThat(found.fieldNames())
        .toIterable()
        .noneMatch(name -> name.startsWith("d") || name.startsWith("switch"));
  }

  @Test
  void weightsAreCutAndSwitched() throws IOException {
    Path data = write("log.csv", FOUR);
    JsonNode found = figures(data, modeled("--clip", "2", "--threshold", "1"));
    check(found, "ips.value", 1);
    check(found, "snips.value", 4 / 4.5);
    // Of the weights .5 and 0 alone.
    check(found, "switch_dr.value", 0.4 - 0.125 / 4);
    check(found, "switch_dr.threshold", 1);
    check(found, "mean_weight", 1.625);
  }

  @Test
  void theTableSaysWhatIsDoubtful() throws IOException {
    Path data = write("log.csv", FOUR);
    String table = offPolicy(data, modeled()).succeeds().out();
    assertThat(table)
        .contains(
            "95 % interval",
            "mean weight: 1.6250 ± 0.",
            "warning: logged, ips, snips, dm, dr, switch_dr: few rows decide")
        .containsPattern("ips +1\\.5000 +0\\.9574 +-1\\.5470 to 4\\.5470 +2\\.1 +0\\.6154");
    List<Object> drawn = List.of("--bootstrap", "200", "--seed", "3");
    String other = offPolicy(data, drawn.toArray()).succeeds().out();
    assertThat(other).containsPattern("ips +1\\.5000 +0\\.9574 +0\\.0000 to");
    assertThat(offPolicy(data, drawn.toArray()).succeeds().out()).isEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,0,.5;1,1,1 | log.csv:2: p: expected a probability above 0, and at most 1, got 0; name another column with --propensity",
        "1,.5,50;1,1,1 | log.csv:2: q: expected a probability from 0 to 1, got 50; name another column with --target",
        "1,.5,.5;yes,.5,.5 | log.csv:3: click: expected a number, got yes; name another column with --reward",
        "1,.5,.5;,.5,.5 | log.csv:3: click: expected a value for --reward, got none in a row that has [p, q]",
        "1,.5,.5 | log.csv: expected at least two rows, got 1",
        "1,.5,0;1,.5,0 | log.csv: expected a probability above 0 in a row of q, got none; name another column with --target",
      })
  void badRowsAreNamed(String rows, String message) throws IOException {
    offPolicy(write("log.csv", "click,p,q\n" + rows.replace(';', '\n') + "\n")).failsWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model-logged m | --model-expected: expected a column, as --model-logged has one, got none",
        "--threshold 2 | --threshold: expected none without --model-logged, got 2.0",
        "--seed 2 | --seed: expected none without --bootstrap, got 2",
        "--bootstrap 99 | --bootstrap: expected at least 100, got 99",
        "--clip 0 | --clip: expected a weight above 0, got 0.0",
        "--model-logged m --model-expected e --threshold -1 | --threshold: expected a weight of at least 0",
      })
  void badOptionsAreNamed(String options, String message) throws IOException {
    offPolicy(write("log.csv", FOUR), (Object[]) options.split(" ")).failsWith(message);
  }
}
