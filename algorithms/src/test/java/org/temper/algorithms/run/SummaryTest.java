package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.checkpoints.AtomicFiles;

class SummaryTest {
  @TempDir Path directory;

  @Test
  void figuresAreFlatAndInOrder() {
    Path path = directory.resolve("summary.json");
    new Summary().put("sft", "exact_match", 0.5).put("dpo", "margin", 1.25).write(path);
    assertThat(path)
        .hasContent(
            """
            {
              "sft.exact_match" : 0.5,
              "dpo.margin" : 1.25
            }""");
  }

  @Test
  void messagesNameTheFigure() {
    Summary summary = new Summary().put("sft", "loss", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summary.put("sft", "loss", 2))
        .withMessage("figure: expected a new one, got sft.loss again");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summary.put("sft", "rate", Double.NaN))
        .withMessage("sft.rate: expected a finite number, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summary.put("SFT", "rate", 1))
        .withMessage("figure: expected STAGE.FIGURE in lower case, got SFT.rate");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() throws IOException {
    Path path = directory.resolve("summary.json");
    Files.writeString(path, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    path,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(path).hasContent("old");
  }
}
