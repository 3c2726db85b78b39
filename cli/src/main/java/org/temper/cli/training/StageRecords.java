package org.temper.cli.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.temper.algorithms.checkpoints.AtomicFiles;

/** The records of a recipe's stages, each written into its own directory, brought together. */
public final class StageRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METRICS = "metrics.jsonl";

  private StageRecords() {}

  /**
   * Writes {@code metrics.jsonl} with the lines of all stages, each with the name of its stage, and
   * copies the curves as {@code STAGE-NAME.png}.
   *
   * @param out the recipe's directory
   * @param stages the names of the stages' directories in it, in order
   * @throws IOException if a file cannot be read or written
   */
  public static void gather(Path out, List<String> stages) throws IOException {
    StringBuilder metrics = new StringBuilder();
    for (String stage : stages) {
      for (String line : Files.readAllLines(out.resolve(stage).resolve(METRICS))) {
        ObjectNode tagged = JSON.createObjectNode().put("stage", stage);
        tagged.setAll((ObjectNode) JSON.readTree(line));
        metrics.append(tagged).append('\n');
      }
      copyCurves(out, stage);
    }
    Files.createDirectories(out);
    AtomicFiles.write(
        out.resolve(METRICS),
        stream -> stream.write(metrics.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void copyCurves(Path out, String stage) throws IOException {
    List<Path> curves;
    try (Stream<Path> files = Files.list(out.resolve(stage).resolve("curves"))) {
      curves = files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    for (Path curve : curves) {
      Files.copy(
          curve,
          out.resolve(stage + "-" + curve.getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
