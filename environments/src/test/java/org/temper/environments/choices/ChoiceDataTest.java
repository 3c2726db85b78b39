package org.temper.environments.choices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.rollouts.Verdict;

@Tag("shared")
class ChoiceDataTest {
  private static Path file(String directory, String name) {
    Path file = Path.of(System.getProperty("temper.shared", "../shared"), "data", directory, name);
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    return file;
  }

  @Test
  void allOfMmluIsRead(@TempDir Path directory) throws IOException {
    try (ZipFile zip = new ZipFile(file("mmlu", "mmlu.zip").toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".csv")) {
          Path target = directory.resolve(Path.of(entry.getName()).getFileName());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.write(target, ByteStreams.toByteArray(in));
          }
        }
      }
    }
    for (List<Object> part :
        List.of(
            List.<Object>of("dev", 285),
            List.<Object>of("val", 1531),
            List.<Object>of("test", 14_042))) {
      List<ChoiceQuestion> questions =
          MmluQuestions.read(directory.resolve("*_" + part.get(0) + ".csv"));
      assertThat(questions).hasSize((int) part.get(1));
      assertThat(questions.stream().map(ChoiceQuestion::category).distinct()).hasSize(57);
      ChoiceVerifier verifier = new ChoiceVerifier();
      for (ChoiceQuestion question : questions) {
        assertThat(question.options()).hasSize(4);
        String right = ChoiceQuestion.letter(question.best());
        String wrong = ChoiceQuestion.letter((question.best() + 1) % 4);
        assertThat(verifier.verify(question, right)).isEqualTo(new Verdict.Passed());
        assertThat(verifier.verify(question, wrong)).isInstanceOf(Verdict.Failed.class);
      }
    }
  }

  @Test
  void allOfTruthfulQaIsRead() {
    List<ChoiceQuestion> questions =
        TruthfulQuestions.read(file("truthfulqa", "TruthfulQA.csv.gz"));
    assertThat(questions).hasSize(817);
    assertThat(questions)
        .allSatisfy(q -> assertThat(q.right()).hasSizeLessThan(q.options().size()));
    assertThat(questions.stream().map(ChoiceQuestion::category).distinct()).hasSize(38);
  }
}
