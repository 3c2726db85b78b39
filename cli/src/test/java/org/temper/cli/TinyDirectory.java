package org.temper.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A directory of a test's own with a {@link TinyModel} in it, and a place to write into. */
@SuppressWarnings("NullAway.Init") // set before each test
final class TinyDirectory implements BeforeEachCallback, AfterEachCallback {
  /** A chat template that writes the first letter of a role before what it says. */
  static final String TEMPLATE =
      "{% for m in messages %}{{ m.role[0] }}{{ m.content }}</s>{% endfor %}"
          + "{% if add_generation_prompt %}a{% endif %}";

  private Path path;
  private Path model;
  private Path out;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    path = Files.createTempDirectory("temper");
    model = TinyModel.in(path);
    Files.writeString(template(), TEMPLATE);
    writeInto("out");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  Path path() {
    return path;
  }

  Path model() {
    return model;
  }

  /** Where nothing is yet. */
  Path out() {
    return out;
  }

  /** Chooses another directory that is not there yet. */
  void writeInto(String name) {
    out = resolve(name);
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** The file of the chat template. */
  Path template() {
    return resolve("template.jinja");
  }

  /** Writes ten records, each of its number and what is added. */
  Path tenRecords(String pattern, String more) throws IOException {
    return Files.write(
        resolve("data.jsonl"),
        IntStream.range(0, 10).mapToObj(i -> String.format(pattern, i, more)).toList());
  }
}
