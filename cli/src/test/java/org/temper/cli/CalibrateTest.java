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
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.cli.calibrate.RecalibrationMethod;
import org.temper.evaluation.calibration.CalibrationMetrics;
import org.temper.evaluation.recalibration.ConfidenceRecalibrator;
import org.temper.evaluation.recalibration.ConfidenceTemperature;
import org.temper.evaluation.recalibration.RecalibratorFile;
import org.temper.evaluation.recalibration.TemperatureScaling;

class CalibrateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Run calibrate(Path data, Object... more) {
    Object[] all = new Object[7 + more.length];
    System.arraycopy(
        new Object[] {"calibrate", "--data", data, "--confidence", "p", "--correct", "right"},
        0,
        all,
        0,
        7);
    System.arraycopy(more, 0, all, 7, more.length);
    return Run.of(all);
  }

  private static JsonNode figures(Path data, Object... more) throws IOException {
    Object[] all = new Object[more.length + 1];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "--json";
    String out = calibrate(data, all).succeeds().out();
    assertThat(out.lines()).hasSize(1);
    return JSON.readTree(out);
  }

  /** Answers that are right with σ(logit(p) / 3), so that p is much too sure. */
  private Path overconfident(int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder csv = new StringBuilder("id,p,right\n");
    for (int i = 0; i < rows; i++) {
      double logit = 8 * random.nextDouble() - 3;
      double p = 1 / (1 + Math.exp(-logit));
      double chance = 1 / (1 + Math.exp(-logit / 3));
      csv.append(i).append(',').append(p).append(',');
      csv.append(random.nextDouble() < chance ? 1 : 0).append('\n');
    }
    return write("answers.csv", csv.toString());
  }

  @Test
  void everyMetricIsAFieldOfOneObject() throws IOException {
    Path data = write("four.csv", "p,right\n0.9,1\n0.8,0\n0.6,1\n0.3,0\n");
    JsonNode found = figures(data);
    assertThat(found.fieldNames()).toIterable().isEqualTo(names());
    assertThat(found.path("count").doubleValue()).isEqualTo(4);
    // (.1² + .8² + .4² + .3²) / 4, gaps .1 + .8 + .4 + .3 of bins with one point each.
    assertThat(found.path("brier").doubleValue()).isCloseTo(0.225, within(1e-12));
    assertThat(found.path("ece.l1.10.float64").doubleValue()).isCloseTo(0.4, within(1e-12));
    assertThat(found.path("ece.15.guo").doubleValue()).isCloseTo(0.4, within(1e-12));
    // Of four pairs of a correct and a wrong one, three in order.
    assertThat(found.path("auroc").doubleValue()).isEqualTo(0.75);
    // Risks 0, 1/2, 1/3 and 1/2.
    assertThat(found.path("aurc").doubleValue()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(found.path("augrc").doubleValue()).isEqualTo((0 + 1 + 1 + 2) / 16.0);
  }

  private static List<String> names() {
    return CalibrationMetrics.byName().keySet().asList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.csv | p,right;1e-1,0;0.7,1",
        "a.csv | right,other,p; False,x,.1;TRUE,y, 0.70 ",
        "a.tsv | p\tright;0.1\t0.0;0.7\t1.0",
        "a.jsonl | {\"p\": 0.1, \"right\": false};{\"p\": \"0.7\", \"right\": 1}",
      })
  void formatsAndSpellingsAreOneThing(String name, String text) throws IOException {
    JsonNode found = figures(write(name, text.replace(';', '\n').replace("\\t", "\t") + "\n"));
    assertThat(found.path("brier").doubleValue()).isCloseTo(0.05, within(1e-12));
    assertThat(found.path("accuracy").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void whatIsNotDefinedIsNullAndAnEmptyCell() throws IOException {
    Path data = write("one.csv", "p,right\n0.9,1\n0.9,1\n");
    JsonNode found = figures(data);
    assertThat(found.path("auroc").isNull()).isTrue();
    assertThat(found.path("brier").doubleValue()).isCloseTo(0.01, within(1e-12));
    assertThat(calibrate(data).succeeds().out()).containsPattern("(?m)^auroc *$");
  }

  @Test
  void theTableHasIntervalsThatTheSeedDecides() throws IOException {
    Path data = overconfident(300);
    String table = calibrate(data).succeeds().out();
    assertThat(table)
        .contains("95 % interval")
        .containsPattern("brier +0\\.\\d{4} +0\\.\\d{4} to 0\\.\\d{4}")
        .containsPattern("(?m)^mmce +0\\.\\d{4} *$");
    assertThat(calibrate(data, "--seed", "1").succeeds().out()).isEqualTo(table);
    assertThat(calibrate(data, "--seed", "2").succeeds().out()).isNotEqualTo(table);
  }

  @ParameterizedTest
  @EnumSource(RecalibrationMethod.class)
  void aRecalibratorIsFittedOnSomeRowsAndMeasuredOnTheOthers(RecalibrationMethod method)
      throws IOException {
    Path out = directory.resolve("out");
    JsonNode found =
        figures(overconfident(4000), "--recalibrate", method, "--held-out", "0.25", "--out", out);
    assertThat(found.path("before.count").doubleValue()).isEqualTo(3000);
    assertThat(found.path("after.count").doubleValue()).isEqualTo(3000);
    assertThat(found.size()).isEqualTo(2 * names().size());
    assertThat(found.path("before.ece.15.guo").doubleValue()).isGreaterThan(0.12);
    assertThat(found.path("after.ece.15.guo").doubleValue()).isLessThan(0.06);
    assertThat(found.path("after.nll").doubleValue())
        .isLessThan(found.path("before.nll").doubleValue());
    ConfidenceRecalibrator read = RecalibratorFile.readConfidence(out.resolve("recalibrator.json"));
    assertThat(read.recalibrate(0.95)).isBetween(0.6, 0.85);
    if (read instanceof ConfidenceTemperature temperature) {
      assertThat(temperature.temperature()).isBetween(2.5, 3.5);
    }
  }

  @Test
  void theSeedDecidesWhichRowsAreMeasured() throws IOException {
    Path data = overconfident(200);
    JsonNode found = figures(data, "--recalibrate", "platt");
    assertThat(found.path("before.count").doubleValue()).isEqualTo(100);
    assertThat(figures(data, "--recalibrate", "platt", "--seed", "1")).isEqualTo(found);
    assertThat(figures(data, "--recalibrate", "platt", "--seed", "2")).isNotEqualTo(found);
  }

  @Test
  void picturesAndAPageAreWritten() throws IOException {
    Path out = directory.resolve("deep/out");
    String table = calibrate(overconfident(300), "--out", out).succeeds().out();
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            "summary.json",
            "reliability.png",
            "reliability.svg",
            "risk-coverage.png",
            "risk-coverage.svg",
            "report.html");
    assertThat(ImageIO.read(out.resolve("reliability.png").toFile()).getWidth()).isEqualTo(680);
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(summary.fieldNames()).toIterable().isEqualTo(names());
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("<title>Calibration of answers.csv</title>", table)
        .contains(Files.readString(out.resolve("reliability.svg")))
        .contains(Files.readString(out.resolve("risk-coverage.svg")))
        .doesNotContainPattern("(src|href)=");
  }

  @Test
  void beforeAndAfterAreOnePage() throws IOException {
    Path out = Files.createDirectory(directory.resolve("out"));
    calibrate(overconfident(300), "--recalibrate", "beta", "--out", out).succeeds();
    assertThat(out.resolve("reliability-before.svg")).isNotEmptyFile();
    assertThat(out.resolve("reliability-after.png")).isNotEmptyFile();
    assertThat(Files.readString(out.resolve("risk-coverage.svg"))).contains(">before<", ">after<");
    assertThat(JSON.readTree(out.resolve("summary.json").toFile()).has("after.brier")).isTrue();
    calibrate(directory.resolve("answers.csv"), "--out", out)
        .failsWith("--out: expected an empty directory, got " + out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p,right;0.5,1;1.5,0 | a.csv:3: p: expected a number from 0 to 1, got 1.5; divide percentages by 100",
        "p,right;-0.1,1 | a.csv:2: p: expected a number from 0 to 1, got -0.1; or name another column with --confidence",
        "p,right;NaN,1 | a.csv:2: p: expected a number from 0 to 1, got NaN",
        "p,right;high,1 | a.csv:2: p: expected a number from 0 to 1, got high",
        "p,right;,1 | a.csv:2: p: expected a value for --confidence, got none in a row that has [right]",
        "p,right;0.5,2 | a.csv:2: right: expected 0, 1, false or true, got 2; name another column with --correct",
        "p,right;0.5,yes | a.csv:2: right: expected 0, 1, false or true, got yes",
        "p,right;0.5,NaN | a.csv:2: right: expected 0, 1, false or true, got NaN",
        "q,right;0.5,1 | a.csv:2: p: expected a value for --confidence, got none in a row that has [q, right]",
        "p,wrong;0.5,1 | a.csv:2: right: expected a value for --correct, got none in a row that has [p, wrong]",
        "p,right | a.csv: expected at least one row with a confidence, got none",
      })
  void badRowsAreNamed(String text, String message) throws IOException {
    Path out = directory.resolve("out");
    calibrate(write("a.csv", text.replace(';', '\n') + "\n"), "--out", out).failsWith(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void aMissingValueIsNamed() throws IOException {
    calibrate(write("a.jsonl", "{\"p\": null, \"right\": 1}\n"))
        .failsWith(
            "a.jsonl:1: p: expected a value for --confidence, got none in a row that has [p, right]");
    calibrate(write("b.jsonl", "{\"p\": 0.5}\n"))
        .failsWith(
            "b.jsonl:1: right: expected a value for --correct, got none in a row that has [p]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--held-out 0.5 | --held-out: expected none without --recalibrate, got 0.5",
        "--recalibrate platt --held-out 1 | --held-out: expected above 0 and below 1, got 1.0",
        "--recalibrate platt --held-out NaN | --held-out: expected above 0 and below 1, got NaN",
        "--recalibrate platt --held-out 0.1 | --held-out: expected a share that leaves rows to fit on and rows to measure on, got 0.1 of 2 rows",
        "--recalibrate temperature | confidences: expected one other than 0.5",
        "--recalibrate magic | Invalid value for option '--recalibrate'",
        "--out FILE | --out: expected a directory, got the file",
      })
  void badOptionsAreNamed(String options, String message) throws IOException {
    Path data = write("a.csv", "p,right\n0.5,1\n0.5,0\n");
    calibrate(data, (Object[]) options.replace("FILE", data.toString()).split(" "))
        .failsWith(message);
  }

  @Test
  void aMissingFileIsNamed() {
    calibrate(directory.resolve("none.csv")).failsWith("expected an existing file, got");
    Run.of("calibrate", "--data", "a.csv", "--correct", "right")
        .failsWith("--confidence: expected a column, and one for --correct, or a --model");
  }

  @Test
  void aModelsAnswersAreRecalibratedOnOtherQuestions() throws IOException {
    Path model = TinyModel.in(Files.createDirectory(directory.resolve("tiny")), 512);
    Path test = write("a_test.csv", "1?,1,2,3,4,A\n2?,1,2,3,4,B\n3?,1,2,3,4,C\n");
    Path val = write("a_val.csv", "4?,1,2,3,4,D\n1?,4,1,2,3,B\n");
    Object[] asked = {"calibrate", "--task", "mmlu", "--model", model, "--data", test, "--json"};
    JsonNode alone = JSON.readTree(Run.of(asked).succeeds().out());
    assertThat(alone.path("count").asInt()).isEqualTo(3);
    Path out = directory.resolve("out");
    Object[] scaled = {"--recalibrate", "temperature", "--fit", val, "--out", out};
    JsonNode both =
        JSON.readTree(Run.of(ObjectArrays.concat(asked, scaled, Object.class)).succeeds().out());
    assertThat(both.path("before.accuracy")).isEqualTo(alone.path("accuracy"));
    assertThat(both.path("before.nll").doubleValue())
        .isCloseTo(alone.path("nll").doubleValue(), within(1e-9));
    assertThat(both.path("after.accuracy")).isEqualTo(alone.path("accuracy"));
    assertThat(RecalibratorFile.readLogits(out.resolve("recalibrator.json")))
        .isInstanceOf(TemperatureScaling.class);
    Object[] unfitted = {"--recalibrate", "platt"};
    Run.of(ObjectArrays.concat(asked, unfitted, Object.class))
        .failsWith("--fit: expected questions to fit the recalibrator on");
    Run.of("calibrate", "--data", test, "--model", model)
        .failsWith("--task: expected whose questions --data has, got none");
    Run.of("calibrate", "--data", test)
        .failsWith("--confidence: expected a column, and one for --correct, or a --model");
  }

  @Test
  void rowsOfTheirOwnCanBeFittedOn() throws IOException {
    Path data = overconfident(400);
    JsonNode figures = figures(data, "--recalibrate", "platt", "--fit", data);
    assertThat(figures.path("before.count").asInt()).isEqualTo(400);
    assertThat(figures.path("after.nll").doubleValue())
        .isLessThan(figures.path("before.nll").doubleValue());
    calibrate(data, "--recalibrate", "platt", "--fit", data, "--held-out", "0.3")
        .failsWith("--held-out: expected none with --fit");
  }
}
