package org.temper.cli.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.data.Preference;

/** A file of preferences, as the JSONL that the {@code dpo} recipe reads. */
public final class PreferenceFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PreferenceFile() {}

  /**
   * Writes a file under a temporary name and moves it into place.
   *
   * @param file the file; its directory exists
   * @param preferences what it holds
   */
  public static void write(Path file, List<Preference> preferences) {
    StringBuilder lines = new StringBuilder();
    for (Preference preference : preferences) {
      lines
          .append(
              JSON.createObjectNode()
                  .put("prompt", preference.prompt())
                  .put("chosen", preference.chosen())
                  .put("rejected", preference.rejected()))
          .append('\n');
    }
    AtomicFiles.write(file, out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
